// The messages of one unit's part, on the site as at the desk: read, written with files, taken back.
import { ref, shallowRef, type Ref } from 'vue'
import { post, put, query, random_key, type Problem } from '@/api/client'
import type { HandlingMessage, HandlingThread } from '@/api/schema'
import { problem_from } from '@/shared/page'

const most_files = 3

/** `words`: what is being written. `told`: says to the reader what was done. */
export function use_thread(given: HandlingThread, words: Ref<string>, told: (what: 'sent' | 'taken_back') => void) {
  const thread = shallowRef(given)
  const files = shallowRef<File[]>([])
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  let key = random_key()
  async function work(what: () => Promise<unknown>) {
    busy.value = true
    problem.value = await problem_from(what)
    busy.value = false
  }
  /** What is shown has been seen. */
  async function seen() {
    const last = thread.value.messages[thread.value.messages.length - 1]
    if (thread.value.unread && last) await problem_from(async () => { thread.value = await put(`/handling/tasks/${thread.value.task}/messages/read`, { until: last.at }) })
  }
  void seen()
  const send = () => work(async () => {
    thread.value = await post(`/handling/tasks/${thread.value.task}/messages`, { text: words.value.trim() }, { key })
    // What was said stands, whatever becomes of its files.
    words.value = ''
    key = random_key()
    told('sent')
    const mine = thread.value.messages.filter((one) => one.own)
    const { id } = mine[mine.length - 1]!
    while (files.value.length) {
      const file = files.value[0]!
      thread.value = await post(`/handling/messages/${id}/files${query({ name: file.name })}`, file, { type: file.type || 'application/octet-stream' })
      files.value = files.value.slice(1)
    }
  })
  const withdraw = (message: HandlingMessage) => work(async () => {
    thread.value = await post(`/handling/messages/${message.id}/withdrawal`, {}, { key: random_key() })
    told('taken_back')
  })
  function choose(event: Event) {
    const input = event.target as HTMLInputElement
    files.value = [...files.value, ...Array.from(input.files ?? [])].slice(0, most_files)
    input.value = ''
  }
  return { thread, files, problem, busy, most_files, work, send, withdraw, choose }
}
