import { expect, it } from 'vitest'
import type { Address } from './addresses'

it('knows the addresses of the server, each for its method', () => {
  const right: [Address<'get'>, Address<'put'>, Address<'delete'>] = ['/consultations?q=road', '/consultations/5/votes/7', '/consultations/5/files/7']
  // @ts-expect-error the server has no such address
  const unknown: Address<'get'> = '/consultation/5'
  // @ts-expect-error one does not delete an assembly
  const wrong_method: Address<'delete'> = '/assemblies/5'
  expect([...right, unknown, wrong_method]).toHaveLength(5)
})
