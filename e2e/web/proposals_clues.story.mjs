// A citizen's clue becomes a proposal that others second and a leader leads; a party proposes under its seal.
import assert from 'node:assert/strict'
import { deflateSync } from 'node:zlib'
import { ask, expect_own_language, open_desk } from './staff_steps.mjs'

const said = '城西小学门口上下学时车流大，没有信号灯和护栏，建议先装护栏再设信号灯。'
const title = '关于改善城西小学门口交通安全的建议'

/** A small picture, as a phone would take one. */
function picture_of_handwriting() {
  const crc = (bytes) => {
    let sum = ~0
    for (const byte of bytes) { sum ^= byte; for (let bit = 0; bit < 8; ++bit) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1 }
    return ~sum >>> 0
  }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length)
    body.copy(out, 4)
    out.writeUInt32BE(crc(body), body.length + 4)
    return out
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(64); head.writeUInt32BE(32, 4); head.set([8, 0, 0, 0, 0], 8)
  const rows = Buffer.concat(Array.from({ length: 32 }, (_, y) => Buffer.from([0, ...Array.from({ length: 64 }, (_, x) => ((x + y) % 9 ? 255 : 60))])))
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

async function from_clue_to_instruction({ page, server, language, step, words, sign_in, another, expect_clean, expect_noise, picture }) {
  const main = (from) => from.locator('#main')
  const main_button = (from, chinese, english) => from.getByRole('button', { name: words(chinese, english), exact: true })
  let id, clerk, member, chair

  await step('a citizen leaves a clue', async () => {
    await sign_in('citizen')
    await page.goto(`${server.base}/clues`)
    await expect_clean(page)
    await page.getByRole('textbox', { name: words('想反映什么事', 'What is it about') }).fill(said)
    await main_button(page, '提交线索', 'Leave the clue').click()
    await page.getByText(words('正在审看，通过后委员可见', 'Being read before members see it')).waitFor()
    await expect_clean(page)
    await expect_own_language(page, language)
    await picture('a clue was left')
  })
  await step('the office reads it first', async () => {
    clerk = await another('clerk')
    await open_desk(clerk, server, '/moderation')
    await clerk.getByText(said).first().click()
    await clerk.getByRole('article', { name: words('选中的内容', 'The selected contribution') }).getByText(said).waitFor()
    await expect_clean(clerk)
    await picture('the clue waits', clerk)
    const queue = await ask(clerk, server, 'GET', `/assemblies/${(await ask(clerk, server, 'GET', '/session')).seats[0].assembly}/moderation`)
    await ask(clerk, server, 'POST', `/clues/${queue.items.find((one) => one.text === said).id}/moderation`, { verb: 'approve' })
  })
  await step('a member adopts it and lets others second it', async () => {
    member = await another('member')
    await member.goto(`${server.base}/clues`)
    const card = member.getByRole('article').filter({ hasText: said })
    await expect_clean(member)
    await picture('clues to adopt', member)
    await card.getByRole('button', { name: words('采用并撰写提案', 'Adopt it and write a proposal') }).click()
    await member.getByText(words('来自群众线索', "Out of a citizen's clue")).waitFor()
    await member.getByRole('textbox', { name: words('案由', 'Title'), exact: true }).fill(title)
    await member.getByRole('textbox', { name: words('分析', 'Analysis') }).fill('道路窄，接送车辆多，缺少隔离。')
    await member.getByRole('textbox', { name: words('第 1 条建议', 'Suggestion 1') }).fill('暑期内安装护栏和信号灯')
    await member.getByLabel(words('提交后允许其他委员附议', 'Members may second it once it is submitted')).check()
    await member.locator('input[type=file]').setInputFiles({ name: 'traffic.csv', mimeType: 'text/csv', buffer: Buffer.from('time,cars\n7:30,210\n') })
    await member.getByRole('link', { name: 'traffic.csv' }).waitFor()
    await expect_clean(member)
    await picture('writing from a clue', member)
    id = Number(member.url().split('/').pop())
    await member.getByRole('button', { name: words('提交', 'Submit'), exact: true }).click()
    await member.getByRole('heading', { name: words('走到哪一步了', 'Where it is') }).waitFor()
    await page.goto(`${server.base}/mine/inbox`)
    await page.getByText(said.slice(0, 8)).first().waitFor()
    await expect_clean(page)
  })
  await step('another member seconds it', async () => {
    const second = await another('second member')
    await second.goto(`${server.base}/mine/proposals`)
    await second.getByRole('heading', { name: words('可以附议的提案', 'You may second these') }).waitFor()
    await expect_clean(second)
    await second.getByRole('link', { name: title }).click()
    await second.getByRole('textbox', { name: words('您的意见', 'Your opinion') }).fill('城东也一样')
    await main_button(second, '附议', 'Second it').click()
    await second.getByRole('heading', { name: words('附议 1 人', 'Seconded by 1') }).waitFor()
    await expect_clean(second)
    await picture('seconded', second)
  })
  await step('filed, it becomes a key proposal with a leader', async () => {
    const move = async (verb) => ask(clerk, server, 'POST', `/proposals/${id}/transitions`, { verb, version: (await ask(clerk, server, 'GET', `/proposals/${id}`)).version })
    await ask(clerk, server, 'PUT', `/proposals/${id}/classification`, { version: (await ask(clerk, server, 'GET', `/proposals/${id}`)).version, title, category: 'society' })
    for (const verb of ['pass', 'pass', 'file']) await move(verb)
    await open_desk(clerk, server, `/proposals/${id}`)
    await main(clerk).getByRole('button', { name: words('确定为重点提案', 'Make it a key proposal') }).click()
    await main(clerk).getByLabel(words('领衔督办的领导', 'Leader of the supervision')).selectOption({ label: '主席示例01' })
    await main(clerk).getByLabel(words('督办安排', 'How it is to go')).fill('六月现场督办')
    await expect_clean(clerk)
    await main(clerk).getByRole('button', { name: words('确定为重点提案', 'Make it a key proposal') }).click()
    await main(clerk).getByText(words('重点提案', 'Key proposal'), { exact: true }).waitFor()
    await expect_clean(clerk)
    await expect_own_language(clerk, language)
    await picture('key', clerk)
  })
  await step('the leader sees what they lead and instructs, in words and by hand', async () => {
    chair = await another('chair')
    await chair.goto(`${server.base}/mine/led`)
    await chair.getByRole('link', { name: title }).waitFor()
    await expect_clean(chair)
    await expect_own_language(chair, language)
    await picture('what I lead', chair)
    await chair.getByRole('link', { name: title }).click()
    await chair.getByRole('textbox', { name: words('批示内容', 'Instruction') }).fill('请公安、教育部门暑期内完成。')
    await chair.locator('input[type=file]').setInputFiles({ name: 'hand.png', mimeType: 'image/png', buffer: picture_of_handwriting() })
    await main_button(chair, '作出批示', 'Give the instruction').click()
    await chair.getByRole('img', { name: words('主席示例01的手写批示', 'Handwriting of 主席示例01') }).waitFor()
    await expect_clean(chair)
    await picture('instructed', chair)
    await chair.getByRole('button', { name: words('长辈版', 'Elder mode') }).click()
    await expect_clean(chair)
    await picture('instructed, in elder mode', chair)
    const shown = await ask(member, server, 'GET', `/proposals/${id}`)
    assert.equal(shown.instructions.length, 0, 'internal')
  })
  await step('the citizen follows what it became', async () => {
    await page.goto(`${server.base}/clues`)
    await page.getByRole('link', { name: title }).click()
    await page.getByText(words('重点提案', 'Key proposal'), { exact: true }).waitFor()
    await expect_clean(page)
    await picture('what it became')
  })
  await step('the office gathers a topic, everybody reads it', async () => {
    await open_desk(clerk, server, '/proposals/topics')
    await main(clerk).getByLabel(words('新专题的名称', 'Title of a new topic')).fill('校门口的交通')
    await main(clerk).getByRole('button', { name: words('新建专题', 'Begin a topic') }).click()
    await main(clerk).getByLabel(words('查找已公开的提案', 'Find public proposals')).fill('城西小学')
    await main(clerk).getByRole('button', { name: words('查找', 'Find'), exact: true }).click()
    await main(clerk).getByRole('checkbox', { name: title }).check()
    await main(clerk).getByRole('checkbox', { name: words('公开', 'Public'), exact: true }).check()
    await main(clerk).getByRole('button', { name: words('保存', 'Save'), exact: true }).click()
    await main(clerk).getByRole('link', { name: words('查看页面', 'See the page') }).waitFor()
    await expect_clean(clerk)
    await picture('a topic at the desk', clerk)
    await page.goto(`${server.base}/proposals`)
    await page.getByRole('link', { name: '校门口的交通' }).click()
    await page.getByRole('link', { name: title }).waitFor()
    await expect_clean(page)
    await page.goto(`${server.base}/proposals`)
    await page.getByRole('link', { name: '社区居家养老', exact: true }).click()
    await page.getByText('培训养老护理员一千名').waitFor()
    await expect_clean(page)
    await expect_own_language(page, language)
    await picture('a topic')
  })
  await step('a party proposes under its seal', async () => {
    expect_noise(/status of 409 .*\/transitions/)
    const convener = await another('convener')
    await convener.goto(`${server.base}/mine/proposals`)
    await convener.getByRole('button', { name: words('以民盟名义写一件新提案', 'Write a new proposal for 民盟') }).click()
    await convener.getByRole('textbox', { name: words('案由', 'Title'), exact: true }).fill('关于扶持中小剧团的建议')
    await convener.getByRole('textbox', { name: words('情况', 'Situation') }).fill('剧团演出少。')
    await convener.getByRole('textbox', { name: words('分析', 'Analysis') }).fill('场租高。')
    await convener.getByRole('textbox', { name: words('第 1 条建议', 'Suggestion 1') }).fill('剧场每月提供免费场次')
    await convener.getByRole('button', { name: words('提交', 'Submit'), exact: true }).click()
    await convener.getByText(words('请附上盖章的公函', 'Attach the sealed letter')).first().waitFor()
    await expect_clean(convener)
    await convener.getByRole('textbox', { name: words('联系人', 'Whom to ask') }).fill('联络示例 0739-1234567')
    await convener.locator('input[type=file]').first().setInputFiles({ name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%EOF\n') })
    await convener.getByRole('link', { name: 'letter.pdf' }).waitFor()
    await expect_clean(convener)
    await expect_own_language(convener, language)
    await picture('a party proposes', convener)
    await convener.getByRole('button', { name: words('提交', 'Submit'), exact: true }).click()
    await convener.getByRole('heading', { name: words('走到哪一步了', 'Where it is') }).waitFor()
    await expect_clean(convener)
  })
}

export const stories = [{ name: 'a clue becomes a proposal that is seconded and led, a party proposes', variants: ['phone zh-CN', 'desk en'], run: from_clue_to_instruction }]
