import { get, query } from '@/api/client'
import type { Address } from '@/api/addresses'
import type { List } from '@/api/schema'

const most_pages = 10

/** A short list whole: follows the cursor over at most ten pages. */
export async function whole_list<Item>(path: Address<'get'>, filters: Record<string, string | number | undefined> = {}): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  for (let page = 0; page < most_pages; ++page) {
    const answer = await get<List<Item>>(`${path}${query({ ...filters, cursor })}` as Address<'get'>)
    items.push(...answer.items)
    if (!answer.next) break
    cursor = answer.next
  }
  return items
}
