import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h } from 'vue'
import { connection, post } from '@/api/client'
import { use_talk } from './talk'

/** The browser's WebSocket, as far as pages use it. */
class Line {
  static all: Line[] = []
  readonly OPEN = 1
  readyState = 0
  said: string[] = []
  onopen = () => {}
  onclose = () => {}
  onmessage: (event: { data: string }) => void = () => {}
  constructor(readonly address: string) { Line.all.push(this) }
  send(text: string) { this.said.push(text) }
  close() { this.readyState = 3 }
  opens() { this.readyState = 1; this.onopen() }
  answers(status: number, body: string) { this.onmessage({ data: `HTTP/1.1 ${status} OK\r\nX: y\r\n\r\n${body}` }) }
  breaks() { this.readyState = 3; this.onclose() }
}

function page() {
  const app = createApp(defineComponent({ setup() { use_talk(); return () => h('p') } }))
  app.mount(document.createElement('div'))
  return app
}
const say = (text: string, key?: string) => post('/meetings/1/messages', { text }, key ? { key } : {})
let over_http: [string, RequestInit][]

beforeEach(() => {
  Line.all = []
  over_http = []
  connection.csrf = 'token'
  vi.stubGlobal('WebSocket', Line)
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    over_http.push([path, init])
    return Promise.resolve(new Response('{"over":"http"}', { status: 200 }))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const line = () => Line.all[Line.all.length - 1]!

it('opens with the first word, which goes over HTTP; later ones are requests in messages, answered in turn', async () => {
  const shown = page()
  expect(Line.all).toHaveLength(0)
  expect(await say('one')).toEqual({ over: 'http' })
  expect(line().address).toMatch(/^ws:\/\/.*\/talk$/)
  line().opens()
  const [two, three] = [say('二', 'a-key'), say('three')]
  await Promise.resolve()
  expect(line().said[0]).toMatch(/^POST \/api\/v1\/meetings\/1\/messages HTTP\/1\.1\r\nHost: [^\r]+\r\nContent-Length: 14\r\n/)
  expect(line().said[0]).toContain('\r\nX-CSRF-Token: token\r\n')
  expect(line().said[0]).toMatch(/\r\nIdempotency-Key: a-key\r\n(.*\r\n)*\r\n{"text":"二"}$/)
  line().answers(200, '{"number":2}')
  line().answers(422, '{"code":"request.invalid","title":"no"}')
  expect(await two).toEqual({ number: 2 })
  await expect(three).rejects.toMatchObject({ status: 422, code: 'request.invalid' })
  expect(over_http).toHaveLength(1)
  shown.unmount()
  expect(line().readyState).toBe(3)
  expect(connection.say).toBeUndefined()
})

it('says what was under way again over HTTP, under the same key', async () => {
  const shown = page()
  await say('one')
  line().opens()
  const two = say('two', 'the-key')
  await Promise.resolve()
  line().breaks()
  expect(await two).toEqual({ over: 'http' })
  expect(new Headers(over_http[1]![1].headers).get('Idempotency-Key')).toBe('the-key')
  await say('three')
  expect(Line.all).toHaveLength(2)
  shown.unmount()
})

it('is sealed where the page is', async () => {
  vi.stubGlobal('location', { protocol: 'https:', host: 'hall.example' })
  const shown = page()
  await say('one')
  expect(line().address).toBe('wss://hall.example/talk')
  shown.unmount()
})

it('does not wait for ever', async () => {
  vi.useFakeTimers()
  const shown = page()
  await say('one')
  line().opens()
  const two = say('two')
  await vi.advanceTimersByTimeAsync(10_001)
  expect(await two).toEqual({ over: 'http' })
  shown.unmount()
})

it('speaks for whom it was opened, and leaves long texts and lines that are refused to HTTP', async () => {
  const shown = page()
  await say('one')
  line().opens()
  connection.csrf = 'another'
  await say('two')
  expect(Line.all).toHaveLength(2)
  line().opens()
  await say('x'.repeat(20_000))
  expect(line().said).toEqual([])
  shown.unmount()

  Line.all = []
  const other = page()
  for (let i = 0; i < 5; ++i) {
    await say('word')
    line().breaks()
  }
  expect(Line.all).toHaveLength(3)
  other.unmount()
})
