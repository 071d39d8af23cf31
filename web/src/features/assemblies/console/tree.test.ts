import { expect, it } from 'vitest'
import type { Assembly } from '@/api/schema'
import { in_tree_order } from './tree'

const assembly = (id: number, parent?: number): Assembly => ({ id, parent, name: `${id}`, short_name: `${id}`, code: '', level: 'county' })
const shape = (all: Assembly[]) => in_tree_order(all).map((placed) => `${placed.depth}:${placed.assembly.id}`)

it.each([
  ['nothing', [], []],
  ['children below their parent', [assembly(3, 2), assembly(2, 1), assembly(1), assembly(4, 2)], ['0:1', '1:2', '2:3', '2:4']],
  ['a parent the reader does not see', [assembly(3, 2), assembly(4, 2)], ['0:3', '0:4']],
])('%s', (_name, all, expected) => expect(shape(all)).toEqual(expected))
