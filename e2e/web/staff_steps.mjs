// What the staff's stories share: the API beside the page, and the consultation that they work on.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

/** One request as whoever is signed in on this page; fails unless the answer has the status. */
export async function ask(page, server, method, path, body, status) {
  const language = await page.evaluate(() => navigator.language)
  const csrf = (await (await page.request.get(`${server.base}/api/v1/session`)).json()).csrf
  const answer = await page.request.fetch(`${server.base}/api/v1${path}`, {
    method, data: body, headers: { 'Accept-Language': language, 'X-CSRF-Token': csrf, ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}) },
  })
  const text = await answer.text()
  if (status === undefined ? !answer.ok() : answer.status() !== status) throw new Error(`${method} ${path} answered ${answer.status()}: ${text}`)
  return text && /json/.test(answer.headers()['content-type'] ?? '') ? JSON.parse(text) : text
}

export const statements_of = async (page, server, id) => (await ask(page, server, 'GET', `/consultations/${id}/statements`)).items.sort((one, other) => one.number - other.number)

/** A consultation that is open, written over the API by the clerk of this page. */
export async function open_consultation(page, server, more = {}) {
  const { seats } = await ask(page, server, 'GET', '/session')
  const assembly = seats[0].assembly
  const draft = await ask(page, server, 'POST', `/assemblies/${assembly}/consultations`, {
    title: '老旧小区怎样加装电梯', question: '老旧小区加装电梯，应当先解决什么？', background: '本市有老旧小区 312 个。', opens_at: null, closes_at: null, audience: 'public', sectors: [],
    level_needed: 'phone', matrix_public: false, statements: ['低层住户应当得到补偿。', '加装费用应当按楼层分摊。', '政府应当先做好管线迁移。'], ...more,
  })
  return ask(page, server, 'POST', `/consultations/${draft.id}/transitions`, { verb: 'publish', version: draft.version })
}

/** Everybody whose link was printed votes, so that there is a result: five people, by turns. */
export async function everybody_votes(people, server, id) {
  for (const [at, page] of people.entries()) {
    for (const statement of await statements_of(page, server, id)) {
      await ask(page, server, 'PUT', `/consultations/${id}/votes/${statement.id}`, { vote: statement.number === 1 ? 'agree' : statement.number === 2 ? (at % 2 ? 'agree' : 'disagree') : 'pass' })
    }
  }
}

/** By the first administrator's link, which was printed. */
export async function become_administrator(page, server, words) {
  await page.goto(server.first)
  await page.getByLabel(words('姓名', 'Name')).fill('管理示例01')
  await page.getByRole('textbox', { name: words('账号', 'Account') }).fill('管理员01')
  await page.getByLabel(words('密码', 'Password')).fill('lighthouse pear 42')
  await page.getByRole('button', { name: words('设立并登录', 'Create and sign in') }).click()
  await page.getByRole('link', { name: words('开始设置本会', 'Begin the set-up') }).waitFor()
}

/** A desk page once it is shown. */
export async function open_desk(page, server, path = '') {
  await page.goto(`${server.base}/console${path}`)
  await page.locator('#main h1').waitFor()
  await page.locator('.el-skeleton').first().waitFor({ state: 'detached' })
}

/** The Chinese desk says nothing in English but names of formats and the way to the English one. */
export async function expect_own_language(page, language) {
  if (language === 'en') return
  const text = await page.locator('#main').innerText()
  const known = /\b(CSV|ICS|xlsx?|JSON|PDF|Word|Excel|UTF|GB18030|demo|vTaiwan|UberX?|Polis|WebVTT|vtt|OBS)\b|https?:\S+|\S+\.(tw|json|csv|pdf)\b/gi
  assert.deepEqual([...text.replace(known, '').matchAll(/[A-Za-z]{3,}/g)].map(([word]) => word), [])
}

/** What `look` finds, asked again until it does. */
export async function until(look) {
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((done) => setTimeout(done, 100))) {
    const found = await look()
    if (found) return found
  }
  throw new Error('did not come about')
}
