import { createApp, h, nextTick, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { elder } from '@/shared/preferences'
import { use_catalogue } from '@/shared/i18n'
import shared from '@/shared/i18n/zh-CN.json'
import Danmaku from './Danmaku.vue'

use_catalogue('zh-CN', shared)
const quiet = { matches: false }
beforeEach(() => {
  localStorage.clear()
  elder.value = false
  quiet.matches = false
  vi.stubGlobal('matchMedia', () => quiet)
  // Nothing is drawn here: a screen of 400 × 200 px, messages of 80 × 20.
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(200)
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(80)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(20)
})
afterEach(() => { vi.restoreAllMocks(); vi.unstubAllGlobals() })

function shown() {
  const place = document.createElement('div')
  const messages = ref([{ id: 1, text: '早就在了' }])
  const app = createApp({ render: () => h(Danmaku, { messages: messages.value }) })
  app.mount(place)
  let last = 1
  const say = async (...texts: string[]) => {
    messages.value = [...messages.value, ...texts.map((text) => ({ id: ++last, text }))]
    await nextTick()
  }
  return { place, say, passing: () => [...place.querySelectorAll('.danmaku-one')].map((one) => one.textContent), button: () => place.querySelector('button') }
}

it('lets new messages pass, once each, and not those that were there', async () => {
  const { place, say, passing } = shown()
  await say('你好')
  await say('支持')
  expect(passing()).toEqual(['你好', '支持'])
  expect(place.querySelector('.sky')?.getAttribute('aria-hidden')).toBe('true')
})

it('shows text as text, and not all of a long one', async () => {
  const { place, say, passing } = shown()
  await say('<b>x</b>', '长'.repeat(100))
  expect(place.querySelector('b')).toBeNull()
  expect(passing()).toEqual(['<b>x</b>', `${'长'.repeat(40)}…`])
})

it('takes no more than there are lanes for', async () => {
  const { say, passing } = shown()
  await say(...Array.from({ length: 50 }, (_, at) => String(at)))
  expect(passing().length).toBe(10)
})

it('can be switched off, which is remembered', async () => {
  const first = shown()
  first.button()?.click()
  await nextTick()
  await first.say('你好')
  expect(first.passing()).toEqual([])
  const second = shown()
  await second.say('你好')
  expect(second.passing()).toEqual([])
  second.button()?.click()
  await nextTick()
  await second.say('支持')
  expect(second.passing()).toEqual(['支持'])
})

it('is not there in elder mode, nor for whoever wants no motion', async () => {
  elder.value = true
  expect(shown().place.textContent).toBe('')
  elder.value = false
  quiet.matches = true
  expect(shown().place.textContent).toBe('')
})
