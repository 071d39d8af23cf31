import type { Proposal, ProposalParts } from '@/api/schema'

export const empty_parts = (): ProposalParts => ({ title: '', situation: '', analysis: '', suggestions: [], research: '', publish: 'whole', publish_reason: '', seconding: false, contact: '' })

/** What was written where the connection failed: under the number of the proposal, for the version that it was written on. */
const place = (id: number) => `gongshi.draft.proposal.${id}`
interface Kept { version: number; parts: ProposalParts }

export function keep(id: number, version: number, parts: ProposalParts) {
  try { localStorage.setItem(place(id), JSON.stringify({ version, parts } satisfies Kept)) } catch { /* storage may be refused */ }
}
export function forget(id: number) {
  try { localStorage.removeItem(place(id)) } catch { /* storage may be refused */ }
}
/** None where it was saved from elsewhere since. */
export function kept(proposal: Proposal): ProposalParts | null {
  try {
    const found = JSON.parse(localStorage.getItem(place(proposal.id)) ?? 'null') as Kept | null
    return found?.version === proposal.version ? found.parts : null
  } catch {
    return null
  }
}
