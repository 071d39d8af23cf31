// Drives Chromium 78, the oldest that can still be had (npm chrome-aws-lambda carries it): Playwright no longer speaks to it, its debugging pipe does.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

/** Unpacked beside the package, once. */
function program() {
  const folder = dirname(dirname(createRequire(import.meta.url).resolve('chrome-aws-lambda')))
  const place = join(folder, 'unpacked')
  const path = join(place, 'chromium-78')
  if (!existsSync(path)) {
    mkdirSync(place, { recursive: true })
    const unfinished = `${path}.${process.pid}`
    writeFileSync(unfinished, brotliDecompressSync(readFileSync(join(folder, 'bin/chromium.br'))), { mode: 0o755 })
    renameSync(unfinished, path)
  }
  return path
}

/** { version, open(url): errors since, evaluate(expression), picture(path), close() } */
export async function start_old_browser({ language, width, height }) {
  const profile = await mkdtemp(join(tmpdir(), 'gongshi-old-browser-'))
  const child = spawn(program(), [
    '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync', '--remote-debugging-pipe', `--lang=${language}`,
    `--window-size=${width},${height}`, `--user-data-dir=${profile}`, 'about:blank',
  ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
  const [, , , to, from] = child.stdio
  const ended = new Promise((done) => child.on('exit', done))
  const waiting = new Map()
  let errors = []
  let numbers = 0
  let rest = ''

  function heard({ id, method, params, result, error }) {
    if (id) {
      const { done, failed } = waiting.get(id)
      waiting.delete(id)
      return error ? failed(new Error(error.message)) : done(result)
    }
    if (method === 'Runtime.exceptionThrown') errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text)
    if (method === 'Runtime.consoleAPICalled' && ['error', 'assert'].includes(params.type)) errors.push(params.args.map((one) => one.value ?? one.description).join(' '))
    if (method === 'Log.entryAdded' && params.entry.level === 'error') errors.push(`${params.entry.text} ${params.entry.url ?? ''}`)
  }
  from.setEncoding('utf8')
  from.on('data', (text) => {
    const messages = (rest + text).split('\0')
    rest = messages.pop()
    for (const message of messages) heard(JSON.parse(message))
  })
  child.on('exit', (code) => { for (const { failed } of waiting.values()) failed(new Error(`the old browser ended with ${code}`)) })
  const ask = (method, params = {}, sessionId = undefined) => new Promise((done, failed) => {
    const id = ++numbers
    waiting.set(id, { done, failed })
    to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
  })

  const { product } = await ask('Browser.getVersion')
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true })
  const in_page = (method, params) => ask(method, params, sessionId)
  for (const domain of ['Page', 'Runtime', 'Log']) await in_page(`${domain}.enable`)
  await in_page('Network.setUserAgentOverride', { userAgent: (await ask('Browser.getVersion')).userAgent, acceptLanguage: language })
  await in_page('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 })

  async function evaluate(expression) {
    const { result, exceptionDetails } = await in_page('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  return {
    version: product,
    evaluate,
    async open(url) {
      errors = []
      await in_page('Page.navigate', { url })
      // Shown: a heading and nothing that is still being fetched; or nothing after all, and then the errors say why.
      await evaluate(`new Promise(function (done) {
        var until = Date.now() + 10000
        ;(function look() {
          var shown = document.readyState === 'complete' && document.querySelector('#main h1, #main h2') && !document.querySelector('.skeleton, .wait')
          if (shown || Date.now() > until) done(Boolean(shown))
          else setTimeout(look, 50)
        })()
      })`).catch((error) => errors.push(error.message))
      return [...errors]
    },
    async picture(path) {
      writeFileSync(path, Buffer.from((await in_page('Page.captureScreenshot')).data, 'base64'))
    },
    async close() {
      await ask('Browser.close').catch(() => {})
      await ended
      await rm(profile, { recursive: true, force: true })
    },
  }
}
