import { get } from '@/api/client'
import type { ConsultationItem } from '@/api/schema'
import { assembly, assembly_consultations, may_be_signed, most_asked, sheets_of } from '@/shared/console/waiting'
import { days_until } from '@/shared/i18n/dates'
import { may } from '@/shared/session'

export interface Waits<Item> { item: Item; count: number }
export interface Today {
  pending: number
  appealed: number
  drafts: ConsultationItem[]
  closing: ConsultationItem[]
  open: ConsultationItem[]
  to_write: ConsultationItem[]
  to_sign: ConsultationItem[]
  to_check: Waits<ConsultationItem>[]
  not_set_up: boolean
}

const soon_days = 3
async function ballots_of(items: ConsultationItem[]) {
  return Promise.all(items.slice(0, most_asked).map(async (item) => {
    const { items: ballots } = await get(`/consultations/${item.id}/assisted`)
    return { item, count: ballots.filter((ballot) => ballot.state === 'entered' && ballot.actions.length > 0).length }
  }))
}

/** What waits for this seat. */
export async function fetch_today(): Promise<Today> {
  if (!assembly()) return { pending: 0, appealed: 0, drafts: [], closing: [], open: [], to_write: [], to_sign: [], to_check: [], not_set_up: false }
  const all = await assembly_consultations()
  const by_state = (state: ConsultationItem['state']) => all.filter((item) => item.state === state)
  const [open, closed] = [by_state('open'), by_state('closed')]
  const [queue, sheets, ballots, own] = await Promise.all([
    may('moderation.work') ? get(`/assemblies/${assembly()}/moderation`) : undefined,
    may('sheet.write') || may('sheet.sign') ? sheets_of(closed) : [],
    may('assisted.enter') && may('assisted.check') ? ballots_of(open) : [],
    may('operator') ? get(`/assemblies/${assembly()}`) : undefined,
  ])
  return {
    pending: queue?.counts.pending ?? 0,
    // An appeal against one's own refusal waits for somebody else.
    appealed: queue?.items.filter((item) => item.state === 'appealed' && item.actions.length > 0).length ?? 0,
    drafts: may('consultation.write') ? by_state('draft') : [],
    closing: may('consultation.publish') ? open.filter((item) => item.closes_at != null && days_until(item.closes_at) <= soon_days) : [],
    open,
    to_write: sheets.filter(({ sheet }) => may('sheet.write') && !may_be_signed(sheet)).map(({ item }) => item),
    to_sign: sheets.filter(({ sheet }) => may_be_signed(sheet)).map(({ item }) => item),
    to_check: ballots.filter(({ count }) => count > 0),
    not_set_up: own?.sectors.length === 0,
  }
}
