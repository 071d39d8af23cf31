import { expect, it } from 'vitest'
import { Lanes, most_a_second, seconds_across } from './lanes'

it('lets no more pass in a second than can be read', () => {
  const lanes = new Lanes()
  const shown = Array.from({ length: 100 }, () => lanes.place(10, 400, 100, 0)).filter((lane) => lane >= 0)
  expect(shown.length).toBe(most_a_second)
  expect(lanes.place(10, 400, 100, 1001)).toBeGreaterThanOrEqual(0)
})

it('gives each a lane of its own until the one before has entered whole', () => {
  const lanes = new Lanes()
  expect([lanes.place(200, 400, 2, 0), lanes.place(200, 400, 2, 0), lanes.place(200, 400, 2, 0)]).toEqual([0, 1, -1])
  // 600 px in 8 s: its end has entered after 3 s.
  expect(lanes.place(200, 400, 2, 2900)).toBe(-1)
  expect(lanes.place(200, 400, 2, 3100)).toBe(0)
})

it('lets no wide, fast one catch up with a narrow, slow one', () => {
  const lanes = new Lanes()
  expect(lanes.place(40, 400, 1, 0)).toBe(0)
  expect(lanes.place(1200, 400, 1, 1500)).toBe(-1)
  expect(lanes.place(40, 400, 1, 1500)).toBe(0)
  expect(lanes.place(1200, 400, 1, 1500 + seconds_across * 1000)).toBe(0)
})

it('shows nothing where there is no room', () => {
  const lanes = new Lanes()
  expect(lanes.place(40, 0, 3, 0)).toBe(-1)
  expect(lanes.place(40, 400, 0, 0)).toBe(-1)
})
