// Around an answer: who assists countersigns the draft, a rating comes on paper, and a year later somebody goes back to see.
import assert from 'node:assert/strict'
import { open_link } from './browser.mjs'
import { ask, become_administrator, expect_own_language, open_desk } from './staff_steps.mjs'

async function signs_compares_and_goes_back({ page, server, language, step, words, sign_in, another, expect_clean, comes_to, picture }) {
  const main = (from) => from.locator('#main')
  const dialog = (from) => from.getByRole('dialog')
  const press = (from, chinese, english) => main(from).getByRole('button', { name: new RegExp(`^${words(chinese, english)}`) }).first().click()
  let assembly, handler, helper
  await step('a proposal goes to a unit that leads and one that assists', async () => {
    await sign_in('supervisor')
    assembly = (await ask(page, server, 'GET', '/session')).seats[0].assembly
    const administrator = await another()
    await become_administrator(administrator, server, words)
    const units = (await ask(page, server, 'GET', `/assemblies/${assembly}/units`)).items
    const unit = (name) => units.find((one) => one.name === name).id
    const account = await ask(administrator, server, 'POST', `/assemblies/${assembly}/accounts`, { role: 'handler', name: '会办示例', unit: unit('示例局02') })
    const { token } = await ask(administrator, server, 'PUT', `/seats/${account.seat}/link`, {})
    helper = await another()
    await open_link(helper, `${server.base}/link#${token}`)
    const [line] = (await ask(page, server, 'GET', `/assemblies/${assembly}/handling`)).items
    let item = await ask(page, server, 'GET', `/handling/items/${line.id}`)
    item = await ask(page, server, 'POST', `/handling/items/${item.id}/assignment`, { version: item.version, units: [{ unit: unit('示例局01'), role: 'lead' }, { unit: unit('示例局02'), role: 'assisting' }] })
    handler = await another('handler')
    const lead = () => item.tasks.find((one) => one.role === 'lead')
    const act = async (path, body, method = 'POST') => { item = await ask(handler, server, method, `/handling/tasks/${lead().id}/${path}`, body) }
    await act('transitions', { verb: 'sign_for', version: lead().version })
    for (const stage of ['before', 'during']) await act('contacts', { stage, way: 'visit', at: Date.now() - 60_000, note: '上门听取意见' })
    await act('reply', { version: lead().version, reply: '经与示例局02研究，先在三个街道试点。', outcome: 'in_progress', document_number: '', promises: [], adoptions: lead().suggestions.map((_one, at) => ({ number: at + 1, adoption: 'adopted', word: '' })) }, 'PUT')
    await act('transitions', { verb: 'circulate', version: lead().version, without_assisting: '会办意见已经当面听取' })
    await open_desk(helper, server, `/handling/${item.id}`)
  })
  await step('who assists objects in words, or signs; nothing is preset', async () => {
    await main(helper).getByText('先在三个街道试点').waitFor()
    await press(helper, '会签', 'Countersign')
    const send = dialog(helper).getByRole('button', { name: words('会签', 'Countersign'), exact: true })
    assert.ok(await send.isDisabled())
    await dialog(helper).getByLabel(words('有不同意见', 'Object')).check()
    assert.ok(await send.isDisabled(), 'why is said in words')
    await expect_clean(helper)
    await picture('countersigning', helper)
    await dialog(helper).getByLabel(words('同意会签', 'Countersign it')).check()
    await send.click()
    await dialog(helper).waitFor({ state: 'hidden' })
    await handler.goto(helper.url())
    await main(handler).getByText(words('同意会签', 'Countersigned')).first().waitFor()
    await expect_clean(handler)
    await expect_own_language(handler, language)
    await picture('countersigned', handler)
  })
  await step('a rating that came on paper is entered with its scan', async () => {
    for (const line of (await ask(page, server, 'GET', `/assemblies/${assembly}/handling?queue=answered`)).items) {
      const { unrated } = await ask(page, server, 'GET', `/handling/items/${line.id}`)
      if (!unrated.length) continue
      await open_desk(page, server, `/handling/${line.id}`)
      break
    }
    await press(page, '录入纸质评价', 'Enter a rating on paper')
    await dialog(page).getByLabel(words('提出者', 'Who asked')).selectOption({ index: 1 })
    await dialog(page).getByLabel(words('对办理结果', 'What came of it')).selectOption('basically')
    await dialog(page).getByLabel(words('对办理态度', 'How it was handled')).selectOption('satisfied')
    await dialog(page).getByLabel(words('扫描件', 'Scan'), { exact: false }).setInputFiles({ name: '评价表.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') })
    await dialog(page).getByText('评价表.pdf').waitFor()
    await expect_clean()
    await picture('a rating on paper')
    await dialog(page).getByRole('button', { name: words('录入纸质评价', 'Enter a rating on paper') }).click()
    await dialog(page).waitFor({ state: 'hidden' })
    await main(page).getByText(words('待核对', 'To be compared')).waitFor()
    assert.equal(await main(page).getByRole('button', { name: words('核对无误', 'Confirm it') }).count(), 0, 'who entered it does not compare it')
  })
  await step('somebody else compares it, and it counts as one on paper', async () => {
    const clerk = await another('clerk')
    await clerk.goto(page.url())
    await press(clerk, '核对无误', 'Confirm it')
    await expect_clean(clerk)
    await dialog(clerk).getByRole('button', { name: words('核对无误', 'Confirm it') }).click()
    await main(clerk).getByText(words('已核对', 'Compared'), { exact: true }).waitFor()
    await main(clerk).getByText(words('其中纸质评价 1 份', '1 of them on paper')).waitFor()
    await expect_clean(clerk)
    await expect_own_language(clerk, language)
    await picture('compared', clerk)
  })
  // From March on there is what was answered the year before.
  if (new Date().getMonth() >= 2) await step('what was answered the year before is gone back to', async () => {
    await open_desk(page, server, '/handling?queue=to_revisit')
    await main(page).locator('.row-title, tbody a, li a').first().click()
    const form = main(page).locator('form', { has: page.getByLabel(words('落实得怎样', 'What became of it')) }).first()
    await form.getByLabel(words('落实得怎样', 'What became of it')).selectOption('going_on')
    await form.getByRole('textbox').fill('现场看过，主体已经完工，电梯还没有通电。')
    await expect_clean()
    await picture('going back')
    await form.getByRole('button').click()
    await main(page).getByText('现场看过，主体已经完工').waitFor()
    await comes_to(() => form.count(), 0)
    await expect_clean()
    await expect_own_language(page, language)
  })
}

export const stories = [{ name: 'countersigned, rated on paper, revisited', variants: ['desk zh-CN', 'phone en'], run: signs_compares_and_goes_back }]
