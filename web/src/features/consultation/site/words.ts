import type { Consultation, ConsultationItem } from '@/api/schema'
import { number, t } from '@/shared/i18n'
import { date, days_until } from '@/shared/i18n/dates'

type Either = Consultation | ConsultationItem

/** The question where it is short enough to stand as a heading, else the title. */
export const headline = (one: Either) => (one.question && one.question.length <= 40 ? one.question : one.title)

/** Where it stands and by when, in a few words. */
export function standing(one: Either): string {
  if (one.state === 'open') {
    if (!one.closes_at) return t('shared.state_open')
    const days = days_until(one.closes_at)
    if (days < 0) return t('consultation.closing')
    return days === 0 ? t('consultation.last_day') : t('consultation.days_left', { days })
  }
  if (one.state === 'closed' && one.closes_at) return t('consultation.closed_on', { date: date(one.closes_at) })
  return t(`shared.state_${one.state}`)
}

/** Who took part, with its base where the base is known. */
export function took_part(participants: number, invited: number | null | undefined): string {
  return invited
    ? t('consultation.took_part_of', { participants: number(participants), invited: number(invited) })
    : t('consultation.took_part', { count: participants })
}

export function audience(one: Consultation): string {
  if (one.audience === 'sectors') return t('consultation.audience_sectors', { sectors: one.sectors.map((sector) => sector.name).join(t('consultation.comma')) })
  return one.audience === 'members' ? t('consultation.audience_members') : t('consultation.audience_public')
}
