// Starts the product as a newcomer would: an empty folder, the demonstration city, a port of its own; reads the links it prints.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const program_path = resolve(process.env.GONGSHI_PROGRAM ?? join(root, 'build/gongshi'))
// Settings of the shell that runs the stories are none of the server's; it also refuses a GONGSHI_… that it does not know.
const env = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GONGSHI_'))), GONGSHI_CONFIG: '/dev/null' }
const new_folder = () => mkdtemp(join(tmpdir(), 'gongshi-e2e-'))
const remove = (folder) => rm(folder, { recursive: true, force: true })

/**
 * Resolves once the server has printed its links: { base, first, links: { clerk, 'second clerk', chair, member, citizen }, data, log(), stop() }.
 * `city` is a folder that load_city() made; the server works on a copy of it and has new links. `data` is a folder that stays when it stops.
 * `prepare(data)` is called before the start. `empty`: without the demonstration city, as a new installation is; it then has no links but `first`.
 */
export async function start_server(extra = [], { city, data: given, prepare, empty = false } = {}) {
  const data = given ?? (await new_folder())
  if (city) await cp(city, data, { recursive: true })
  await prepare?.(data)
  const program = spawn(program_path, ['serve', ...(empty ? [] : ['--demo']), '--data', data, '--port', '0', ...extra], { stdio: ['ignore', 'pipe', 'pipe'], env })
  let printed = ''
  let logged = ''
  program.stderr.on('data', (chunk) => (logged += chunk))
  const ended = new Promise((done) => program.on('exit', done))
  await new Promise((started, failed) => {
    const late = setTimeout(() => failed(new Error(`the server did not start within a minute\n${printed}${logged}`)), 60_000)
    program.on('error', failed)
    program.on('exit', (code) => failed(new Error(`the server ended with ${code}\n${printed}${logged}`)))
    program.stdout.on('data', (chunk) => {
      printed += chunk
      if ((empty ? /first#.*\n/ : /citizen .*\n/).test(printed)) {
        clearTimeout(late)
        started()
      }
    })
  })
  const links = {}
  for (const [, who, url] of printed.matchAll(/try as (.+?) +(http\S+)/g)) links[who.trim()] = url
  return {
    data,
    base: /Gongshi: (\S+)/.exec(printed)[1],
    first: /(\S+\/first#\S+)/.exec(printed)?.[1],
    links,
    log: () => logged,
    async stop() {
      program.kill('SIGTERM')
      await ended
      if (!given) await remove(data)
    },
  }
}

/** Runs one command of the program to its end; what it printed, or an error with what it said. */
export async function gongshi(...words) {
  const program = spawn(program_path, words, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let printed = ''
  let logged = ''
  program.stdout.on('data', (chunk) => (printed += chunk))
  program.stderr.on('data', (chunk) => (logged += chunk))
  const code = await new Promise((done, failed) => program.on('error', failed).on('close', done))
  if (code !== 0) throw new Error(`gongshi ${words.join(' ')} ended with ${code}: ${printed}${logged}`)
  return printed
}

/** Starts a command of the program that stays; resolves once it has printed what `ready` matches: { log(), stop() }. */
export async function start_command(words, ready) {
  const program = spawn(program_path, words, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let printed = ''
  let logged = ''
  program.stderr.on('data', (chunk) => (logged += chunk))
  const ended = new Promise((done) => program.on('exit', done))
  await new Promise((started, failed) => {
    program.on('error', failed)
    program.on('exit', (code) => failed(new Error(`gongshi ${words.join(' ')} ended with ${code}\n${printed}${logged}`)))
    program.stdout.on('data', (chunk) => {
      printed += chunk
      if (ready.test(printed)) started()
    })
  })
  return {
    log: () => logged,
    async stop() {
      program.kill('SIGTERM')
      await ended
    },
  }
}

/** Loads the demonstration city once, to be copied: loading takes a second, starting on a copy some hundredths of it. */
export async function load_city() {
  const folder = await new_folder()
  await gongshi('demo', 'load', '--data', folder)
  return { folder, remove: () => remove(folder) }
}
