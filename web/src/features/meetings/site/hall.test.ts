import { expect, test } from 'vitest'
import { clock_text, seconds_left } from './hall'

test.each([
  [0, 5, 0, 300],
  [0, 5, 299_001, 1],
  [0, 5, 300_000, 0],
  [0, 5, 361_000, -61],
])('of a speech begun at %i for %i minutes, at %i are left %i s', (started, minutes, now, left) => { expect(seconds_left(started, minutes, now)).toBe(left) })

test.each([[300, '5:00'], [61, '1:01'], [0, '0:00'], [-61, '−1:01']])('%i s reads %s', (seconds, text) => { expect(clock_text(seconds)).toBe(text) })
