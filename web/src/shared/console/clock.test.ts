import { describe, expect, it } from 'vitest'
import { from_clock, to_clock } from './clock'

describe('the clock of China', () => {
  it.each([
    [Date.UTC(2026, 11, 1, 1, 0), '2026-12-01 09:00'],
    [Date.UTC(2026, 11, 31, 16, 30), '2027-01-01 00:30'],
  ])('%d is %s', (at, text) => {
    expect(to_clock(at)).toBe(text)
    expect(from_clock(text)).toBe(at)
    expect(from_clock(text.replace(' ', 'T'))).toBe(at)
  })

  it('has no moment where nothing is written', () => {
    expect(to_clock(null)).toBe('')
    expect(from_clock('')).toBeUndefined()
    expect(from_clock(null)).toBeUndefined()
  })
})
