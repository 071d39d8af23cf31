import { inject, provide, type InjectionKey, type Ref } from 'vue'
import type { Consultation } from '@/api/schema'

/** The consultation whose pages are open, and how a newer answer replaces it. */
export interface Open { view: Ref<Consultation>; /** Somebody is writing: steps that would take the stored text wait. */ unsaved: Ref<boolean>; take: (view: Consultation) => void; reload: () => Promise<void> }
const place: InjectionKey<Open> = Symbol('consultation')

export const provide_open = (open: Open) => provide(place, open)
export function use_open(): Open {
  const open = inject(place)
  if (!open) throw new Error('No consultation is open here')
  return open
}
