// The server's operations as types: a page that asks at an address which the server does not have, sends what it does not take or reads what
// it does not answer, is not built.
import type { paths } from './openapi'

export type Method = 'get' | 'post' | 'put' | 'delete'

/** "/consultations/{id}/result" becomes `/consultations/${string}/result`. */
type Filled<Path extends string> = Path extends `${infer Before}{${string}}${infer After}` ? `${Before}${string}${Filled<After>}` : Path
type With<M extends Method> = { [Path in keyof paths]: paths[Path] extends { [key in M]: infer Operation } ? ([Operation] extends [undefined] ? never : Path) : never }[keyof paths]
type Below<Path> = Path extends `/api/v1${infer Rest}` ? Rest : never

/** Addresses below /api/v1 that answer this method, with or without a query (made by query()). */
export type Address<M extends Method> = Below<With<M>> extends infer Rest ? (Rest extends string ? Filled<Rest> | `${Filled<Rest>}?${string}` : never) : never

// Part by part, since ${string} would also take a slash: /assemblies/${string} is not /assemblies/5/members.
type Same<Asked extends string, Path extends string> =
  Path extends `${infer Part}/${infer Rest}` ? (Asked extends `${infer Given}/${infer Others}` ? (Fits<Given, Part> extends true ? Same<Others, Rest> : false) : false)
  : Asked extends `${string}/${string}` ? false : Fits<Asked, Path>
type Fits<Given extends string, Part extends string> = Part extends `{${string}}` ? true : Given extends Part ? true : false
type WithoutQuery<Asked extends string> = Asked extends `${infer Before}?${string}` ? Before : Asked
type OperationAt<M extends Method, Asked extends string> = Asked extends unknown ?
  { [Path in With<M>]: Same<WithoutQuery<Asked>, Below<Path> & string> extends true ? paths[Path][M] : never }[With<M>] : never

type Json<Content> = Content extends { content: { 'application/json': infer Body } } ? Body : Content extends { content: unknown } ? BodyInit : never
type Success<Responses> = { [Status in keyof Responses & (200 | 201 | 202)]: Responses[Status] }[keyof Responses & (200 | 201 | 202)]

/** What the operation at this address answers. */
export type AnswerOf<M extends Method, Asked extends string> = OperationAt<M, Asked> extends infer Operation ? (Operation extends { responses: infer Responses } ? Json<Success<Responses>> : never) : never
/** What it takes: its JSON, the raw content where it takes a file, {} where it takes nothing. */
export type BodyOf<M extends Method, Asked extends string> = OperationAt<M, Asked> extends infer Operation ? (Operation extends { requestBody?: infer Body } ? ([NonNullable<Body>] extends [never] ? Record<string, never> : Json<NonNullable<Body>>) : never) : never
