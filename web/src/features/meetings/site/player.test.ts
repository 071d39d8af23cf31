import { createApp, h, nextTick, ref, type App } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { use_catalogue } from '@/shared/i18n'
import shared from '@/shared/i18n/zh-CN.json'
import { announcement } from '@/shared/page'
import LivePlayer from './LivePlayer.vue'
import type { StreamState } from './playing'

use_catalogue('zh-CN', shared)
const answer = { status: 200, about: {} as Partial<StreamState> }
const asked: string[] = []
let app: App

beforeEach(() => {
  vi.useFakeTimers()
  asked.length = 0
  answer.status = 200
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address)
    if (answer.status === 0) return Promise.reject(new TypeError('no network'))
    const about = { state: 'waiting', since: 0, duration: 0, replay: false, whole: true, captions: false, address: '', ...answer.about }
    return Promise.resolve({ status: answer.status, ok: answer.status === 200, json: () => Promise.resolve(about) })
  })
  vi.stubGlobal('MediaSource', undefined)
  delete (globalThis as { MediaSource?: unknown }).MediaSource
  vi.spyOn(HTMLMediaElement.prototype, 'canPlayType').mockReturnValue('maybe')
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue(undefined)
  vi.spyOn(HTMLMediaElement.prototype, 'load').mockReturnValue(undefined)
})
afterEach(() => { app.unmount(); vi.restoreAllMocks(); vi.unstubAllGlobals(); vi.useRealTimers() })

async function shown(properties: Record<string, unknown>) {
  const place = document.createElement('div')
  const given = ref(properties)
  const phases: string[] = []
  app = createApp({ render: () => h(LivePlayer, { title: '全体会议', onPhase: (phase: string) => phases.push(phase), ...given.value }) })
  app.mount(place)
  await vi.advanceTimersByTimeAsync(10)
  return { place, given, phases, source: () => place.querySelector('video')?.getAttribute('src'), words: () => place.querySelector('[role=status]')?.textContent }
}

it('waits for a stream to begin, and then plays it without being asked', async () => {
  answer.about = { state: 'waiting' }
  const { source, words } = await shown({ stream: 'abc' })
  expect(words()).toContain('直播还没有开始')
  expect(source()).toBeNull()
  answer.about = { state: 'live' }
  await vi.advanceTimersByTimeAsync(7000)
  expect(source()).toBe('/video/abc/live.m3u8')
  expect(asked.every((one) => one === '/video/abc/state')).toBe(true)
})

it('says what there is not', async () => {
  answer.status = 404
  const { words, phases } = await shown({ stream: 'abc' })
  expect(words()).toContain('没有这一路直播')
  expect(phases).toEqual(['absent'])
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked.length).toBe(1)
})

it('asks again where the server cannot be reached, with pauses', async () => {
  answer.status = 0
  const { words, source } = await shown({ stream: 'abc' })
  expect(words()).toContain('正在重试')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked.length).toBeGreaterThan(3)
  expect(asked.length).toBeLessThan(20)
  answer.status = 200
  answer.about = { state: 'live' }
  await vi.advanceTimersByTimeAsync(20_000)
  expect(source()).toBe('/video/abc/live.m3u8')
})

it('offers the recording of what has ended, and begins it by itself where that is wanted', async () => {
  answer.about = { state: 'ended', replay: true, captions: true }
  const { place, source, words } = await shown({ stream: 'abc' })
  expect(words()).toContain('直播已经结束')
  const button = [...place.querySelectorAll('button')].find((one) => one.textContent === '看回放')
  button?.click()
  await vi.advanceTimersByTimeAsync(10)
  expect(source()).toBe('/video/abc/replay.m3u8')
  expect(place.querySelector('track')?.getAttribute('src')).toBe('/video/abc/captions.vtt')
  app.unmount()
  expect((await shown({ stream: 'abc', recording: true })).source()).toBe('/video/abc/replay.m3u8')
})

it('plays another house’s stream without asking our server about it', async () => {
  const { source } = await shown({ address: 'https://live.example.cn/a.m3u8' })
  expect(source()).toBe('https://live.example.cn/a.m3u8')
  expect(asked).toEqual([])
})

it('says where a browser can play nothing', async () => {
  vi.spyOn(HTMLMediaElement.prototype, 'canPlayType').mockReturnValue('')
  answer.about = { state: 'live' }
  expect((await shown({ stream: 'abc' })).words()).toContain('这个浏览器不能播放直播')
})

it('shows the last lines that were typed, and reads the newest out when asked, never by itself', async () => {
  const { place, given } = await shown({ stream: 'abc', lines: [] })
  const lines = place.querySelector('.lines') as HTMLElement
  expect(lines.querySelector('[aria-live]')?.getAttribute('aria-live')).toBe('off')
  given.value = { stream: 'abc', lines: ['一', '二', '三'].map((text, id) => ({ id, text })) }
  await nextTick()
  expect([...lines.querySelectorAll('p')].map((one) => one.textContent)).toEqual(['二', '三'])
  expect(announcement.value).toBe('')
  lines.querySelector('button')?.click()
  expect(announcement.value).toBe('三')
})
