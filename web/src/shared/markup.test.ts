import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

// What people wrote is drawn as text alone. The policy of the pages (trusted types) stops the rest in browsers that know it; this in all.
const dangerous = [
  /\bv-html\b/, /\.(inner|outer)HTML\b/, /\binsertAdjacentHTML\b/, /\bdocument\.write/, /\bDOMParser\b/, /\bcreateContextualFragment\b/, /\bsrcdoc\b/,
  /\beval\(/, /\bnew Function\b/, /\bset(Timeout|Interval)\(\s*['"`]/, /\bpostMessage\(/, /addEventListener\(\s*'message'/, /\bjavascript:/, /\bnew RegExp\(/,
]
const source = join(import.meta.dirname, '..')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'))

it('makes neither markup nor code out of text', () => {
  expect(files.length).toBeGreaterThan(50)
  for (const file of files) {
    const text = readFileSync(join(source, file), 'utf8')
    for (const one of dangerous) expect(`${file}: ${text.match(one)?.[0]}`).toBe(`${file}: undefined`)
  }
})
