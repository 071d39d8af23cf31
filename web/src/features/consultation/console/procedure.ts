import type { Action, Consultation, Sheet } from '@/api/schema'
import { may } from '@/shared/session'

export const allows = (view: { actions: Action[] }, verb: string) => view.actions.some((action) => action.verb === verb)

/** Texts change only in a draft, the sheet only between closing and signing; the server refuses anything else in words. */
export const may_edit = (view: Consultation) => view.state === 'draft' && may('consultation.write')
export const may_fill = (view: Consultation, sheet: Sheet) => view.state === 'closed' && sheet.state !== 'signed' && may('sheet.write')
export const may_enter = (view: Consultation) => view.state === 'open' && may('assisted.enter')
