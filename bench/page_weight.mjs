// page_weight.mjs: script on the first load of the front page and of a consultation's page, after gzip, and the largest contentful paint of the
// consultation's page on a slow phone: CPU ×6, 1.6 Mbit/s, 150 ms round trip. Every load is a first one: no cache, a new profile.
//   (cd e2e && npm ci --ignore-scripts) && node bench/page_weight.mjs [rounds]
import { gzipSync } from 'node:zlib'
import { launch } from '../e2e/web/browser.mjs'
import { start_server } from '../e2e/server.mjs'

const rounds = Number(process.argv[2] ?? 5)
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'zh-CN' }
const slow = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8), uploadThroughput: (0.75e6 / 8) }

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Loads `url` in a fresh profile; gives what came over the wire, and when the largest thing was painted (ms). */
async function load(browser, url, throttled) {
  const context = await browser.newContext(phone)
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  if (throttled) {
    await cdp.send('Network.emulateNetworkConditions', slow)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  }
  const wire = new Map()
  cdp.on('Network.responseReceived', ({ requestId, type, response }) => wire.set(requestId, { type, url: response.url, bytes: 0 }))
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => wire.has(requestId) && (wire.get(requestId).bytes = encodedDataLength))
  const bodies = []
  page.on('response', (response) => response.request().resourceType() === 'script' && bodies.push(response.body()))
  await page.addInitScript(() => {
    window.__paints = []
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) window.__paints.push({ at: e.startTime, size: e.size, what: `${e.element?.tagName} ${e.element?.className ?? ''}`, text: e.element?.textContent?.slice(0, 24) })
    }).observe({ type: 'largest-contentful-paint', buffered: true })
  })
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForTimeout(throttled ? 2500 : 500)
  const paints = await page.evaluate(() => window.__paints)
  const first = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime)
  const script = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0)
  await context.close()
  return { script, wire: [...wire.values()], paint: paints.at(-1), first }
}

const server = await start_server()
const browser = await launch()
try {
  const list = await (await fetch(`${server.base}/api/v1/consultations`)).json()
  const pages = { 'front page': '/', 'consultation page': `/consultations/${list.items[0].id}` }
  for (const [name, path] of Object.entries(pages)) {
    const { script, wire } = await load(browser, server.base + path, false)
    const by_type = {}
    for (const { type, bytes } of wire) by_type[type] = (by_type[type] ?? 0) + bytes
    const parts = Object.entries(by_type).map(([type, bytes]) => `${type.toLowerCase()} ${(bytes / 1000).toFixed(1)} KB`)
    console.log(`${name}: script ${(script / 1000).toFixed(1)} KB after gzip; over the wire ${parts.join(', ')}`)
    if (process.env.VERBOSE) for (const one of wire) console.log(`  ${one.type} ${one.bytes} ${one.url}`)
  }
  const paints = []
  for (let round = 0; round < rounds; ++round) {
    const { paint, first } = await load(browser, server.base + pages['consultation page'], true)
    paints.push(paint.at)
    console.log(`round ${round + 1}: first paint ${Math.round(first)} ms, largest ${Math.round(paint.at)} ms (${paint.what.trim()})`)
  }
  console.log(`consultation page, CPU x6, 1.6 Mbit/s, 150 ms: largest contentful paint ${Math.round(median(paints))} ms, median of ${rounds}`)
} finally {
  await browser.close()
  await server.stop()
}
