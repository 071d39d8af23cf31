import type { Consultation, ConsultationDraft, StatementList } from '@/api/schema'
import { from_clock, to_clock } from '@/shared/console/clock'

export function new_draft(): ConsultationDraft {
  // Two weeks, ending at six in the evening of China's clock.
  const evening = from_clock(`${to_clock(Date.now() + 14 * 86_400_000).slice(0, 10)} 18:00`)
  return { title: '', question: '', background: '', closes_at: evening, audience: 'public', sectors: [], level_needed: 'phone', matrix_public: false, statements: [] }
}

export function draft_of(view: Consultation, list: StatementList): ConsultationDraft {
  const { title, question, background, opens_at, closes_at, audience, level_needed, matrix_public } = view
  return {
    title, question, background, opens_at, closes_at, audience, sectors: view.sectors.map((sector) => sector.id),
    level_needed, matrix_public, statements: list.items.filter((statement) => statement.seed).map((statement) => statement.text),
  }
}

/** One statement a line; empty lines and numbering from a pasted list fall away. */
export const lines_of = (text: string) => text.split('\n').map((line) => line.trim().replace(/^(\d{1,3}[.、)）]|[-•·])\s*/, '')).filter((line) => line !== '')
