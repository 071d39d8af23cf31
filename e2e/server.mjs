// Starts the product as a newcomer would: an empty folder, the demonstration city, a port of its own; reads the links it prints.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Resolves once the server has printed its links: { base, first, links: { clerk, chair, … }, stop(), data }. */
export async function start_server(extra = []) {
  const data = await mkdtemp(join(tmpdir(), 'gongshi-e2e-'))
  const program = spawn(join(root, 'build/gongshi'), ['serve', '--demo', '--data', data, '--port', '0', ...extra], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  let logged = ''
  program.stderr.on('data', (chunk) => (logged += chunk))
  const ended = new Promise((resolve) => program.on('exit', resolve))
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the server did not start within a minute\n${printed}${logged}`)), 60_000)
    program.on('exit', (code) => reject(new Error(`the server ended with ${code}\n${printed}${logged}`)))
    program.stdout.on('data', (chunk) => {
      printed += chunk
      if (/citizen .*\n/.test(printed)) {
        clearTimeout(late)
        resolve()
      }
    })
  })
  const links = {}
  for (const [, who, url] of printed.matchAll(/try as (.+?) {2,}(\S+)/g)) links[who.trim()] = url
  return {
    data,
    base: /Gongshi: (\S+)/.exec(printed)[1],
    first: /(\S+\/first#\S+)/.exec(printed)?.[1],
    links,
    log: () => logged,
    async stop() {
      program.kill('SIGTERM')
      await ended
      await rm(data, { recursive: true, force: true })
    },
  }
}
