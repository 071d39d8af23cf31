import { describe, expect, it } from 'vitest'
import { clock_words, Movement, pause_before, plan_for, type StreamState } from './playing'

const about = (changes: Partial<StreamState>): StreamState => ({ state: 'live', since: 0, duration: 0, replay: false, whole: true, captions: false, address: '', ...changes })

describe('what to play', () => {
  const cases: [string, Partial<StreamState>, boolean, unknown][] = [
    ['nothing before it begins', { state: 'waiting' }, true, { phase: 'waiting', recording: false }],
    ['the live picture', { state: 'live' }, false, { phase: 'starting', address: '/video/n/live.m3u8', recording: false }],
    ['and its last pieces while it is interrupted', { state: 'interrupted' }, false, { phase: 'interrupted', address: '/video/n/live.m3u8', recording: false }],
    ['nothing by itself once it is over', { state: 'ended', replay: true }, false, { phase: 'ended', recording: false }],
    ['the recording where it is wanted', { state: 'ended', replay: true }, true, { phase: 'starting', address: '/video/n/replay.m3u8', recording: true }],
    ['nothing where nothing was recorded', { state: 'ended' }, true, { phase: 'ended_soon', recording: false }],
    ['another’s stream where it is one', { state: 'waiting', address: 'https://a/b.m3u8' }, false, { phase: 'starting', address: 'https://a/b.m3u8', recording: false }],
  ]
  it.each(cases)('%s', (_name, changes, recording, plan) => expect(plan_for('n', about(changes), recording)).toEqual(plan))
})

it('tries again after pauses that grow and differ', () => {
  expect(pause_before(0, 1)).toBe(2000)
  expect(pause_before(0, 0)).toBe(1200)
  expect(pause_before(3, 1)).toBeGreaterThan(pause_before(2, 1))
  expect(pause_before(100, 1)).toBe(20_000)
})

it('writes times as a clock does', () => {
  expect([0, 9.9, 65, 3753, NaN, Infinity, -1].map(clock_words)).toEqual(['0:00', '0:09', '1:05', '1:02:33', '0:00', '0:00', '0:00'])
})

it('notices a picture that stands still, and not one that was paused', () => {
  const movement = new Movement(0)
  expect(movement.look(1, true, 1000)).toBe(true)
  expect(movement.look(1, true, 4900)).toBe(true)
  expect(movement.look(1, true, 5000)).toBe(false)
  expect(movement.still_for(6000)).toBe(5000)
  expect(movement.look(1, false, 7000)).toBe(true)
  expect(movement.look(1, true, 10_000)).toBe(true)
  expect(movement.look(2, true, 20_000)).toBe(true)
})
