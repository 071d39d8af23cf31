import { computed, reactive } from 'vue'
import { connection, get, page_data, post, put } from '@/api/client'
import type { Level, PasskeyAnswer, Session } from '@/api/schema'
import { forget_drafts } from './page'

/** Who is signed in, as the server said last. */
export const session = reactive<Session>({
  level: 'none', csrf: '', seats: [], permissions: [], unread: 0, demo: false, development_outbox: false, factor_needed: false,
})

export const signed_in = computed(() => session.level !== 'none')
export const current_seat = computed(() => session.seats.find((seat) => seat.id === session.seat))
export const may = (permission: string) => session.permissions.includes(permission)

function take(answer: Session): Session {
  // Not signed in yet: whoever asked shows the second step (SecondStep.vue).
  if (answer.second_step) return answer
  Object.assign(session, { person: undefined, seat: undefined }, answer)
  connection.csrf = answer.csrf
  connection.person = answer.person?.id
  return answer
}

export async function start_session() {
  take(page_data.session ?? (await get('/session')))
  connection.on_signed_out = () => void refresh_session().catch(() => {})
}

export const refresh_session = async () => take(await get('/session'))
export const sign_in_by_password = async (login: string, password: string) => take(await post('/session/password', { login, password }))
export const sign_in_by_phone = async (phone: string, code: string, consent: boolean) => take(await post('/session/phone', { phone, code, consent }))
export const sign_in_by_link = async (token: string) => take(await post('/session/link', { token }))
export const begin_oidc = async () => location.assign((await post('/session/oidc', {})).address)
export const finish_oidc = async (code: string, state: string) => take(await post('/session/oidc/finish', { code, state }))
export const take_second_step = async (ticket: string, code: string) => take(await post('/session/second-step', { ticket, code }))
export const sign_in_by_passkey = async (answer: PasskeyAnswer) => take(await post('/session/passkey', answer))
/** Proves once more who sits here; the session goes on under a new token. */
export const confirm_person = async (proof: { password?: string; code?: string; passkey?: PasskeyAnswer }) => take(await post('/me/confirm', proof))
export const first_administrator = async (token: string, name: string, login: string, password: string) =>
  take(await post('/session/first-administrator', { token, name, login, password }))
export const choose_seat = async (seat: number) => take(await put('/session/seat', { seat }))
export async function sign_out() {
  take(await post('/session/sign-out', {}))
  forget_drafts()
}

export const level_reaches = (level: Level, needed: Level) => ['none', 'phone', 'member'].indexOf(level) >= ['none', 'phone', 'member'].indexOf(needed)
