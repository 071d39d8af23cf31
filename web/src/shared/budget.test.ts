import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const dist = join(import.meta.dirname, '../../dist')
const budgets = { site: 60_000, console: 230_000 }

// Scripts that the shell itself names or that these import statically: what a first visit waits for before it can show anything.
function first_load(entry: string): string[] {
  const shell = readFileSync(join(dist, `${entry}.html`), 'utf8')
  const wanted = [...shell.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] as string)
  for (const name of wanted) {
    const code = readFileSync(join(dist, name), 'utf8')
    for (const [, other] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) if (!wanted.includes(`assets/${other}`)) wanted.push(`assets/${other}`)
  }
  return wanted
}

it.skipIf(!existsSync(join(dist, 'site.html'))).each(Object.entries(budgets))('%s stays within its first-load budget', (entry, budget) => {
  if (!existsSync(join(dist, `${entry}.html`))) return
  const bytes = first_load(entry).map((name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(budget)
})
