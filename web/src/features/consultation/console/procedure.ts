import type { Action, Consultation } from '@/api/schema'
import { may } from '@/shared/session'

export const allows = (view: { actions: Action[] }, verb: string) => view.actions.some((action) => action.verb === verb)

/** No steps of the procedure, so not among the actions: the server refuses them in words at any other time. */
export const may_edit = (view: Consultation) => view.state === 'draft' && may('consultation.write')
export const may_enter = (view: Consultation) => view.state === 'open' && may('assisted.enter')
