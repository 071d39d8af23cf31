// Opens every page of the site in each way of reading it: both languages, phone and desk, elder mode, the largest text, the narrowest phone.
import assert from 'node:assert/strict'
import { foreign_words_of, layout_faults_of, unfold, violations_of, wait_until_shown } from './checks.mjs'

const parts = ['', '/vote', '/discussion', '/result', '/position']
const with_account = ['/mine', '/mine/votes', '/mine/proposals', '/mine/inbox', '/mine/account']

async function pages_of(page, base) {
  const { items } = await (await page.request.get(`${base}/api/v1/consultations`)).json()
  const chosen = ['open', 'closed', 'signed'].map((state) => items.find((item) => item.state === state)).filter(Boolean)
  assert.ok(chosen.length >= 2, 'the city has an open consultation and one with a result')
  const { items: meetings } = await (await page.request.get(`${base}/api/v1/meetings`)).json()
  const over = meetings.find((one) => one.state === 'closed'), under_way = meetings.find((one) => one.live)
  assert.ok(over && under_way, 'the city meets, and has met')
  return [
    '/', '/consultations', '/consultations?q=nothing-matches-this', '/proposals', '/proposals/1', '/clues', '/meetings', `/meetings/${over.id}`, `/meetings/${over.id}/messages`, `/meetings/${over.id}/replay`, `/meetings/${under_way.id}/live`, ...chosen.flatMap(({ id }) => parts.map((part) => `/consultations/${id}${part}`)), ...with_account,
    '/sign-in', '/link#wrong', '/first#wrong', '/development/outbox', '/about', '/privacy', '/accessibility', '/nowhere', '/consultations/1',
  ]
}

/** What the browser reports when the server refuses, as it must, what these pages are opened with. */
const refused_on_purpose = /status of 4[0-9]{2} .*(\/session\/link|\/session\/first-administrator|\/consultations\/1\b|\/proposals\/1\b|\/nowhere)/

const walk = ({ who, preferences, width, height = 844, thorough = true }) => async ({ context, page, server, language, step, sign_in, expect_noise, picture }) => {
  expect_noise(refused_on_purpose)
  if (who) await step('signs in', () => sign_in(who))
  if (width) await page.setViewportSize({ width, height })
  await context.addInitScript((kept) => {
    if (location.protocol !== 'about:') localStorage.setItem('gongshi.preferences', kept)
  }, JSON.stringify(preferences ?? {}))
  // All that is wrong is told at once: one fault of the frame stands on every page.
  const faults = []
  for (const path of await pages_of(page, server.base)) {
    await step(path, async () => {
      await page.goto('about:blank')
      await page.goto(server.base + path)
      await wait_until_shown(page)
      await picture(path)
      await unfold(page)
      assert.notEqual(await page.title(), '')
      const found = await layout_faults_of(page, { thumbs: true })
      if (thorough) found.push(...(await violations_of(page)), ...(await foreign_words_of(page, language)))
      faults.push(...found.map((fault) => `${path}: ${fault}`))
    })
  }
  assert.deepEqual(faults, [])
}

const elder = { elder: true, text_size: 21 }
const largest = { elder: true, text_size: 30 }

export const stories = [
  { name: 'every page, as anyone', variants: ['phone zh-CN', 'desk en'], usual: ['desk en'], whole_browser: true, run: walk({}) },
  { name: 'every page, as a member', variants: ['phone en', 'desk zh-CN'], usual: ['desk zh-CN'], run: walk({ who: 'member' }) },
  { name: 'every page in elder mode', variants: ['phone zh-CN', 'desk en'], usual: ['phone zh-CN'], run: walk({ who: 'member', preferences: elder }) },
  { name: 'every page with 30-px text', variants: ['phone en'], run: walk({ who: 'member', preferences: largest }) },
  // Where the least room is, room is what is measured.
  { name: 'every page on the narrowest phone', variants: ['phone en'], run: walk({ who: 'member', width: 320, thorough: false }) },
  { name: 'every page with 30-px text on the narrowest phone', variants: ['phone zh-CN'], run: walk({ who: 'member', preferences: largest, width: 320, thorough: false }) },
]
