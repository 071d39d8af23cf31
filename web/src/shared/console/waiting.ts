import { reactive } from 'vue'
import { get, Problem } from '@/api/client'
import type { ConsultationItem, Sheet } from '@/api/schema'
import { current_seat, may } from '@/shared/session'
import { whole_list } from './lists'

/** How much waits in each part of the navigation, for the seat that is chosen. */
export interface Waiting { moderation: number; quarantine: number; consultations: number }
export const waiting = reactive<Waiting>({ moderation: 0, quarantine: 0, consultations: 0 })

export const assembly = () => current_seat.value?.assembly ?? 0
export const assembly_consultations = () => whole_list('/consultations', { assembly: assembly() })

// Each of these is one more request; what waits longest comes first in the list and is not cut off.
export const most_asked = 12
export const sheets_of = (items: ConsultationItem[]) =>
  Promise.all(items.slice(0, most_asked).map(async (item) => ({ item, sheet: await get(`/consultations/${item.id}/sheet`) })))
export const may_be_signed = (sheet: Sheet) => sheet.actions.some((action) => action.verb === 'sign')

/** A draft waits to be published, a closed consultation for its sheet; for who only signs, a sheet that is written. */
async function consultations_waiting() {
  const items = await assembly_consultations()
  if (may('consultation.write')) return items.filter((item) => item.state === 'draft' || item.state === 'closed').length
  return (await sheets_of(items.filter((item) => item.state === 'closed'))).filter(({ sheet }) => may_be_signed(sheet)).length
}

let asked_at = 0
export async function refresh_waiting(at_once = false) {
  if (!assembly() || (!at_once && Date.now() - asked_at < 20_000)) return
  asked_at = Date.now()
  try {
    if (may('moderation.work')) {
      const { counts } = await get(`/assemblies/${assembly()}/moderation`)
      waiting.moderation = counts.pending + counts.appealed
    }
    if (may('quarantine.work')) {
      const { items } = await get(`/assemblies/${assembly()}/quarantine`)
      waiting.quarantine = items.filter((item) => item.actions.length > 0 || item.appeals.some((appeal) => appeal.actions.length > 0)).length
    }
    if (may('consultation.write') || may('sheet.sign')) waiting.consultations = await consultations_waiting()
  } catch (error) {
    // The numbers are a convenience; the page itself says what is wrong.
    if (!(error instanceof Problem)) throw error
  }
}
