import { get, query } from '@/api/client'
import type { Address, AnswerOf } from '@/api/addresses'
import type { List } from '@/api/schema'

const most_pages = 10
type ItemAt<Path extends string> = AnswerOf<'get', Path> extends { items: (infer Item)[] } ? Item : never

/** A short list whole: follows the cursor over at most ten pages. */
export async function whole_list<const Path extends Address<'get'>>(path: Path, filters: Record<string, string | number | undefined> = {}): Promise<ItemAt<Path>[]> {
  const items: ItemAt<Path>[] = []
  let cursor: string | undefined
  for (let page = 0; page < most_pages; ++page) {
    const answer = (await get(`${path}${query({ ...filters, cursor })}` as Path)) as List<ItemAt<Path>>
    items.push(...answer.items)
    if (!answer.next) break
    cursor = answer.next
  }
  return items
}
