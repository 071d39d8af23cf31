// The addresses of the server's operations as types: a page that asks at an address which the server does not have is not built.
import type { paths } from './openapi'

/** "/consultations/{id}/result" becomes `/consultations/${string}/result`. */
type Filled<Path extends string> = Path extends `${infer Before}{${string}}${infer After}` ? `${Before}${string}${Filled<After>}` : Path
type With<Method extends string> = { [Path in keyof paths]: paths[Path] extends { [key in Method]: infer Operation } ? ([Operation] extends [undefined] ? never : Path) : never }[keyof paths]

/** Addresses below /api/v1 that answer this method, with or without a query (made by query()). */
export type Address<Method extends 'get' | 'post' | 'put' | 'delete'> =
  With<Method> extends infer Path ? (Path extends `/api/v1${infer Rest}` ? Filled<Rest> | `${Filled<Rest>}?${string}` : never) : never
