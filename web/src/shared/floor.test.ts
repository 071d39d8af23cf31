import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

// The build lowers syntax for old browsers; these would still be missing at run time in Chrome 66 or Safari 12.
const apis = [
  /\bObject\.(hasOwn|fromEntries|groupBy)\b/, /\.at\(/, /\bstructuredClone\b/, /\.replaceAll\(/, /\.findLast(Index)?\(/, /\bAbortSignal\.(timeout|any)\b/,
  /\brandomUUID\b/, /\.flat(Map)?\(/, /\bqueueMicrotask\b/, /\bPromise\.(allSettled|any|withResolvers)\b/, /\.(toSorted|toReversed|toSpliced|with)\(/,
  /\.matchAll\(/, /\bglobalThis\b/, /\bIntl\.(RelativeTimeFormat|PluralRules|Segmenter|ListFormat)\b/, /\bResizeObserver\b/, /\.replaceChildren\(/, /\btrim(Start|End)\(/,
]
const styles = [/@layer\b/, /:has\(/, /:is\(/, /:where\(/, /color-mix\(/, /@container\b/, /\binset:/, /aspect-ratio:/, /\d[dsl]v[hw]\b/, /\b(clamp|min|max)\(/]

const source = join(import.meta.dirname, '..')
const files: string[] = []
const walk = (folder: string) => {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) { if (name !== 'console') walk(path) }
    else if (/\.(vue|ts|css)$/.test(name) && !name.endsWith('.test.ts')) files.push(path)
  }
}
walk(source)

function css_of(path: string, text: string): string {
  return path.endsWith('.css') ? text : [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((match) => match[1]).join('\n')
}
function code_of(path: string, text: string): string {
  return path.endsWith('.css') ? '' : text.replace(/<style[\s\S]*?<\/style>/g, '')
}

it.each(files.map((file) => [file.slice(source.length + 1), file]))('%s stays above the browser floor', (_name, file) => {
  const text = readFileSync(file, 'utf8')
  const [code, css] = [code_of(file, text), css_of(file, text)]
  for (const api of apis) expect(code.match(api)?.[0]).toBeUndefined()
  for (const style of styles) expect(css.match(style)?.[0]).toBeUndefined()
  // "gap" works in a grid from Chrome 66 on, in a flex box only from Chrome 84 on.
  for (const [rule] of css.matchAll(/[^{}]+\{[^{}]*\}/g)) if (/display:\s*(inline-)?flex/.test(rule)) expect(rule).not.toMatch(/\bgap:/)
})
