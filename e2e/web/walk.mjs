// Walks every page of the site in both languages, at phone and desk size, in elder mode and at the largest text, and looks for accessibility
// violations, horizontal overflow, small targets, console errors and empty pages.
//
//   GONGSHI_URL=https://localhost:8443 GONGSHI_SIGN_IN='/link#TOKEN' node web/walk.mjs
//
// GONGSHI_COOKIES ("name=value; …") signs in instead of a link; SHOTS=FOLDER keeps pictures; ONLY=word walks only pages whose path contains it.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { launch } from './browser.mjs'

const base = process.env.GONGSHI_URL ?? 'http://127.0.0.1:8080'
const shots = process.env.SHOTS
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

const variants = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'phone-elder', width: 390, height: 844, elder: true, text_size: 21 },
  { name: 'phone-30', width: 390, height: 844, elder: true, text_size: 30 },
  { name: 'narrow-30', width: 320, height: 700, elder: true, text_size: 30 },
  { name: 'narrow', width: 320, height: 700 },
  { name: 'desk', width: 1440, height: 900 },
  { name: 'desk-elder', width: 1440, height: 900, elder: true, text_size: 21 },
].filter((variant) => !process.env.VARIANT || variant.name === process.env.VARIANT)
const languages = (process.env.LANGUAGES ?? 'zh-CN en').split(' ')

async function pages_of(context) {
  const answer = await context.request.get(`${base}/api/v1/consultations`)
  const { items } = await answer.json()
  const consultations = ['open', 'closed', 'signed'].map((state) => items.find((item) => item.state === state)).filter(Boolean)
  const parts = ['', '/vote', '/discussion', '/result', '/position']
  return [
    '/', '/consultations', '/consultations?q=nothing-matches-this', ...consultations.flatMap(({ id }) => parts.map((part) => `/consultations/${id}${part}`)),
    '/mine', '/mine/votes', '/mine/inbox', '/mine/account', '/sign-in', '/link#wrong', '/first#wrong', '/development/outbox', '/about', '/privacy', '/accessibility', '/nowhere', '/consultations/1',
  ].filter((path) => !process.env.ONLY || path.includes(process.env.ONLY))
}

/** Opens what is folded, so that it is looked at too. */
const unfold = () => { for (const details of document.querySelectorAll('details')) details.open = true }

function measure() {
  const overflowing = document.documentElement.scrollWidth > document.documentElement.clientWidth
  const widest = overflowing
    ? [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.table-frame')).slice(0, 3).map((one) => `${one.tagName}.${one.className}`)
    : []
  const small = [...document.querySelectorAll('a[href], button, input, select, summary')].filter((one) => {
    const box = (one.closest('label') ?? one).getBoundingClientRect()
    const in_text = one.tagName === 'A' && getComputedStyle(one).display === 'inline'
    return box.width > 1 && !in_text && (box.height < 43.5 || box.width < 43.5) && !one.closest('.hidden-visually')
  }).map((one) => one.outerHTML.slice(0, 90))
  return { overflowing, widest, small, empty: !document.getElementById('main')?.innerText.trim(), title: document.title }
}

const browser = await launch()
let found = 0
const report = (where, what) => { ++found; console.log(`${where}: ${what}`) }
if (shots) mkdirSync(shots, { recursive: true })

for (const variant of variants) {
  for (const language of languages) {
    const context = await browser.newContext({ viewport: { width: variant.width, height: variant.height }, ignoreHTTPSErrors: true, locale: language, reducedMotion: 'reduce' })
    const { elder = false, text_size = 16 } = variant
    await context.addInitScript(([preferences, chosen]) => {
      if (location.protocol === 'about:') return
      localStorage.setItem('gongshi.preferences', preferences)
      localStorage.setItem('gongshi.language', chosen)
    }, [JSON.stringify({ elder, text_size }), language])
    for (const pair of (process.env.GONGSHI_COOKIES ?? '').split(';').filter(Boolean)) {
      const [name, value] = pair.trim().split('=')
      await context.addCookies([{ name, value, url: base }])
    }
    const page = await context.newPage()
    if (process.env.GONGSHI_STORAGE) await context.addCookies(JSON.parse(readFileSync(process.env.GONGSHI_STORAGE, 'utf8')).cookies)
    let where = ''
    page.on('console', (message) => {
      // A refused request is logged by the browser itself; the pages that are meant to be refused are known.
      const expected = /Failed to load resource.*status of 4\d\d/.test(message.text())
      if (['error', 'warning'].includes(message.type()) && !expected) report(where, `console ${message.type()}: ${message.text()}`)
    })
    page.on('pageerror', (error) => report(where, `script error: ${error.message}`))
    for (const path of await pages_of(context)) {
      where = `${variant.name} ${language} ${path}`
      await page.goto('about:blank')
      await page.goto(base + path, { waitUntil: 'load' })
      await page.waitForSelector('#main h1, #main h2', { timeout: 10_000 }).catch(() => report(where, 'no heading appeared'))
      await page.waitForFunction(() => ![...document.querySelectorAll('.skeleton, .wait')].some((one) => one.checkVisibility()), null, { timeout: 10_000 }).catch(() => report(where, 'still loading after 10 s'))
      const file = `${shots}/${variant.name}.${language}.${path.replace(/[^\w]+/g, '_')}`
      if (shots) await page.screenshot({ path: `${file}.png` })
      await page.evaluate(unfold)
      await page.waitForTimeout(80)
      const { overflowing, widest, small, empty } = await page.evaluate(measure)
      if (overflowing) report(where, `horizontal overflow by ${widest.join(', ')}`)
      if (empty) report(where, 'empty page')
      for (const target of new Set(small)) report(where, `small target ${target}`)
      await page.evaluate(axe)
      const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), wcag)
      for (const violation of violations) for (const node of violation.nodes) report(where, `axe ${violation.id}: ${node.html.slice(0, 140)} ${node.failureSummary?.split('\n')[1] ?? ''}`)
      if (shots && process.env.FULL) await page.screenshot({ path: `${file}.full.png`, fullPage: true })
    }
    await context.close()
  }
}
await browser.close()
console.log(found ? `${found} findings` : 'nothing found')
process.exitCode = found ? 1 : 0
