import type { MeetingState, MeetingView } from '@/api/schema'
import { t } from '@/shared/i18n'

export type Form = MeetingView['form']
export type ItemKind = MeetingView['agenda'][number]['kind']
export interface AgendaRow { kind: ItemKind; title: string; minutes: number }

export const forms: Form[] = ['standing_committee', 'topical_standing_committee', 'topical_consultation', 'biweekly', 'counterpart', 'sector', 'proposal_handling', 'remote', 'plenary_session', 'hot_topic']
export const item_kinds: ItemKind[] = ['opening', 'report', 'speeches', 'exchange', 'deliberation', 'vote', 'other']

/** As the server's table of forms says; here only to propose an agenda before there is a meeting to ask about. */
export const discussion = (form: Form) => form === 'hot_topic'
export const standing = (form: Form) => form === 'standing_committee' || form === 'topical_standing_committee'
export const exchange_needed = (form: Form) => !discussion(form) && form !== 'plenary_session' && form !== 'standing_committee'

const row = (kind: ItemKind, minutes: number): AgendaRow => ({ kind, title: t(`meetings.usual_${kind}`), minutes })
export function usual_agenda(form: Form): AgendaRow[] {
  if (discussion(form)) return []
  if (form === 'plenary_session') return [row('opening', 10), row('report', 60), row('speeches', 90), row('vote', 20)]
  if (form === 'standing_committee') return [row('opening', 5), row('report', 30), row('deliberation', 60), row('vote', 20)]
  return [row('opening', 5), row('report', 15), row('speeches', 60), row('exchange', 40), row('other', 10)]
}

export const tags: Record<MeetingState, string> = { draft: 'tag', announced: 'tag tag-wait', open: 'tag tag-open', suspended: 'tag tag-soon', ended: 'tag tag-soon', closed: 'tag', cancelled: 'tag tag-late' }
