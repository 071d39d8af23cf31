import { ref } from 'vue'
import { random_key, type Problem } from '@/api/client'
import { problem_from } from '@/shared/page'
import { say } from './ask'

/**
 * A step of a procedure that is sent once: `send` gets the key under which a repetition after a lost connection is the same request; `done` says that it is
 * done. Busy while it is under way, then the problem if it was refused.
 */
export function use_step(send: (key: string) => Promise<unknown>, done: () => string) {
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  let key = random_key()
  async function go() {
    busy.value = true
    problem.value = await problem_from(async () => {
      await send(key)
      say(done())
    })
    busy.value = false
    if (!problem.value?.lost_connection) key = random_key()
  }
  return { problem, busy, go }
}
