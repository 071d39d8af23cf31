import type { ConsultationItem, State } from '@/api/schema'
import { number, t } from '@/shared/i18n'
import { date, date_time, days_until } from '@/shared/i18n/dates'

/** With the year where `now` is in another one; always with it when that is 0. */
export function period(view: { state: State; opens_at?: number | null; closes_at?: number | null }, now?: number): string {
  if (view.opens_at && view.closes_at) return t('consulting.period_both', { from: date(view.opens_at, now), to: date_time(view.closes_at, now) })
  if (view.closes_at) return t(view.state === 'draft' ? 'consulting.period_once_published' : 'consulting.period_until', { to: date_time(view.closes_at, now) })
  if (view.opens_at) return t('consulting.period_from', { from: date(view.opens_at, now) })
  return t('consulting.period_unset')
}

export interface Deadline { text: string; look: string }

/** What is left of the period, and how urgent it is. */
export function deadline(item: Pick<ConsultationItem, 'state' | 'closes_at'>): Deadline {
  if (item.state !== 'open') return { text: item.closes_at ? date(item.closes_at) : '', look: '' }
  if (!item.closes_at) return { text: t('consulting.no_end'), look: '' }
  const days = days_until(item.closes_at)
  if (days < 0) return { text: t('consulting.over'), look: 'tag tag-late' }
  if (days === 0) return { text: t('consulting.ends_today'), look: 'tag tag-late' }
  return { text: t('consulting.days_left', { days }), look: days <= 3 ? 'tag tag-soon' : '' }
}

/** "12 / 3,170" where it is known who could. */
export const people = (item: Pick<ConsultationItem, 'participants' | 'invited'>) =>
  (item.invited ? t('consulting.people_of', { did: number(item.participants), could: number(item.invited) }) : number(item.participants))

export const audience = (view: { audience: 'public' | 'members' | 'sectors' }) => t(`consulting.audience_${view.audience}`)
