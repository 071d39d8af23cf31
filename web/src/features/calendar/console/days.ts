import type { SpecialDay } from '@/api/schema'
import { language, t } from '@/shared/i18n'
import { date } from '@/shared/i18n/dates'

const whole_day = 86_400_000
const utc = (day: string) => Date.parse(`${day}T00:00:00Z`)
const written = (at: number) => new Date(at).toISOString().slice(0, 10)

/** `rest` and `work` are said by the table of the year, the others by the weekday. */
export interface Cell { day: string; of_month: number; kind: SpecialDay['kind'] | 'weekend' | 'ordinary'; name: string }
export type Week = (Cell | null)[]

/** The twelve months as weeks from Monday to Sunday; null: a day of another month. */
export function months_of(year: number, days: readonly SpecialDay[]): Week[][] {
  const special = new Map(days.map((one) => [one.day, one]))
  return Array.from({ length: 12 }, (_all, month) => {
    const weeks: Week[] = []
    for (let at = Date.UTC(year, month, 1); new Date(at).getUTCMonth() === month; at += whole_day) {
      const weekday = (new Date(at).getUTCDay() + 6) % 7
      if (!weeks.length || weekday === 0) weeks.push(Array.from({ length: 7 }, () => null))
      const day = written(at)
      const said = special.get(day)
      const week = weeks[weeks.length - 1] as Week
      week[weekday] = { day, of_month: new Date(at).getUTCDate(), kind: said?.kind ?? (weekday > 4 ? 'weekend' : 'ordinary'), name: said?.name ?? '' }
    }
    return weeks
  })
}

export interface Run { name: string; kind: SpecialDay['kind']; from: string; to: string; length: number }

/** Days in a row that are one thing, as one. */
export function runs_of(days: readonly SpecialDay[]): Run[] {
  const runs: Run[] = []
  for (const { day, kind, name } of days) {
    const last = runs[runs.length - 1]
    if (last && last.kind === kind && last.name === name && utc(day) - utc(last.to) === whole_day) {
      last.to = day
      last.length += 1
    } else {
      runs.push({ name, kind, from: day, to: day, length: 1 })
    }
  }
  return runs
}

/** "2 月 14 日 周六", "Sat 14 Feb" */
export function day_words(day: string) {
  const weekday = new Date(utc(day)).toLocaleDateString(language.value, { weekday: 'short', timeZone: 'UTC' })
  return language.value === 'en' ? `${weekday} ${date(utc(day))}` : `${date(utc(day))} ${weekday}`
}
export const month_words = (month: number) => (language.value === 'en' ? new Date(Date.UTC(2026, month, 1)).toLocaleDateString('en', { month: 'long', timeZone: 'UTC' }) : `${month + 1} 月`)
/** Monday is 0. 5 January 2026 was one. */
export const weekday_words = (weekday: number, how: 'long' | 'short' | 'narrow') => new Date(Date.UTC(2026, 0, 5 + weekday)).toLocaleDateString(language.value, { weekday: how, timeZone: 'UTC' })

const holidays = { 元旦: 'new_year', 春节: 'spring', 清明: 'tombs', 劳动节: 'labour', 端午: 'dragon_boat', 中秋: 'mid_autumn', 国庆节: 'national' } as const
/** Tables are in Chinese; the holidays by law have English names as well. */
export const holiday_words = (name: string) => (name in holidays ? t(`calendar.holiday_${holidays[name as keyof typeof holidays]}`) : name)
