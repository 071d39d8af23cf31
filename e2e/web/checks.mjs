// What every page must hold, whoever opened it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

/** Violations of WCAG 2.1 A and AA, one line for each element. `except` lists known ones: { rule, html: /pattern/ }. */
export async function violations_of(page, { except = [] } = {}) {
  // A colour that has just changed is the former one until it is painted, and one in between while it fades.
  await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); setTimeout(done, 500) }))
  await page.evaluate(() => {
    const fading = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
    return Promise.race([Promise.allSettled(fading.map((one) => one.finished)), new Promise((done) => setTimeout(done, 1000))])
  })
  // Half a megabyte, which stays while the document does.
  if (!(await page.evaluate(() => Boolean(globalThis.axe)))) await page.evaluate(axe)
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), wcag)
  return violations.flatMap(({ id, nodes }) =>
    nodes.filter(({ html }) => !except.some((known) => known.rule === id && known.html.test(html)))
      .map(({ html, failureSummary }) => `axe ${id}: ${html.slice(0, 160)} ${failureSummary?.split('\n')[1]?.trim() ?? ''}`))
}

/** Waits until the page shows what it was opened for, and nothing on it is still being fetched. */
export async function wait_until_shown(page) {
  await page.waitForSelector(':is(h1, h2):not(.first-words *)') // not what the server wrote before the script came
  await page.waitForFunction(() => ![...document.querySelectorAll('.skeleton, .wait')].some((one) => one.checkVisibility()))
}

/** Folded parts are looked at too. */
export async function unfold(page) {
  await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true })
  // The fold's own event, which draws what is inside, is a task of its own.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
}

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
  return { overflowing, widest, small: [...new Set(small)], empty: !document.body.innerText.trim() }
}

/** Sideways scrolling, nothing shown, and (on the site, which is for thumbs) targets under 44 px. */
export async function layout_faults_of(page, { thumbs = false } = {}) {
  const { overflowing, widest, small, empty } = await page.evaluate(measure)
  return [
    ...(overflowing ? [`the page scrolls sideways because of ${widest.join(', ')}`] : []),
    ...(empty ? ['the page is empty'] : []),
    ...(thumbs ? small.map((one) => `target under 44 px: ${one}`) : []),
  ]
}

/**
 * Words in the other language that are not marked as such. Text that people wrote carries the language it was written in (lang), so that a screen
 * reader changes its voice; what the program says is in the reader's language, but for names of formats and of code.
 */
export function foreign_words_of(page, language) {
  return page.evaluate((wanted) => {
    if (document.documentElement.lang !== wanted) return [`the page says that it is in ${document.documentElement.lang}`]
    const foreign = wanted === 'en' ? /[\u4e00-\u9fff]{2,}/ : /[A-Za-z]{3,}/
    const known = /https?:\S+|[\w.-]+\.(csv|json|tw|org)\b|\b(JSON|CSV|PDF|Word|TLS|WCAG|HTTPS?|API|Polis|CC BY|Gongshi|Apache|SQLite)\b/gi
    const found = new Set()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (parent.closest('script, style, code, pre, noscript') || !parent.checkVisibility()) continue
      if (parent.closest('[lang]') !== document.documentElement) continue
      if (foreign.test(node.data.replace(known, ''))) found.add(`not in ${wanted}: ${node.data.trim().slice(0, 60)} (${parent.tagName}.${parent.className})`)
    }
    return [...found]
  }, language)
}
