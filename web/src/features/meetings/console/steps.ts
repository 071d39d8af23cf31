import { post } from '@/api/client'
import type { MeetingView } from '@/api/schema'
import { t, type MessageKey } from '@/shared/i18n'
import { date_time } from '@/shared/i18n/dates'

/** The verbs of the procedure of a meeting, in words. */
type Verb = 'announce' | 'open' | 'suspend' | 'resume' | 'end' | 'close' | 'cancel'
export const word_of_action = (verb: string) => t(`meetings.do_${verb as Verb}`)
export const word_of_sure = (verb: string) => t(`meetings.sure_${verb as Verb}`)
export const move_meeting = (meeting: MeetingView, verb: string, reason?: string) =>
  post(`/meetings/${meeting.id}/transitions`, { verb: verb as Verb, version: meeting.version, ...(reason ? { reason } : {}) })

type SpeechVerb = 'list' | 'refuse' | 'withdraw' | 'start' | 'stop' | 'put_back'
export const word_of_speech_action = (verb: string) => t(`meetings.speech_${verb as SpeechVerb}`)
export const word_of_speech_sure = (verb: string) => t(`meetings.speech_sure_${verb as SpeechVerb}`)
export const move_speech = (speech: { id: number; version: number }, verb: string, more: { reason?: string; minutes?: number } = {}) =>
  post(`/speeches/${speech.id}/transitions`, { verb: verb as SpeechVerb, version: speech.version, ...more })

/** Where it stands and who has to do what, as one sentence. */
export function next_words(meeting: MeetingView): string {
  const words: Record<MeetingView['state'], MessageKey> = {
    draft: 'meetings.next_draft', announced: 'meetings.next_announced', open: 'meetings.next_open', suspended: 'meetings.next_suspended', ended: 'meetings.next_ended', closed: 'meetings.next_closed', cancelled: 'meetings.next_cancelled',
  }
  return t(words[meeting.state], { time: date_time(meeting.starts_at) })
}

/** What is missing for the next step, or waits beside it, and where to see to it. */
export function what_lacks(meeting: MeetingView): { words: string; to?: string; link?: string }[] {
  const lacking: { words: string; to?: string; link?: string }[] = []
  const at = (part: string) => `/console/meetings/${meeting.id}?part=${part}`
  const planned = meeting.state === 'draft' || meeting.state === 'announced'
  if (planned && meeting.exchange_required && !meeting.agenda.some((one) => one.kind === 'exchange')) {
    lacking.push(meeting.manages ? { words: t('meetings.lacks_exchange_item'), to: `/console/meetings/${meeting.id}/edit`, link: t('meetings.edit') } : { words: t('meetings.lacks_exchange_item') })
  }
  if (planned && meeting.attendance.asked === 0) lacking.push({ words: t('meetings.lacks_people'), to: at('people'), link: t('meetings.part_people') })
  const applied = meeting.speeches.filter((one) => one.state === 'applied').length
  if (applied && meeting.state !== 'closed' && meeting.state !== 'ended') lacking.push({ words: t('meetings.lacks_listing', { count: applied }), to: at('speakers'), link: t('meetings.part_speakers') })
  if (meeting.state === 'ended' && meeting.exchange_required && !meeting.exchange) lacking.push({ words: t('meetings.lacks_exchange'), to: at('outcome'), link: t('meetings.part_outcome') })
  const waiting = meeting.points.filter((one) => !one.handed_over_at).length
  if (waiting && (meeting.state === 'ended' || meeting.state === 'closed')) lacking.push({ words: t('meetings.lacks_handing_over', { count: waiting }), to: at('outcome'), link: t('meetings.part_outcome') })
  if (meeting.state === 'ended' && meeting.manages && !meeting.discussion && !meeting.guests.length) lacking.push({ words: t('meetings.lacks_guests'), to: at('people'), link: t('meetings.part_people') })
  return lacking
}
