import { afterEach, expect, it, vi } from 'vitest'
import { sign_out } from './session'

afterEach(() => {
  vi.unstubAllGlobals()
  localStorage.clear()
})
const signed_out = JSON.stringify({ level: 'none', csrf: '', seats: [], permissions: [], unread: 0, demo: false, development_outbox: false, factor_needed: false })
function leave_something() {
  localStorage.setItem('gongshi.draft.statement.7', 'what nobody else should read')
  localStorage.setItem('gongshi.preferences', '{}')
  sessionStorage.setItem('gongshi.intended_vote', '{}')
}

it('leaves nothing of what was being written to whoever comes next', async () => {
  leave_something()
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(new Response(signed_out, { status: 200 }))))
  await sign_out()
  expect({ ...localStorage }).toEqual({ 'gongshi.preferences': '{}' })
  expect(sessionStorage).toHaveLength(0)
})

it('keeps it while the server has not ended the session', async () => {
  leave_something()
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(new Response('{"code":"request.forged","title":"forged"}', { status: 403 }))))
  await expect(sign_out()).rejects.toThrow()
  expect(localStorage.getItem('gongshi.draft.statement.7')).not.toBeNull()
})
