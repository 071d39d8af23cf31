import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import outcome from '@/features/consultation/site/outcome/i18n/zh-CN.json'

const source = join(import.meta.dirname, '..')
const place_of = (from: string, path: string) => {
  const whole = path.startsWith('@/') ? join(source, path.slice(2)) : join(dirname(from), path)
  return [whole, `${whole}.ts`, `${whole}.vue`, `${whole}/index.ts`].find((one) => /\.(ts|vue)$/.test(one) && existsSync(one))
}

/** A file with all that it imports, but what it fetches later. */
function whole_of(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known
  known.add(file)
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:^|\n)(?:import|export)\b(?!\s*type\b)[^'"\n]*from '([@.][^']*)'/g)) {
    const next = place_of(file, path as string)
    if (next) whole_of(next, known)
  }
  return known
}

const routes = join(import.meta.dirname, 'routes.ts')
const fetched = readFileSync(routes, 'utf8').split('\n').filter((line) => !line.includes('with_outcome_words('))
  .flatMap((line) => [...line.matchAll(/import\('([^']*)'\)/g)].map((match) => place_of(routes, match[1] as string) as string))

it.each([join(import.meta.dirname, 'main.ts'), ...new Set(fetched)].map((file) => [file.slice(source.length + 1), file]))('%s says no word that only comes with results', (_name, file) => {
  for (const one of whole_of(file)) {
    const code = readFileSync(one, 'utf8')
    const used = Object.keys(outcome).filter((key) => code.includes(`'${key}'`) || [...key.matchAll(/_/g)].some((match) => code.includes('`' + key.slice(0, match.index + 1) + '${')))
    expect(used, one.slice(source.length + 1)).toEqual([])
  }
})
