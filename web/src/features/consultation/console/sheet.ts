import type { Sheet } from '@/api/schema'

/** The part of a sheet that is written by hand. */
export type SheetText = Pick<Sheet, 'agreed' | 'to_study' | 'remaining' | 'explain' | 'learned'>
export const parts = ['agreed', 'to_study', 'remaining'] as const
export type Part = (typeof parts)[number]
export interface Point { text: string; statement?: number | null; share?: string | null; between?: string | null }

export function text_of({ agreed, to_study, remaining, explain, learned }: Sheet): SheetText {
  return JSON.parse(JSON.stringify({ agreed, to_study, remaining, explain, learned }))
}

export const is_blank = (sheet: SheetText) => !sheet.agreed.length && !sheet.to_study.length && !sheet.remaining.length && !sheet.explain.length && !sheet.learned.trim()

/** Adds the points whose statement is not on the sheet yet; what is written stays. Returns how many were added. */
export function add_computed(sheet: SheetText, computed: SheetText): number {
  const on_it = new Set(parts.flatMap((part) => sheet[part].map((point) => point.statement)))
  let added = 0
  for (const part of parts) {
    for (const point of computed[part]) {
      if (point.statement != null && on_it.has(point.statement)) continue
      sheet[part].push({ ...point })
      ++added
    }
  }
  return added
}

/** Lines without words are not sent. */
export function without_blanks(sheet: SheetText): SheetText {
  const written = <Line extends { text: string }>(lines: Line[]) => lines.filter((line) => line.text.trim() !== '')
  return {
    agreed: written(sheet.agreed), to_study: written(sheet.to_study), remaining: written(sheet.remaining),
    explain: sheet.explain.filter((line) => `${line.who}${line.to_whom}${line.what}`.trim() !== ''), learned: sheet.learned,
  }
}
