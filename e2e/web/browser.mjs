import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

/** Signs in by a one-time link, by pressing its button: until that the link is not used. */
export async function open_link(page, link) {
  await page.goto(link)
  await page.locator('#main form button').click()
  await page.waitForFunction(() => location.pathname === '/' || document.querySelector('#main a[href="/console/"]'))
}

/** Signs the browser of this page in as the page behind the link does, without showing it. */
export async function use_link(page, link) {
  const answer = await page.request.post('/api/v1/session/link', { data: { token: new URL(link).hash.slice(1) }, headers: { 'Idempotency-Key': randomUUID() } })
  if (!answer.ok()) throw new Error(`the link was answered ${answer.status()}: ${await answer.text()}`)
}

export const chromium_path = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** The same pages from the same source without a window's frame (Debian's chromium-headless-shell), where it is installed: in less than half of the time. */
const shell = '/usr/bin/chromium-headless-shell'
export const shell_path = process.env.CHROMIUM ?? (existsSync(shell) ? shell : chromium_path)

/** Debian's browser, or the one named in the environment; by way of another program, and with more arguments, where a story needs them. */
export function launch({ path = chromium_path, more = [] } = {}) {
  return chromium.launch({
    executablePath: path,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...more,
    ],
  })
}
