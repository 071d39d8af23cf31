import { onBeforeUnmount, onMounted, ref, shallowRef, watchEffect, type Ref } from 'vue'
import { Problem } from '@/api/client'
import { product } from './i18n'

/** What a screen reader is told next; one live region in the shell reads it out. */
export const announcement = ref('')
export function announce(text: string) {
  // The same words twice would not be read twice.
  announcement.value = announcement.value === text ? `${text}\u00a0` : text
}

export function use_title(title: () => string) {
  watchEffect(() => {
    const words = title()
    document.title = words ? `${words} · ${product()}` : product()
  })
}

/** For pages that stand in two columns on a desk. */
export function use_wide() {
  onMounted(() => document.getElementById('main')?.classList.add('wide'))
  onBeforeUnmount(() => document.getElementById('main')?.classList.remove('wide'))
}

export interface Loading<Value> { value: Value | undefined; problem: Problem | null; loading: boolean }

/** Fetches now and again on `reload`; what was shown stays while it is fetched anew. */
export function use_loaded<Value>(fetch: () => Promise<Value>): { state: Ref<Loading<Value>>; reload: () => Promise<void> } {
  const state = shallowRef<Loading<Value>>({ value: undefined, problem: null, loading: true })
  let turn = 0
  async function reload() {
    const mine = ++turn
    state.value = { ...state.value, loading: true }
    try {
      const value = await fetch()
      if (mine === turn) state.value = { value, problem: null, loading: false }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (mine === turn) state.value = { ...state.value, problem: error, loading: false }
    }
  }
  void reload()
  return { state, reload }
}

const draft = 'gongshi.draft.'
/** Text that survives a closed page, a lost connection and a sign-in on the way. */
export function use_draft(name: string) {
  const place = draft + name
  let kept = ''
  try { kept = localStorage.getItem(place) ?? '' } catch { /* storage may be refused */ }
  const text = ref(kept)
  const stop = watchEffect(() => {
    try {
      if (text.value) localStorage.setItem(place, text.value)
      else localStorage.removeItem(place)
    } catch { /* storage may be refused */ }
  })
  onBeforeUnmount(stop)
  return text
}

/** Whoever signs out leaves nothing for the next one at this screen. */
export function forget_drafts() {
  try {
    for (const place of Object.keys(localStorage)) if (place.startsWith(draft)) localStorage.removeItem(place)
    sessionStorage.clear()
  } catch { /* storage may be refused */ }
}

export async function problem_from(work: () => Promise<unknown>): Promise<Problem | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
