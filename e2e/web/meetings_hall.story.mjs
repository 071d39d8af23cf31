// A meeting as who takes part and who watches sees it: answering, applying to speak, checking in, the hall while it runs, and what became of it.
import assert from 'node:assert/strict'
import { ask } from './staff_steps.mjs'

const minute = 60_000

/** A consultation meeting with the printed member and a department; `opens`: it is under way. */
async function meeting({ server, another }, { opens, consultation }) {
  const clerk = await another('clerk')
  const send = (method, path, body) => ask(clerk, server, method, path, body)
  const now = Date.now()
  const text = { form: 'topical_consultation', title: '“社区食堂怎么办得久”专题协商会', topic: '价格、卫生和补贴。', plan_item: '', place: '机关二楼会议室', audience: 'everybody', signing_up: false, video: 'none', video_address: '', starts_at: now + 30 * minute, ends_at: now + 180 * minute, consultation }
  const agenda = [{ kind: 'speeches', title: '委员发言', minutes: 60 }, { kind: 'exchange', title: '交流互动', minutes: 30 }]
  let one = await send('POST', '/meetings', { meeting: text, agenda, reserved: [] })
  await send('POST', `/meetings/${one.id}/participants`, { capacity: 'must', voting: true, everyone: false, bodies: [], members: ['12000001', '12000002', '12000003'], units: [] })
  const step = async (verb) => {
    one = await send('GET', `/meetings/${one.id}`)
    one = await send('POST', `/meetings/${one.id}/transitions`, { verb, version: one.version })
  }
  await step('announce')
  if (opens) await step('open')
  return { id: one.id, clerk, send, step }
}

async function before(told) {
  const { page, server, size, step, words, sign_in, expect_clean, picture } = told
  let there
  await step('a meeting is announced; a member finds it in the inbox and says that they come', async () => {
    there = await meeting(told, { opens: false })
    await sign_in('member')
    await page.goto(`${server.base}/mine/inbox`)
    await page.getByText(words(/请您参加会议“.*社区食堂/, /You are asked to come to “.*社区食堂/)).waitFor()
    await page.goto(`${server.base}/meetings`)
    await page.getByRole('link', { name: /社区食堂/ }).click()
    await page.getByRole('button', { name: words('我到会', 'I am coming') }).click()
    await page.getByText(words('您答复：到会', 'you are coming')).waitFor()
    await expect_clean(page, { thumbs: size === 'phone' })
    await picture('a meeting to come')
  })
  await step('they apply to speak, and are on the list once the office has put them there', async () => {
    await page.getByText(words('我要发言', 'I want to speak')).click()
    await page.getByRole('textbox', { name: words('说什么（题目）', 'About what (title)') }).fill('补贴跟着就餐人数走')
    await page.getByRole('button', { name: words('报名发言', 'Apply to speak') }).click()
    await page.getByText(words('等待确认', 'Waiting')).waitFor()
    const { speeches } = await there.send('GET', `/meetings/${there.id}`)
    await there.send('POST', `/speeches/${speeches[0].id}/transitions`, { verb: 'list', version: speeches[0].version })
    await page.reload()
    await page.getByText(words('已列入', 'On the list')).first().waitFor()
    await expect_clean(page, { thumbs: size === 'phone' })
  })
  await step('half an hour before it they check in by the code at the door', async () => {
    await page.goto(`${server.base}/meetings/${there.id}/check-in`)
    const { code } = await there.send('GET', `/meetings/${there.id}/door`)
    await page.getByRole('textbox', { name: words('签到码', 'Code') }).fill(code)
    await page.getByRole('button', { name: words('现场签到', 'Check in on site') }).click()
    await page.getByText(words('已现场签到', 'Checked in on site')).first().waitFor()
    await expect_clean(page, { thumbs: size === 'phone' })
    await picture('checked in')
  })
}

async function during(told) {
  const { page, server, size, step, words, sign_in, another, expect_clean, picture } = told
  let there, citizen
  await step('the hall is open: who watches sees at once who speaks', async () => {
    there = await meeting(told, { opens: true })
    await sign_in('member')
    await page.goto(`${server.base}/meetings/${there.id}/live`)
    await page.getByText(words('现在没有人发言', 'Nobody is speaking now')).waitFor()
    const { items } = await there.send('GET', `/meetings/${there.id}/participants`)
    await there.send('POST', `/meetings/${there.id}/agenda`, { number: 1 })
    const { speeches } = await there.send('POST', `/meetings/${there.id}/speakers`, { participant: items[0].id, kind: 'speech', manner: 'on_site', topic: '先把账算清楚', minutes: 8 })
    await there.send('POST', `/speeches/${speeches[0].id}/transitions`, { verb: 'start', version: speeches[0].version })
    await page.getByText('先把账算清楚').waitFor()
    await page.getByText(/[78]:\d\d$/).waitFor()
    await expect_clean(page, { thumbs: size === 'phone' })
    await picture('who speaks')
  })
  await step('a citizen leaves a message, which nobody sees before it was read', async () => {
    citizen = await another('citizen')
    await citizen.goto(`${server.base}/meetings/${there.id}/live`)
    await citizen.getByRole('textbox', { name: words('写一句留言', 'Write a message') }).fill('晚饭也开吗？')
    await citizen.getByRole('button', { name: words('发送', 'Send') }).click()
    await citizen.getByText(words('已收到，审看后展示', 'It arrived and is shown once it was read')).first().waitFor()
    assert.equal(await page.getByText('晚饭也开吗？', { exact: true }).count(), 0)
    const { assembly } = await there.send('GET', `/meetings/${there.id}`)
    const { items } = await there.send('GET', `/assemblies/${assembly}/moderation`)
    const message = items.find((one) => one.kind === 'message')
    await there.send('POST', `/messages/${message.id}/moderation`, { verb: 'approve' })
    await page.getByRole('paragraph').filter({ hasText: '晚饭也开吗？' }).waitFor()
    await page.getByRole('button', { name: words(/^赞：晚饭/, /^Like: 晚饭/) }).click()
    await page.getByRole('button', { name: words(/^赞：晚饭/, /^Like: 晚饭/), pressed: true }).waitFor()
    await picture('a message')
  })
  await step('hands go up, and everybody reads how it went', async () => {
    await page.getByRole('button', { name: words('我在线上参加', 'I take part online') }).click()
    await page.getByText(words('已线上签到', 'Checked in online')).waitFor()
    const poll = await there.send('POST', `/meetings/${there.id}/polls`, { kind: 'quick', question: '先从哪里补贴？', options: ['按就餐人数', '按食堂面积'] })
    await page.getByRole('button', { name: '按就餐人数' }).click()
    await page.getByRole('button', { name: '按就餐人数', pressed: true }).waitFor()
    await there.send('POST', `/meeting-polls/${poll.id}/close`, {})
    await citizen.getByText(words('已投 1，应投 1', '1 of 1 have voted')).waitFor()
    await expect_clean(page, { thumbs: size === 'phone' })
    await picture('a vote')
  })
  await step('it ends; messages are answered, and the citizen finds the answer', async () => {
    await there.step('end')
    await page.getByText(words('会议已经结束。', 'The meeting is over.')).waitFor()
    const { loose } = await there.send('GET', `/meetings/${there.id}/groups`)
    const { items: [group] } = await there.send('POST', `/meetings/${there.id}/groups`, { title: '开餐时间', messages: loose.map((one) => one.id) })
    await there.send('PUT', `/message-groups/${group.id}/answer`, { version: group.version, answer: '下月起晚饭也开。' })
    await citizen.goto(`${server.base}/meetings/${there.id}/messages`)
    await citizen.getByText(words('归入“开餐时间”，已经答复', 'In the group “开餐时间”, answered')).waitFor()
    await expect_clean(citizen, { thumbs: size === 'phone' })
    await picture('what became of it', citizen)
    await page.goto(`${server.base}/meetings/${there.id}/replay`)
    await page.getByText('先把账算清楚').waitFor()
    await expect_clean(page, { thumbs: size === 'phone' })
    await picture('the replay')
  })
}

async function statements(told) {
  const { page, server, size, step, words, sign_in, another, expect_clean, picture } = told
  const frames = []
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(payload.split(' HTTP/1.1')[0])))
  const own = async (of) => (await ask(of, server, 'GET', `/consultations/${consultation}/votes`)).items.length
  const vote = async (word) => {
    const before = await page.locator('#statement').textContent()
    await page.getByRole('button', { name: word, exact: true }).click()
    await page.waitForFunction((was) => document.querySelector('#statement')?.textContent !== was, before)
  }
  let consultation, voted
  await step('beside the picture stand the statements and the map', async () => {
    await sign_in('member')
    consultation = (await ask(page, server, 'GET', '/consultations')).items.find((one) => one.state === 'open' && one.demonstration).id
    const there = await meeting(told, { opens: true, consultation })
    await page.goto(`${server.base}/meetings/${there.id}/live`)
    await page.locator('#statement').waitFor()
    voted = await own(page)
    await page.getByRole('link', { name: words('我来说一条', 'Add a statement') }).scrollIntoViewIfNeeded()
    await page.locator('canvas').first().waitFor()
    await expect_clean(page, { thumbs: size === 'phone' })
    await picture('statements and map')
  })
  await step('votes are counted, also while the map is read again', async () => {
    const votes = async () => {
      for (const word of [words('赞同', 'Agree'), words('不赞同', 'Disagree'), words('不赞同', 'Disagree')]) await vote(word)
      assert.equal(await own(page), voted + 3)
    }
    const [again] = await Promise.all([page.waitForResponse((answer) => answer.url().endsWith(`/consultations/${consultation}/result`), { timeout: 30_000 }), votes()])
    assert.equal(again.status(), 200)
  })
  await step('what is said goes over the WebSocket, and over HTTP where there is none', async () => {
    assert.ok(frames.length >= 1 && frames.every((one) => one.startsWith(`PUT /api/v1/consultations/${consultation}/votes/`)), frames.join())
    const blind = await another('citizen')
    await blind.addInitScript(() => { delete window.WebSocket })
    await blind.goto(page.url())
    await blind.locator('#statement').waitFor()
    await blind.getByRole('button', { name: words('不确定', 'Not sure'), exact: true }).click()
    await blind.getByText(words('已记下', 'Recorded')).first().waitFor()
  })
}

export const stories = [
  { name: 'a member answers an invitation, applies to speak and checks in', run: before },
  { name: 'a meeting is watched while it runs', run: during },
  { name: 'a meeting has its statements and their map beside it', run: statements },
]
