import type { Outcome } from '@/api/schema'
import { t } from '@/shared/i18n'

const codes: Outcome[] = ['resolved', 'in_progress', 'planned', 'not_now', 'reference']
export const outcomes = () => codes.map((code) => ({ code, name: t(`handling.outcome_${code}`) }))
