import { language, number, t } from './index'

const day = 86_400_000
const two = (value: number) => (value < 10 ? '0' : '') + value
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

// The consultation's clock is China's, wherever the reader is; China has had no summer time since 1991.
const in_china = (at: number) => new Date(at + 8 * 3_600_000)
const day_number = (at: number) => Math.floor((at + 8 * 3_600_000) / day)

export const time_of_day = (at: number) => `${in_china(at).getUTCHours()}:${two(in_china(at).getUTCMinutes())}`

/** "1 月 12 日", with the year where it is another one. */
export function date(at: number, now = Date.now()): string {
  const when = in_china(at)
  const [year, month, of_month] = [when.getUTCFullYear(), when.getUTCMonth(), when.getUTCDate()]
  const same_year = year === in_china(now).getUTCFullYear()
  if (language.value === 'en') return `${of_month} ${months[month]}${same_year ? '' : ` ${year}`}`
  return `${same_year ? '' : `${year} 年 `}${month + 1} 月 ${of_month} 日`
}

export const date_time = (at: number, now = Date.now()) => `${date(at, now)} ${time_of_day(at)}`

/** Relative under a week, a date after that. */
export function when(at: number, now = Date.now()): string {
  const minutes = Math.floor((now - at) / 60_000)
  const days = day_number(now) - day_number(at)
  if (minutes < 0 || days > 6) return date(at, now)
  if (minutes < 1) return t('shared.just_now')
  if (minutes < 60) return t('shared.minutes_ago', { minutes })
  if (days === 0) return t('shared.today', { time: time_of_day(at) })
  if (days === 1) return t('shared.yesterday', { time: time_of_day(at) })
  return t('shared.days_ago', { days })
}

/** Whole days until a moment, by the calendar; negative once it is past. */
export const days_until = (at: number, now = Date.now()) => (at < now ? -1 : day_number(at) - day_number(now))

export const percent = (share: number) => `${number(share * 100)}%`

export function file_size(bytes: number): string {
  return bytes < 1_000_000 ? `${number(Math.max(1, bytes / 1000))} KB` : `${number(bytes / 1_000_000, 1)} MB`
}
