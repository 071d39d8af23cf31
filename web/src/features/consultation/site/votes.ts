import { computed, ref } from 'vue'
import { Problem, put } from '@/api/client'
import type { Ballot, Vote } from '@/api/schema'
import { session } from '@/shared/session'

interface Waiting { person: number; consultation: number; statement: number; vote: Vote }

const place = 'gongshi.votes_to_send'

function read(): Waiting[] {
  try { return JSON.parse(localStorage.getItem(place) ?? '[]') as Waiting[] } catch { return [] }
}
const all_waiting = ref(read())
function keep(list: Waiting[]) {
  all_waiting.value = list
  try { localStorage.setItem(place, JSON.stringify(list)) } catch { /* storage may be refused */ }
}

/** Votes that this person gave while there was no connection; somebody else on the same phone never sends them. */
export const waiting = computed(() => all_waiting.value.filter((one) => one.person === session.person?.id))

const send = (consultation: number, statement: number, vote: Vote) => put(`/consultations/${consultation}/votes/${statement}`, { vote })
const without = (consultation: number, statement: number) =>
  all_waiting.value.filter((one) => one.person !== session.person?.id || one.consultation !== consultation || one.statement !== statement)

/** The ballot after the vote, or null when there was no connection and the vote waits on this phone. */
export async function cast(consultation: number, statement: number, vote: Vote): Promise<Ballot | null> {
  try {
    const ballot = await send(consultation, statement, vote)
    keep(without(consultation, statement))
    return ballot
  } catch (error) {
    if (!(error instanceof Problem) || !error.lost_connection || !session.person) throw error
    keep([...without(consultation, statement), { person: session.person.id, consultation, statement, vote }])
    return null
  }
}

/** Sends what waits. A vote that the server refuses is dropped and its problem thrown, so that it can be told. */
export async function send_waiting(): Promise<Ballot | undefined> {
  let ballot: Ballot | undefined
  for (const one of waiting.value) {
    try {
      ballot = await send(one.consultation, one.statement, one.vote)
    } catch (error) {
      if (error instanceof Problem && (error.lost_connection || error.status === 401 || error.status === 429 || error.status >= 500)) return ballot
      keep(without(one.consultation, one.statement))
      throw error
    }
    keep(without(one.consultation, one.statement))
  }
  return ballot
}

const intended = 'gongshi.intended_vote'
interface Intention { consultation: number; statement: number; vote: Vote }

/** A vote pressed before signing in; given once the person comes back signed in. */
export function remember_intention(intention: Intention) {
  try { sessionStorage.setItem(intended, JSON.stringify(intention)) } catch { /* storage may be refused */ }
}
export function take_intention(consultation: number): Intention | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(intended) ?? 'null') as Intention | null
    if (kept?.consultation !== consultation) return null
    sessionStorage.removeItem(intended)
    return kept
  } catch {
    return null
  }
}
