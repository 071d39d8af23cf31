import { expect, it } from 'vitest'
import { names_in, usual_committees, usual_sectors } from './sectors'

it('knows the 34 sectors of the National Committee', () => expect(usual_sectors('province')).toHaveLength(34))
it.each(['province', 'city', 'county'] as const)('names nothing twice at the level of a %s', (level) => {
  for (const names of [usual_sectors(level), usual_committees(level)]) expect(new Set(names).size).toBe(names.length)
})
it('reads one name a line', () => expect(names_in(' 经济界 \n\n　教育界\r\n')).toEqual(['经济界', '教育界']))
