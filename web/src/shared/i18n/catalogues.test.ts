import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = join(import.meta.dirname, '../..')
const files: string[] = []
const walk = (folder: string) => {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) walk(path)
    else files.push(path)
  }
}
walk(source)

const read = (path: string): Record<string, string> => JSON.parse(readFileSync(path, 'utf8'))
const catalogues = files.filter((file) => file.endsWith('i18n/zh-CN.json'))
const code = files.filter((file) => /\.(vue|ts)$/.test(file) && !file.endsWith('.test.ts')).map((file) => readFileSync(file, 'utf8')).join('\n')

function placeholders(message: string): string {
  return [...new Set([...message.matchAll(/\{(\w+)(?=[,}])/g)].map((match) => match[1]))].sort().join(' ')
}
const plural = /\{\w+, plural, one \{[^{}]*\} other \{[^{}]*\}\}/g

describe.each(catalogues.map((file) => [file.slice(source.length + 1), file]))('%s', (_name, file) => {
  const chinese = read(file)
  const english = read(file.replace('zh-CN.json', 'en.json'))

  it('has the same keys in both languages', () => expect(Object.keys(english)).toEqual(Object.keys(chinese)))
  it('leaves no message empty', () => {
    for (const catalogue of [chinese, english]) for (const key in catalogue) expect(catalogue[key]?.trim(), key).toBeTruthy()
  })
  it('uses the same placeholders in both languages', () => {
    for (const key in chinese) expect(placeholders(english[key] ?? ''), key).toBe(placeholders(chinese[key] ?? ''))
  })
  it('writes braces only as placeholders', () => {
    for (const catalogue of [chinese, english])
      for (const key in catalogue) expect(catalogue[key]?.replace(plural, '').replace(/\{\w+\}/g, ''), key).not.toMatch(/[{}]/)
  })
  it('has no key that no code uses', () => {
    // A key is written out, or built as `prefix_${value}`, in which case its prefix is written out.
    for (const key in chinese) {
      const built = [...key.matchAll(/_/g)].some((match) => code.includes('`' + key.slice(0, match.index + 1) + '${'))
      expect(code.includes(`'${key}'`) || built, key).toBe(true)
    }
  })
})

it('has no key in two catalogues', () => {
  const all = catalogues.flatMap((file) => Object.keys(read(file)))
  expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([])
})

it('has no key twice in one file', () => {
  // A reader of JSON keeps the last one and says nothing.
  for (const file of files.filter((one) => /i18n\/(zh-CN|en)\.json$/.test(one))) {
    const keys = [...readFileSync(file, 'utf8').matchAll(/^ {2}"([^"]+)":/gm)].map((match) => match[1])
    expect(keys.filter((key, at) => keys.indexOf(key) !== at), file).toEqual([])
  }
})
