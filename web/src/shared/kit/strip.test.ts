import { createApp, h } from 'vue'
import { expect, it } from 'vitest'
import type { Share } from '@/api/schema'
import { use_catalogue } from '../i18n'
import chinese from '../i18n/zh-CN.json'
import Strip from './Strip.vue'

use_catalogue('zh-CN', chinese)
const nobody: Share = { hidden: false, agree: 0, disagree: 0, pass: 0, seen: 0, p: 0.5, low: 0, high: 1 }

function shown(share: Share) {
  const place = document.createElement('div')
  createApp({ render: () => h(Strip, { name: '妇联', share }) }).mount(place)
  return { words: place.textContent, bars: place.querySelectorAll('[role=img]').length, label: place.querySelector('[role=img]')?.getAttribute('aria-label') }
}

it('draws a bar with its interval and says it', () => {
  const { words, bars, label } = shown({ hidden: false, agree: 6, disagree: 2, pass: 2, seen: 10, p: 0.6, low: 0.4, high: 0.8 })
  expect(words).toContain('10 人')
  expect(bars).toBe(1)
  expect(label).toBe('妇联: 赞同 60%（区间 40% 至 80%），不确定 20%，不赞同 20%；10 人表过态')
})

it('says that a small cell is hidden, without a figure', () => {
  expect(shown({ hidden: true })).toMatchObject({ words: '妇联不足 5 人，不显示', bars: 0 })
})

it('draws nothing where nobody has voted: the estimate would be one half', () => {
  expect(shown(nobody)).toMatchObject({ words: '妇联还没有人表态', bars: 0 })
})
