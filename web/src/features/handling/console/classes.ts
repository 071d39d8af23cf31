import { computed } from 'vue'
import type { AnswerOf, BodyOf } from '@/api/addresses'
import { get } from '@/api/client'
import { assembly } from '@/shared/console/waiting'
import { use_loaded } from '@/shared/page'

export type Classes = AnswerOf<'get', '/assemblies/5/handling/classes'>
/** One to five; that there are as many is looked at by the server. */
export type NewClasses = BodyOf<'put', '/assemblies/5/handling/classes'>['items']
export const classes_address = () => `/assemblies/${assembly()}/handling/classes` as const

/** How a reply may be classed here, with the letter before the words. */
export function use_classes() {
  const { state } = use_loaded(() => get(classes_address()))
  return computed(() => state.value.value?.items.map(({ code, letter, name }) => ({ code, name: `${letter} ${name}` })) ?? [])
}
