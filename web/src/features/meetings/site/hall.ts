import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { get, Problem } from '@/api/client'
import type { CaptionView, HallState, MessageView, Watching } from '@/api/schema'

const kept_messages = 200
const kept_captions = 60
const ask_every = 10_000

/** What happens in the hall, as it happens: the whole state at each change, messages and captions one by one. Where no stream can be had, asks now and again. */
export function use_hall(meeting: number) {
  const state = shallowRef<HallState>()
  const messages = ref<MessageView[]>([])
  const captions = ref<CaptionView[]>([])
  const problem = shallowRef<Problem | null>(null)
  /** Counts what arrived since the page was opened, for who shows each once. */
  const arrived = shallowRef<MessageView>()
  const connected = ref(false)
  /** What the server's clock says beyond ours, in milliseconds. */
  const ahead = ref(0)
  let source: EventSource | undefined
  let timer: ReturnType<typeof setInterval> | undefined
  let gone = false
  let last_id = ''

  function take(fresh: HallState) {
    if (state.value && fresh.version < state.value.version) return
    ahead.value = fresh.at - Date.now()
    state.value = fresh
  }
  function add<One extends { id: number }>(list: One[], one: One, most: number) {
    return list.some((known) => known.id === one.id) ? list : [...list, one].slice(-most)
  }
  async function read() {
    try {
      const hall = await get(`/meetings/${meeting}/hall`)
      if (gone) return
      take(hall.state)
      messages.value = hall.messages
      captions.value = hall.captions
      problem.value = null
      if (hall.watch && !source && 'EventSource' in window) watch_stream(hall.watch)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
    }
  }
  function watch_stream(address: string) {
    source = new EventSource(last_id ? `${address}&after=${encodeURIComponent(last_id)}` : address)
    source.onopen = () => { connected.value = true }
    source.onerror = () => {
      connected.value = false
      // A ticket that is over is not taken again: a fresh one comes with the state.
      if (source?.readyState === EventSource.CLOSED) {
        source = undefined
        setTimeout(() => { if (!gone) void read() }, 2_000 + Math.random() * 8_000)
      }
    }
    const hear = <What>(event: string, what: (data: What) => void) => source?.addEventListener(event, (one) => {
      const { data, lastEventId } = one as MessageEvent<string>
      last_id = lastEventId
      what(JSON.parse(data) as What)
    })
    hear<HallState>('state', take)
    hear<MessageView>('message', (one) => {
      messages.value = add(messages.value, one, kept_messages)
      arrived.value = one
    })
    hear<CaptionView>('caption', (one) => { captions.value = add(captions.value, one, kept_captions) })
    hear<Watching>('watching', (watching) => { if (state.value) state.value = { ...state.value, watching } })
    // A crowd that is told at once does not ask at once.
    for (const event of ['hello', 'again']) hear<{ within: number }>(event, ({ within }) => { setTimeout(() => { if (!gone) void read() }, Math.random() * within) })
  }

  void read()
  timer = setInterval(() => { if (!connected.value && document.visibilityState === 'visible') void read() }, ask_every)
  onBeforeUnmount(() => {
    gone = true
    source?.close()
    clearInterval(timer)
    timer = undefined
  })
  return { state, messages, captions, arrived, problem, connected, ahead, read }
}

/** Seconds of a speech that are left, negative once they are over; counts by the server's clock. */
export const seconds_left = (started_at: number, minutes: number, now: number) => Math.ceil((started_at + minutes * 60_000 - now) / 1000)

export function clock_text(seconds: number): string {
  const over = Math.abs(seconds)
  return `${seconds < 0 ? '−' : ''}${Math.floor(over / 60)}:${String(over % 60).padStart(2, '0')}`
}

/** The time now, by the server's clock, every second. */
export function use_now(ahead: { value: number }) {
  const now = ref(Date.now() + ahead.value)
  const timer = setInterval(() => { now.value = Date.now() + ahead.value }, 1000)
  onBeforeUnmount(() => clearInterval(timer))
  return now
}
