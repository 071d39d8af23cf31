import type { Result, Share, StatementResult } from '@/api/schema'
import { t } from '@/shared/i18n'
import { percent } from '@/shared/i18n/dates'

export const group_name = (at: number) => t('consultation.group', { letter: t(`shared.group_${(at + 1) as 1 | 2 | 3 | 4 | 5}`) })

/** The picture in one sentence. */
export function map_sentence(result: Result): string {
  if (result.sentence) return result.sentence
  if (!result.clear_groups) return t('consultation.no_clear_groups')
  return t('consultation.clear_groups', { count: result.groups.length })
}

/** Between whom: "甲群体多数赞同（71%），乙群体多数不赞同（76%）". */
export function between(statement: StatementResult): string {
  const leanings = statement.groups.map((share, at) => leaning(share, at)).filter(Boolean)
  return leanings.join(t('consultation.comma'))
}

function leaning(share: Share, at: number): string {
  if (share.hidden || !share.seen) return ''
  const against = ((1 - share.p) * share.disagree) / Math.max(1, share.disagree + share.pass)
  const [key, value] = share.p >= 0.5 ? ['consultation.mostly_agree' as const, share.p] : against >= 0.5 ? ['consultation.mostly_disagree' as const, against] : ['consultation.undecided_group' as const, share.p]
  return t(key, { group: group_name(at), share: percent(value) })
}

/** A copy in an order that this reader gets by chance; the seed keeps it while the page is open. */
export function shuffled<Item>(items: Item[], seed: number): Item[] {
  const mixed = [...items]
  let state = seed % 2147483647 || 1
  for (let at = mixed.length - 1; at > 0; --at) {
    state = (state * 16807) % 2147483647
    const other = state % (at + 1)
    const kept = mixed[at] as Item
    mixed[at] = mixed[other] as Item
    mixed[other] = kept
  }
  return mixed
}
