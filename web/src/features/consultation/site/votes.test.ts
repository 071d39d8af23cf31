import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Problem } from '@/api/client'
import { session } from '@/shared/session'
import { cast, remember_intention, send_waiting, take_intention, waiting } from './votes'

const ballot = { next: null, voted: 1, total: 2, participants: 5 }
const answers = (...list: (Response | 'lost')[]) => vi.stubGlobal('fetch', vi.fn(() => {
  const next = list.shift()
  return next === 'lost' || !next ? Promise.reject(new TypeError('offline')) : Promise.resolve(next)
}))
const good = () => new Response(JSON.stringify(ballot), { status: 200 })
const refused = () => new Response(JSON.stringify({ code: 'consultation.closed', title: '已结束' }), { status: 409 })

beforeEach(() => {
  localStorage.clear()
  session.person = { id: 8, name: '示例', has_password: false, needs_login: false, second_factor: false }
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
})
afterEach(async () => {
  answers(good(), good(), good(), good())
  await send_waiting()
  vi.unstubAllGlobals()
})

it('gives the ballot that follows a vote', async () => {
  answers(good())
  expect(await cast(202, 7, 'agree')).toEqual(ballot)
  expect(waiting.value).toEqual([])
})

it('keeps a vote while there is no connection, the last one for each statement, and sends it later', async () => {
  answers('lost', 'lost')
  expect(await cast(202, 7, 'agree')).toBeNull()
  expect(await cast(202, 7, 'disagree')).toBeNull()
  expect(waiting.value).toEqual([{ person: 8, consultation: 202, statement: 7, vote: 'disagree' }])
  answers(good())
  expect(await send_waiting()).toEqual(ballot)
  expect(waiting.value).toEqual([])
})

it('never sends what another person left on the phone', async () => {
  answers('lost')
  await cast(202, 7, 'agree')
  session.person = { id: 9, name: '示例', has_password: false, needs_login: false, second_factor: false }
  expect(waiting.value).toEqual([])
  session.person = { id: 8, name: '示例', has_password: false, needs_login: false, second_factor: false }
  expect(waiting.value).toHaveLength(1)
})

it('drops a vote that is refused later and says so', async () => {
  answers('lost')
  await cast(202, 7, 'agree')
  answers(refused())
  await expect(send_waiting()).rejects.toBeInstanceOf(Problem)
  expect(waiting.value).toEqual([])
})

it('keeps a vote that comes too fast, to send it later', async () => {
  answers('lost')
  await cast(202, 7, 'agree')
  answers(new Response(JSON.stringify({ code: 'request.too_fast', title: '太快了' }), { status: 429 }))
  expect(await send_waiting()).toBeUndefined()
  expect(waiting.value).toHaveLength(1)
})

it('keeps the choice made before signing in, once and for its consultation only', () => {
  remember_intention({ consultation: 202, statement: 7, vote: 'pass' })
  expect(take_intention(201)).toBeNull()
  expect(take_intention(202)).toEqual({ consultation: 202, statement: 7, vote: 'pass' })
  expect(take_intention(202)).toBeNull()
})
