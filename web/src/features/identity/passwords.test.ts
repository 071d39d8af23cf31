import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vue'))
const inputs = files.flatMap((file) =>
  [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/<(el-)?input\b[^>]*>/g)].map(([tag]) => ({ file, tag })))
const passwords = inputs.filter(({ tag }) => /password"/.test(tag))

it('hides a password while it is typed and says to password managers which one it is', () => {
  expect(passwords.length).toBeGreaterThan(6)
  for (const { file, tag } of passwords) {
    expect(tag, file).toMatch(/ type="password"/)
    expect(tag, file).toMatch(/ autocomplete="(current|new)-password"/)
  }
})

it('lets people paste', () => {
  for (const { file, tag } of inputs) expect(tag, file).not.toMatch(/@(paste|copy|cut|contextmenu|beforeinput)\b|onpaste|maxlength="\d"/)
})
