import { use_step } from '@/shared/console/step'
import { t } from '@/shared/i18n'

/** A step of the set-up that is kept by itself; `saved` once it is. */
export function use_saving(send: () => Promise<unknown>, saved: () => void) {
  const { problem, busy, go } = use_step(async () => {
    await send()
    saved()
  }, () => t('set_up.saved'))
  return { problem, busy, save: go }
}
