import { computed, onBeforeUnmount, onMounted, ref, shallowRef, type Ref } from 'vue'
import { get, Problem } from '@/api/client'
import type { Ballot, Consultation, Statement, Vote } from '@/api/schema'
import { t } from '@/shared/i18n'
import { announce } from '@/shared/page'
import { cast, remember_intention, send_waiting, take_intention, waiting } from './votes'

/** One statement after the other, also while there is no connection: votes then wait on this phone. `voted` is told how many there are. */
export function use_ballot(consultation: Ref<Consultation>, voted: (count: number) => void) {
  const id = () => consultation.value.id
  const open = computed(() => consultation.value.state === 'open')
  const ballot = shallowRef<Ballot>()
  const current = shallowRef<Statement | null>(null)
  const chosen = ref<Vote | null>(null)
  const sending = ref(false)
  const slow = ref(false)
  const problem = shallowRef<Problem | null>(null)
  const last = shallowRef<{ statement: Statement; words: string; vote: Vote } | null>(null)
  const asking_to_sign_in = ref(false)
  /** Counts the votes given here. */
  const version = ref(0)

  function take(fresh: Ballot) {
    ballot.value = fresh
    voted(fresh.voted)
    current.value = fresh.next ?? null
    chosen.value = null
  }

  async function opening() {
    const intention = consultation.value.may_vote === 'yes' ? take_intention(id()) : null
    const first = (intention && (await cast(id(), intention.statement, intention.vote))) || (await get(`/consultations/${id()}/ballot`))
    if (intention) announce(t('consultation.intention_kept'))
    take(first)
    return first
  }

  // Statements to go on with while there is no connection; fetched quietly after a first vote.
  let spare: Statement[] | undefined
  const seen_here = new Set<number>()
  async function fetch_spare() {
    if (spare) return
    spare = []
    try {
      const [all, own] = await Promise.all([
        get(`/consultations/${id()}/statements?order=random&seed=${Math.floor(Math.random() * 1e9)}`),
        get(`/consultations/${id()}/votes`),
      ])
      for (const { statement } of own.items) seen_here.add(statement.id)
      spare = all.items
    } catch {
      spare = undefined
    }
  }

  function next_without_connection() {
    const voted = (ballot.value?.voted ?? 0) + 1
    const next = spare?.filter((one) => !seen_here.has(one.id))[0]
    ballot.value = { total: 0, participants: 0, ...ballot.value, voted, next }
    current.value = next ?? null
    chosen.value = null
  }

  async function vote(choice: Vote) {
    const statement = current.value
    if (!statement || sending.value) return
    if (consultation.value.may_vote === 'sign_in') {
      remember_intention({ consultation: id(), statement: statement.id, vote: choice })
      asking_to_sign_in.value = true
      return
    }
    if (consultation.value.may_vote !== 'yes') return
    chosen.value = choice
    sending.value = true
    problem.value = null
    const patience = setTimeout(() => { slow.value = true }, 800)
    try {
      const fresh = await cast(id(), statement.id, choice)
      seen_here.add(statement.id)
      if (fresh) take(fresh)
      else next_without_connection()
      const given = t(fresh ? 'consultation.noted' : 'consultation.kept', { vote: t(`shared.${choice}`) })
      last.value = { statement, words: given, vote: choice }
      announce(current.value ? `${given} ${t('consultation.next_statement')} ${current.value.text}` : `${given} ${t('consultation.all_done')}`)
      ++version.value
      void fetch_spare()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
      chosen.value = null
    } finally {
      clearTimeout(patience)
      slow.value = false
      sending.value = false
    }
  }

  function go_back() {
    if (!last.value) return
    current.value = last.value.statement
    chosen.value = last.value.vote
    last.value = null
    announce(`${t('consultation.changing')} ${current.value.text}`)
  }

  async function try_waiting() {
    if (!waiting.value.length || sending.value) return
    try {
      const fresh = await send_waiting()
      if (fresh && !waiting.value.length) {
        ballot.value = { ...fresh, next: current.value ?? fresh.next }
        current.value = current.value ?? fresh.next ?? null
        announce(t('consultation.waiting_sent'))
        ++version.value
      }
    } catch (error) {
      if (error instanceof Problem) problem.value = error
    }
  }

  const clock = setInterval(try_waiting, 15_000)
  onMounted(() => {
    addEventListener('online', try_waiting)
    void try_waiting()
  })
  onBeforeUnmount(() => {
    removeEventListener('online', try_waiting)
    clearInterval(clock)
  })
  return { ballot, current, chosen, slow, problem, last, asking_to_sign_in, version, open, opening, vote, go_back }
}
