import { ref } from 'vue'
import type { Problem } from '@/api/client'
import { say } from '@/shared/console/ask'
import { t } from '@/shared/i18n'
import { problem_from } from '@/shared/page'

/** A step of the set-up that is kept by itself: busy while it is sent, the problem if it was refused, `saved` once it is kept. */
export function use_saving(send: () => Promise<unknown>, saved: () => void) {
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  async function save() {
    busy.value = true
    problem.value = await problem_from(send)
    busy.value = false
    if (problem.value) return
    say(t('set_up.saved'))
    saved()
  }
  return { problem, busy, save }
}
