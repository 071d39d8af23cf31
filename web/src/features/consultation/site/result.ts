import { get } from '@/api/client'
import type { Result } from '@/api/schema'

/** The published result; its description leaves open which figures of a cell are there, the type Result says it by `hidden`. */
export const result_of = async (consultation: number) => (await get(`/consultations/${consultation}/result`)) as Result
