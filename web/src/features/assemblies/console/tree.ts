import type { Assembly } from '@/api/schema'

export interface Placed { assembly: Assembly; depth: number }

/** Each assembly followed by those below it; one whose parent is not in the list stands at the top. */
export function in_tree_order(all: Assembly[]): Placed[] {
  const known = new Set(all.map((assembly) => assembly.id))
  const placed: Placed[] = []
  const place = (assembly: Assembly, depth: number) => {
    placed.push({ assembly, depth })
    for (const below of all) if (below.parent === assembly.id && below.id !== assembly.id) place(below, depth + 1)
  }
  for (const assembly of all) if (assembly.parent == null || !known.has(assembly.parent)) place(assembly, 0)
  return placed
}
