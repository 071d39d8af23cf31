import type { HandlingLine } from '@/api/schema'
import { t } from '@/shared/i18n'
import { date } from '@/shared/i18n/dates'

export type Urgency = HandlingLine['urgency']
export const urgency_tags: Record<Urgency, string> = { calm: 'tag-wait', near: 'tag-soon', overdue: 'tag-late', none: '' }
/** The colour is said in words too. */
export const by_when = (due: number, urgency: Urgency) => t(urgency === 'none' ? 'handling.due' : `handling.due_${urgency}`, { date: date(due) })
