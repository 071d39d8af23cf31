import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { refresh_session } from './session'

// What an answer says stays within the object that was made for it: nothing copies keys one by one, or touches what all objects have in common.
const dangerous = [/__proto__/, /\bsetPrototypeOf\b/, /\.prototype\b/, /\bfor \((const|let|var) \w+ in\b/, /\b(deep)?merge\(/i]
const source = join(import.meta.dirname, '..')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'))

it('changes nothing that all objects have in common', () => {
  expect(files.length).toBeGreaterThan(50)
  for (const file of files) {
    const text = readFileSync(join(source, file), 'utf8')
    for (const one of dangerous) expect(`${file}: ${text.match(one)?.[0]}`).toBe(`${file}: undefined`)
  }
})

afterEach(() => vi.unstubAllGlobals())

it('takes a hostile answer for itself alone', async () => {
  const answer = '{"level":"none","csrf":"","seats":[],"permissions":[],"unread":0,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(new Response(answer, { status: 200 }))))
  await refresh_session()
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})
