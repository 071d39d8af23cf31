import { expect, it } from 'vitest'
import type { SpecialDay } from '@/api/schema'
import { months_of, runs_of } from './days'

const day = (day: string, kind: SpecialDay['kind'], name = '春节'): SpecialDay => ({ day, kind, name })
const february = (days: SpecialDay[]) => months_of(2026, days)[1]?.map((week) => week.map((cell) => (cell ? `${cell.of_month}${{ rest: '休', work: '班', weekend: '-', ordinary: '' }[cell.kind]}` : '')).join(' '))

it('lays a month out from Monday to Sunday', () => {
  expect(february([day('2026-02-14', 'work'), day('2026-02-15', 'rest'), day('2026-02-16', 'rest')])).toEqual([
    '      1-', '2 3 4 5 6 7- 8-', '9 10 11 12 13 14班 15休', '16休 17 18 19 20 21- 22-', '23 24 25 26 27 28- ',
  ])
})

it.each([[2026, 365], [2028, 366]])('has every day of %i once', (year, count) => {
  const days = months_of(year, []).flat(2).flatMap((cell) => (cell ? [cell.day] : []))
  expect(days).toHaveLength(count)
  expect([...days].sort()).toEqual(days)
  expect(new Set(days).size).toBe(count)
})

it('puts days in a row together', () => {
  expect(runs_of([day('2026-02-14', 'work'), day('2026-02-15', 'rest'), day('2026-02-16', 'rest'), day('2026-02-18', 'rest'), day('2026-02-19', 'rest', '元旦')])).toEqual([
    { name: '春节', kind: 'work', from: '2026-02-14', to: '2026-02-14', length: 1 },
    { name: '春节', kind: 'rest', from: '2026-02-15', to: '2026-02-16', length: 2 },
    { name: '春节', kind: 'rest', from: '2026-02-18', to: '2026-02-18', length: 1 },
    { name: '元旦', kind: 'rest', from: '2026-02-19', to: '2026-02-19', length: 1 },
  ])
})
