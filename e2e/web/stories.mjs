// Runs the stories of every *.story.mjs in this folder, each in its variants and on a city of its own. See ../README.md.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { load_city, root, start_server } from '../server.mjs'
import { launch, shell_path, use_link } from './browser.mjs'
import { layout_faults_of, violations_of, wait_until_shown } from './checks.mjs'

const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } }
const every_variant = ['phone zh-CN', 'phone en', 'desk zh-CN', 'desk en']
// Both languages and both sizes are seen in two of the four; VARIANTS=all tells a story in each that it names.
const usual_variants = (named) => (process.env.VARIANTS === 'all' || named.length < 3 ? named : [named.find((one) => one.endsWith('zh-CN')), named.findLast((one) => one.endsWith('en')) ?? named.at(-1)])
const patience = 300_000
const pictures = join(root, 'build/e2e')
const only = process.env.ONLY ?? ''
const at_once = Number(process.env.JOBS ?? 2)

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.story.mjs')).sort()
const work = []
for (const file of files) {
  const { stories } = await import(`./${file}`)
  for (const story of stories) {
    for (const variant of (process.env.VARIANTS !== 'all' && story.usual) || usual_variants(story.variants ?? every_variant)) {
      const name = `${file.replace('.story.mjs', '')}: ${story.name} [${variant}]`
      if (name.includes(only)) work.push({ name, story, variant })
    }
  }
}
if (!work.length) throw new Error(`no story is called "${only}"`)

const file_name = (words) => words.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 120)

// A page draws one tick or more after a click: what is counted or read then is asked again until it is so.
async function comes_to(read, expected, words) {
  for (const until = Date.now() + 15_000; ; await new Promise((done) => setTimeout(done, 50))) {
    const found = await read()
    if (isDeepStrictEqual(found, expected)) return
    if (Date.now() > until) assert.deepEqual(found, expected, words)
  }
}

async function tell({ name, story, variant }, browser, city) {
  const [size, language] = variant.split(' ')
  const beside = await story.beside?.(language)
  const options = [...(story.server ?? []), ...(beside?.options ?? [])]
  const server = await start_server(options, { city: story.empty ? undefined : city.folder, empty: story.empty, prepare: story.prepare })
  const own_browser = await story.browser?.(beside)
  const contexts = []
  const pages = []
  const wrong = []
  const known = []
  let current = 'beginning'

  async function new_context(from = own_browser ?? browser) {
    const phone = size === 'phone' ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}
    const context = await from.newContext({ baseURL: server.base, viewport: sizes[size], locale: language, timezoneId: 'Asia/Shanghai', ignoreHTTPSErrors: true, reducedMotion: 'reduce', ...phone })
    context.setDefaultTimeout(15_000)
    context.on('page', (page) => {
      pages.push(page)
      page.on('console', (message) => {
        const words = `${message.text()} ${message.location().url}`
        if (['error', 'warning'].includes(message.type()) && !known.some((pattern) => pattern.test(words))) wrong.push(`console ${message.type()}: ${words}`)
      })
      page.on('pageerror', (error) => wrong.push(`script error: ${error.stack ?? error.message}`))
    })
    contexts.push(context)
    return context
  }
  const sign_in = (who, page) => use_link(page, server.links[who])
  const fail_if_wrong = () => {
    if (wrong.length) throw new Error(wrong.join('\n'))
  }
  const check = (faults) => {
    if (faults.length) throw new Error(faults.join('\n'))
  }
  const context = await new_context()
  const page = await context.newPage()
  const told = {
    browser, server, beside, context, page, language, size,
    words: (chinese, english) => (language === 'en' ? english : chinese),
    step: async (words, what) => {
      current = words
      const answer = await what()
      fail_if_wrong()
      return answer
    },
    sign_in: (who, where = page) => sign_in(who, where),
    another: async (who, from) => {
      const other = await (await new_context(from)).newPage()
      if (who) await sign_in(who, other)
      return other
    },
    comes_to,
    expect_noise: (pattern) => known.push(pattern),
    axe: async (where = page, options = {}) => check(await violations_of(where, options)),
    expect_clean: async (where = page, options = {}) => {
      await wait_until_shown(where)
      check([...(await layout_faults_of(where, options)), ...(await violations_of(where, options))])
      fail_if_wrong()
    },
    picture: async (words, where = page) => {
      if (process.env.SHOTS) await where.screenshot({ path: join(process.env.SHOTS, `${file_name(`${name} ${words}`)}.png`), fullPage: true })
    },
  }
  let late
  try {
    await Promise.race([
      story.run(told),
      new Promise((_done, failed) => { late = setTimeout(() => failed(new Error(`not finished after ${patience / 1000} s`)), patience) }),
    ])
    fail_if_wrong()
    const logged = server.log().split('\n').filter((line) => line.includes('"level":"error"'))
    if (logged.length) throw new Error(`the server logged ${logged.join('\n')}`)
    return null
  } catch (error) {
    const shots = []
    for (const [at, one] of pages.entries()) {
      if (one.isClosed()) continue
      const path = join(pictures, `${file_name(name)}-${at + 1}.png`)
      await one.screenshot({ path, timeout: 5000 }).then(() => shots.push(`${path} (${one.url()})`), () => {})
    }
    const also = wrong.filter((one) => !error.message.includes(one))
    const why = error.stack?.includes(error.message) ? error.stack : error.message
    // Playwright colours its messages.
    return [`at "${current}": ${why.replace(/\u001b\[\d+m/g, '')}`, ...also, ...shots].join('\n')
  } finally {
    clearTimeout(late)
    for (const one of contexts) await one.close().catch(() => {})
    await own_browser?.close()
    await server.stop()
    await beside?.stop()
  }
}

mkdirSync(pictures, { recursive: true })
if (process.env.SHOTS) mkdirSync(process.env.SHOTS, { recursive: true })
const began = Date.now()
const city = await load_city()
const browsers = new Map()
/** One for all stories; with pictures and sound, or as people have it, where a story says `whole_browser`. */
const browser_for = ({ whole_browser = false }) => browsers.get(whole_browser) ?? browsers.set(whole_browser, launch(whole_browser ? {} : { path: shell_path })).get(whole_browser)
const total = work.length
const seconds_since = (start) => ((Date.now() - start) / 1000).toFixed(1)
const failed = []
async function worker() {
  for (let one = work.shift(); one; one = work.shift()) {
    const start = Date.now()
    const problem = await tell(one, await browser_for(one.story), city)
    if (problem) failed.push(one)
    console.log(problem ? `FAILED ${one.name} (${seconds_since(start)} s)\n${problem.replace(/^/gm, '    ')}` : `ok ${one.name} (${seconds_since(start)} s)`)
  }
}
// A busy machine may make one story late: it is told again by itself, and said to be unsteady. Several are a fault.
let unsteady = 0
try {
  await Promise.all(Array.from({ length: at_once }, worker))
  if (total > 10 && failed.length <= 4) {
    for (const one of failed) {
      if (await tell(one, await browser_for(one.story), city)) continue
      ++unsteady
      console.log(`UNSTEADY ${one.name}: without a fault when told again`)
    }
  }
} finally {
  for (const one of browsers.values()) await (await one).close()
  await city.remove()
}
const faults = failed.length - unsteady
console.log(`${total - faults} of ${total} told without a fault${unsteady ? `, ${unsteady} of them the second time` : ''}, in ${Math.round((Date.now() - began) / 1000)} s`)
process.exitCode = faults ? 1 : 0
