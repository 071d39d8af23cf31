// What is sensitive is done by whoever has just proved who they are; where that is some time ago, the page asks once more and goes on.
import { shallowRef } from 'vue'
import { Problem } from '@/api/client'

/** What waits for the sheet (ConfirmSheet.vue): true when confirmed, false when closed. */
export const asking = shallowRef<((confirmed: boolean) => void) | null>(null)

/** False when the reader closed the sheet instead. */
export async function confirmed(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'identity.confirm_needed') throw error
  }
  const proved = await new Promise<boolean>((done) => { asking.value = done })
  asking.value = null
  if (proved) await work()
  return proved
}
