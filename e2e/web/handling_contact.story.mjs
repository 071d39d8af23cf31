// Between who proposed and the unit: messages, stock phrases in replies and letters, and the minutes of a supervision.
import assert from 'node:assert/strict'
import { ask, expect_own_language, open_desk } from './staff_steps.mjs'

const title = '关于在公园增设无障碍坡道的建议'
const main = (from) => from.locator('#main')
const dialog = (from) => from.getByRole('dialog')

/** A member's proposal, filed and given to the first unit; who is there, each on a page of their own. */
async function filed({ page, server, sign_in, another }) {
  await sign_in('member')
  const send = (who, method, path, body) => ask(who, server, method, path, body)
  const { assemblies: [assembly] } = await send(page, 'GET', '/me/proposals')
  const parts = { title, situation: '公园入口只有台阶。', analysis: '轮椅和婴儿车进不去。', suggestions: ['每个入口修一条坡道'], research: '', publish: 'whole', publish_reason: '' }
  let proposal = await send(page, 'POST', '/proposals', { assembly: assembly.id, parts })
  const { id } = proposal
  const move = async (who, verb) => { proposal = await send(who, 'POST', `/proposals/${id}/transitions`, { verb, version: proposal.version }) }
  await move(page, 'submit')
  const clerk = await another('clerk')
  proposal = await send(clerk, 'PUT', `/proposals/${id}/classification`, { version: proposal.version, title, category: 'society' })
  for (const verb of ['pass', 'pass', 'file']) await move(clerk, verb)
  const { items } = await send(clerk, 'GET', `/assemblies/${assembly.id}/handling?q=${encodeURIComponent('无障碍坡道')}`)
  const { items: units } = await send(clerk, 'GET', `/assemblies/${assembly.id}/units`)
  const item = await send(clerk, 'POST', `/handling/items/${items[0].id}/assignment`, { version: 1, units: [{ unit: units[0].id, role: 'sole' }] })
  const handler = await another('handler')
  await send(handler, 'POST', `/handling/tasks/${item.tasks[0].id}/transitions`, { verb: 'sign_for', version: item.tasks[0].version })
  return { id, item: item.id, task: item.tasks[0].id, assembly: assembly.id, unit: units[0], clerk, handler, send }
}

async function messages(told) {
  const { page, server, language, size, step, words, expect_clean, picture } = told
  let there
  await step('a proposal is with its unit; who proposed finds where to write', async () => {
    there = await filed(told)
    await page.goto(`${server.base}/proposals/${there.id}`)
    await page.getByRole('link', { name: words('与承办单位留言沟通', 'Write to the handling unit') }).click()
    await page.getByText(words('还没有留言', 'Nothing has been written yet')).waitFor()
    await page.getByText(words('政协办公室也可以看', "the assembly's office can read it too")).waitFor()
    await expect_clean(page, { thumbs: size === 'phone' })
    await picture('nothing written yet')
  })
  await step('they write, and take one back', async () => {
    const write = async (text) => {
      await page.getByRole('textbox', { name: words('写给承办单位', 'Write to the unit') }).fill(text)
      await page.getByRole('button', { name: words('发出', 'Send'), exact: true }).click()
      await page.getByText(text, { exact: true }).last().waitFor()
    }
    await write('坡道先修哪个入口？')
    await page.getByRole('button', { name: words(/^撤回/, /^Withdraw/) }).click()
    await page.getByText(words('这条留言已经撤回', 'This message was withdrawn')).waitFor()
    await page.locator('input[type=file]').setInputFiles({ name: '入口照片.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') })
    await write('请问坡道先修哪个入口？东门人最多。')
    await page.getByRole('link', { name: /入口照片/ }).waitFor()
    await expect_clean(page, { thumbs: size === 'phone' })
    await picture('written')
  })
  await step('the unit reads it, enters it as a contact, and answers', async () => {
    const { handler } = there
    await open_desk(handler, server, '/handling?queue=handling')
    await main(handler).getByText(words('1 条留言未看', '1 unread')).waitFor()
    await open_desk(handler, server, `/handling/${there.item}`)
    await main(handler).getByText('请问坡道先修哪个入口？东门人最多。').waitFor()
    await main(handler).getByRole('combobox', { name: words('记为哪个阶段的联系', 'As a contact of which stage') }).selectOption('before')
    await main(handler).getByRole('button', { name: words(/^记入联系/, /^Enter as contact/) }).click()
    await main(handler).getByText(words('已记入联系：办理前', 'Among the contacts: Before')).waitFor()
    await main(handler).getByRole('textbox', { name: words('写给提出者', 'Write to who asked') }).fill('先修东门，下周请您一起去看。')
    await main(handler).getByRole('button', { name: words('发出留言', 'Send') }).click()
    await main(handler).getByText('先修东门，下周请您一起去看。', { exact: true }).first().waitFor()
    await expect_clean(handler)
    await expect_own_language(handler, language)
    await picture('at the unit', handler)
  })
  await step('who proposed is told, and sees that theirs was read', async () => {
    await page.goto(`${server.base}/mine/inbox`)
    await page.getByText(words(/就“.*坡道.*”给您留言/, /has written to you about/)).waitFor()
    await page.locator(`a[href="/mine/messages/proposal/${there.id}"]`).first().click()
    await page.getByText('先修东门，下周请您一起去看。').waitFor()
    await page.getByText(words('对方已看', 'Read'), { exact: true }).waitFor()
    await page.getByText(words('承办单位已记入联系记录：办理前', "Among the unit's contacts: Before")).waitFor()
    await expect_clean(page)
    await picture('answered')
    await page.getByRole('button', { name: words('长辈版', 'Elder mode') }).click()
    await expect_clean(page)
    await picture('in elder mode')
  })
  await step('the office reads it, and has nowhere to write', async () => {
    await open_desk(there.clerk, server, `/handling/${there.item}`)
    await main(there.clerk).getByText('先修东门，下周请您一起去看。').waitFor()
    assert.equal(await main(there.clerk).getByRole('textbox', { name: words('写给提出者', 'Write to who asked') }).count(), 0)
    await expect_clean(there.clerk)
  })
}

async function phrases(told) {
  const { server, language, step, words, expect_clean, expect_noise, picture } = told
  let there
  await step('the office writes a phrase; a placeholder that there is not is refused in words', async () => {
    there = await filed(told)
    const { clerk } = there
    expect_noise(/status of 400.*\/phrases$/)
    await open_desk(clerk, server, '/handling/phrases')
    await main(clerk).getByText(words('系统自带', 'Comes with the program')).first().waitFor()
    await expect_clean(clerk)
    await picture('phrases', clerk)
    await main(clerk).getByRole('button', { name: words('新写一条', 'Write one') }).click()
    await main(clerk).getByLabel(words('名称', 'Name'), { exact: true }).fill('本会的开头')
    await main(clerk).getByLabel(words('内容', 'Text'), { exact: true }).fill('您关于《{题目}》的提案收悉。')
    await main(clerk).getByRole('button', { name: words('保存', 'Save'), exact: true }).click()
    await main(clerk).getByText(words('没有“题目”这个填空项', 'no placeholder “题目”')).first().waitFor()
    await main(clerk).getByLabel(words('内容', 'Text'), { exact: true }).fill('承蒙关心：')
    await main(clerk).getByRole('button', { name: '{案由}' }).click()
    await expect_clean(clerk)
    await picture('writing a phrase', clerk)
    await main(clerk).getByRole('button', { name: words('保存', 'Save'), exact: true }).click()
    await main(clerk).getByRole('article', { name: '本会的开头' }).getByText('承蒙关心：{案由}').waitFor()
    await main(clerk).getByRole('button', { name: words('不再提供 答复开头（会同办理）', 'Offer no more 答复开头（会同办理）') }).click()
    await main(clerk).getByText(words('不提供', 'Not offered'), { exact: true }).waitFor()
    await expect_clean(clerk)
  })
  await step('the unit inserts it into its reply, filled in', async () => {
    const { handler } = there
    await open_desk(handler, server, `/handling/${there.item}`)
    const reply = main(handler).getByRole('textbox', { name: words('答复', 'Reply'), exact: true })
    const picker = main(handler).getByRole('combobox', { name: words('常用语', 'Stock phrases') })
    await picker.selectOption({ label: '本会的开头' })
    assert.equal(await reply.inputValue(), `承蒙关心：${title}`)
    await picker.selectOption({ label: '答复结尾' })
    assert.match(await reply.inputValue(), /\n感谢您对我们工作的关心和支持/)
    await expect_clean(handler)
    if (language !== 'en') await expect_own_language(handler, language)
    await picture('in the reply', handler)
  })
  await step('the office urges in words of its own', async () => {
    const { clerk } = there
    await open_desk(clerk, server, `/handling/${there.item}`)
    await main(clerk).getByRole('button', { name: new RegExp(`^${words('催办', 'Urge')}`) }).click()
    await dialog(clerk).getByRole('combobox', { name: words('常用语', 'Stock phrases') }).selectOption({ label: '临近或超过期限' })
    await expect_clean(clerk)
    await picture('urging', clerk)
    await dialog(clerk).getByRole('button', { name: words('催办', 'Urge'), exact: true }).click()
    await main(clerk).getByText(words('已催办 1 次', 'Urged 1 times')).first().waitFor()
  })
}

async function minutes(told) {
  const { page, server, language, size, step, words, another, expect_clean, picture } = told
  let there, chair
  await step('the committee writes the minutes of a supervision', async () => {
    there = await filed(told)
    const { clerk, send } = there
    const { items: [leader] } = await send(clerk, 'GET', `/assemblies/${there.assembly}/leaders`)
    await send(clerk, 'PUT', `/proposals/${there.id}/distinctions/key`, { on: true, leader: leader.id, plan: '一次现场视察' })
    await open_desk(clerk, server, `/proposals/${there.id}`)
    await main(clerk).getByRole('button', { name: words('记录督办活动', 'Write minutes of a supervision') }).click()
    const form = main(clerk).getByRole('form', { name: words('记录督办活动', 'Write minutes of a supervision') })
    await form.getByLabel(words('形式', 'Kind'), { exact: true }).selectOption('inspection')
    await form.getByLabel(words('地点', 'Where'), { exact: true }).fill('人民公园东门')
    await form.getByLabel(words('出席人员', 'Who was there'), { exact: true }).fill('示例市政协：张某、李某')
    await form.getByLabel(there.unit.name).check()
    await form.getByLabel(words('有关情况', 'What was said'), { exact: true }).fill('东门有十二级台阶，轮椅须绕行六百米。')
    await form.getByRole('button', { name: words('添加事项', 'Add a point') }).click()
    await form.getByLabel(words('商定做什么', 'What is to be done')).fill('东门坡道年内完工')
    await form.getByLabel(words('责任单位', 'By which unit')).selectOption(String(there.unit.id))
    const due = form.locator('#point-due-0')
    const narrow = await due.getAttribute('type') === 'datetime-local'
    await due.fill(narrow ? '2027-12-20T18:00' : '2027-12-20 18:00')
    if (!narrow) await due.press('Enter')
    await expect_clean(clerk)
    await expect_own_language(clerk, language)
    await picture('writing minutes', clerk)
    await form.getByRole('button', { name: words('保存并请领导确认', 'Save and ask the leader to confirm') }).click()
    await main(clerk).getByText(words('待确认', 'To be confirmed')).waitFor()
    await expect_clean(clerk)
    await picture('minutes to confirm', clerk)
  })
  await step('the leader confirms them', async () => {
    chair = await another('chair')
    await chair.goto(`${server.base}/mine/led`)
    const card = chair.getByRole('article', { name: words(/^督办纪要/, /^Minutes of the supervision/) })
    await card.getByText('东门有十二级台阶').waitFor()
    await expect_clean(chair, { thumbs: size === 'phone' })
    await picture('to be confirmed', chair)
    await card.getByRole('button', { name: words('确认纪要', 'Confirm the minutes') }).click()
    await card.waitFor({ state: 'detached' })
    await expect_clean(chair)
  })
  await step('who proposed reads them and takes the document; the unit has it to do', async () => {
    await page.goto(`${server.base}/proposals/${there.id}`)
    await page.getByText('东门坡道年内完工').first().waitFor()
    await page.getByText(words('已列入办理跟踪', 'followed in the handling')).waitFor()
    const link = page.getByRole('link', { name: `PDF ${words('督办纪要', 'Minutes of the supervision')}` })
    const answer = await page.request.get(new URL(await link.getAttribute('href'), server.base).href)
    assert.ok((await answer.body()).subarray(0, 4).equals(Buffer.from('%PDF')))
    await expect_clean(page, { thumbs: size === 'phone' })
    await picture('read by who proposed')
    await open_desk(there.handler, server, `/handling/${there.item}`)
    await main(there.handler).getByText(words('督办时商定的事项', 'Agreed when it was supervised')).waitFor()
    await main(there.handler).getByRole('button', { name: new RegExp(`^${words('已兑现', 'Kept')}`) }).click()
    await main(there.handler).getByText(words(/月.*日 已兑现/, /Kept on/)).waitFor()
    await expect_clean(there.handler)
    await picture('kept by the unit', there.handler)
  })
}

export const stories = [
  { name: 'who proposed and the unit write to each other', variants: ['phone zh-CN', 'desk en'], run: messages },
  { name: 'stock phrases are written and inserted', variants: ['phone en', 'desk zh-CN'], run: phrases },
  { name: 'minutes of a supervision are confirmed', variants: ['phone zh-CN', 'desk en'], run: minutes },
]
