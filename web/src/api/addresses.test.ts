import { expect, expectTypeOf, it } from 'vitest'
import type { Address, AnswerOf, BodyOf } from './addresses'
import type { AssemblyDetail, Ballot, Position } from './schema'

it('knows the addresses of the server, each for its method', () => {
  const right: [Address<'get'>, Address<'put'>, Address<'delete'>] = ['/consultations?q=road', '/consultations/5/votes/7', '/consultations/5/files/7']
  // @ts-expect-error the server has no such address
  const unknown: Address<'get'> = '/consultation/5'
  // @ts-expect-error one does not delete an assembly
  const wrong_method: Address<'delete'> = '/assemblies/5'
  expect([...right, unknown, wrong_method]).toHaveLength(5)
})

it('knows what each address takes and answers', () => {
  expectTypeOf<AnswerOf<'get', `/assemblies/${number}`>>().toEqualTypeOf<AssemblyDetail>()
  expectTypeOf<AnswerOf<'get', `/consultations/${number}/position?lens=${string}`>>().toEqualTypeOf<Position>()
  expectTypeOf<AnswerOf<'put', `/consultations/${number}/votes/${number}`>>().toEqualTypeOf<Ballot>()
  expectTypeOf<BodyOf<'put', `/consultations/${number}/votes/${number}`>>().toHaveProperty('vote')
  expectTypeOf<BodyOf<'post', `/assemblies/${number}/roster`>>().toEqualTypeOf<BodyInit>()
  expectTypeOf<BodyOf<'post', '/session/sign-out'>>().toEqualTypeOf<Record<string, never>>()
})
