import { readFileSync } from 'node:fs'
import { launch, open_link } from './browser.mjs'
const log = readFileSync('/tmp/demo1.log', 'utf8')
const link = (who) => new RegExp(`try as ${who} +(\\S+)`).exec(log)[1]
const base = 'http://127.0.0.1:19200'
const browser = await launch()
async function shots(name, size, language, preferences, as, paths) {
  const context = await browser.newContext({ viewport: size, locale: language, timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.on('console', (m) => { if (m.type() === 'error') console.log(name, m.text()) })
  page.on('pageerror', (e) => console.log(name, 'ERR', e.message))
  if (as) await open_link(page, as)
  if (preferences) { await page.goto(base); await page.evaluate((p) => localStorage.setItem('gongshi.preferences', JSON.stringify(p)), preferences) }
  for (const [label, path] of Object.entries(paths)) {
    await page.goto(base + path)
    await page.waitForTimeout(900)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) console.log(name, label, 'overflows by', wide)
    await page.screenshot({ path: `/tmp/shots/${name}-${label}.png`, fullPage: true })
  }
  await context.close()
}
const list = await (await fetch(`${base}/api/v1/meetings`)).json()
const live = list.items.find((one) => one.live).id, past = list.items.find((one) => one.state === 'closed').id, next = list.items.find((one) => one.state === 'announced').id
const paths = { list: '/meetings', next: `/meetings/${next}`, live: `/meetings/${live}/live`, past: `/meetings/${past}`, messages: `/meetings/${past}/messages`, replay: `/meetings/${past}/replay` }
const only = process.argv[2]
if (!only || only === 'a') await shots('phone', { width: 390, height: 844 }, 'zh-CN', null, link('member'), paths)
if (!only || only === 'b') await shots('desk', { width: 1440, height: 900 }, 'en-US', null, null, paths)
if (only === 'c') await shots('elder', { width: 390, height: 844 }, 'zh-CN', { elder: true }, null, paths)
await browser.close()
