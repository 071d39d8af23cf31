import { inject, type InjectionKey, type Ref } from 'vue'
import type { Consultation } from '@/api/schema'

interface Context { consultation: Ref<Consultation>; reload: () => Promise<void>; voted: (count: number) => void }
export const context_key: InjectionKey<Context> = Symbol('consultation')

/** The consultation whose pages these are; the layout shows them only once it is there. */
export function use_consultation(): Context {
  const context = inject(context_key)
  if (!context) throw new Error('This page stands outside a consultation.')
  return context
}
