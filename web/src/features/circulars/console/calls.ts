import type { CircularCall } from '@/api/schema'
import { t } from '@/shared/i18n'
import { when } from '@/shared/i18n/dates'

/** When, by whom, what came of it, what was said. */
export const call_words = (call: CircularCall) => t('circulars.call', { date: when(call.at), by: call.by, outcome: t(`circulars.outcome_${call.outcome}`), note: call.note ? ` · ${call.note}` : '' })
