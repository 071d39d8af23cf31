import { reactive } from 'vue'
import { get, Problem } from '@/api/client'
import type { ConsultationItem, Queue } from '@/api/schema'
import { current_seat, may } from '@/shared/session'
import { whole_list } from './lists'

/** How much waits in each part of the navigation, for the seat that is chosen. */
export interface Waiting { moderation: number; consultations: number }
export const waiting = reactive<Waiting>({ moderation: 0, consultations: 0 })

export const assembly = () => current_seat.value?.assembly ?? 0
export const assembly_consultations = () => whole_list<ConsultationItem>('/consultations', { assembly: assembly() })

/** A draft waits to be published, a closed consultation for its sheet. */
export const consultations_waiting = (items: ConsultationItem[]) => items.filter((item) => item.state === 'draft' || item.state === 'closed').length

let asked_at = 0
export async function refresh_waiting(at_once = false) {
  if (!assembly() || (!at_once && Date.now() - asked_at < 20_000)) return
  asked_at = Date.now()
  try {
    if (may('moderation.work')) {
      const { counts } = await get<Queue>(`/assemblies/${assembly()}/moderation`)
      waiting.moderation = counts.pending + counts.appealed
    }
    if (may('consultation.write') || may('sheet.sign')) waiting.consultations = consultations_waiting(await assembly_consultations())
  } catch (error) {
    // The numbers are a convenience; the page itself says what is wrong.
    if (!(error instanceof Problem)) throw error
  }
}
