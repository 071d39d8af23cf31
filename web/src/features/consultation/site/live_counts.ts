import { onBeforeUnmount, ref } from 'vue'
import type { LiveCounts } from '@/api/schema'

/** Counts as they change; undefined until the first change arrives. The browser reconnects by itself. */
export function use_live_counts(consultation: number) {
  const counts = ref<LiveCounts>()
  if (!('EventSource' in window)) return counts
  const source = new EventSource(`/api/v1/consultations/${consultation}/live`)
  source.addEventListener('counts', (event) => { counts.value = JSON.parse((event as MessageEvent<string>).data) })
  onBeforeUnmount(() => source.close())
  return counts
}
