// A change of term from the preparation to the new roster; a county is added, hands a signed sheet up and gets its answer.
import assert from 'node:assert/strict'
import { open_link } from './browser.mjs'
import { ask, become_administrator, expect_own_language, open_consultation, open_desk } from './staff_steps.mjs'

/** The term changes on a small assembly of its own, set up over the API by its first administrator. */
async function changes_term({ page, server, size, language, step, words, expect_clean, picture }) {
  const main = page.locator('#main')
  const rows = () => (size === 'phone' ? main.locator('.cards .card') : main.locator('tbody tr'))
  const choose = (text) => page.locator('input[type=file]').setInputFiles({ name: '名册.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  const figure = (chinese, english) => page.locator('.numbers div', { has: page.getByText(words(chinese, english), { exact: true }) }).locator('dd').innerText()
  let assembly

  await step('an assembly with a term, two sectors and three members', async () => {
    await become_administrator(page, server, words)
    assembly = (await ask(page, server, 'GET', '/session')).seats[0].assembly
    await ask(page, server, 'PUT', `/assemblies/${assembly}/term`, { number: 12, name: '第十二届', from: Date.UTC(2022, 0, 10) })
    await ask(page, server, 'PUT', `/assemblies/${assembly}/bodies`, { sectors: ['经济界', '教育界'], committees: ['提案委员会'] })
    const roster = await page.request.post(`${server.base}/api/v1/assemblies/${assembly}/roster`, {
      data: Buffer.from('委员编号,姓名,界别\n12001,张示例,经济界\n12002,李示例,教育界\n12003,王示例,教育界\n'),
      headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': `roster-${Date.now()}`, 'X-CSRF-Token': (await (await page.request.get(`${server.base}/api/v1/session`)).json()).csrf },
    })
    assert.equal((await roster.json()).created, 3)
  })
  await step('the next term is suggested, edited and saved', async () => {
    await open_desk(page, server, '/next-term')
    assert.equal(await page.getByLabel(words('届的名称', 'Name of the term')).inputValue(), '第十三届')
    await page.getByRole('textbox', { name: words('界别', 'Sectors'), exact: false }).first().fill('经济界\n科技界')
    await expect_clean()
    await expect_own_language(page, language)
    await picture('the preparation')
    await main.getByRole('button', { name: words('保存准备', 'Save the preparation') }).click()
    await main.getByRole('heading', { name: words('新一届名册', 'The new roster') }).waitFor()
  })
  await step('a sector that goes is refused in the new roster, row by row', async () => {
    await choose('委员编号,姓名,界别\n12001,张示例,经济界\n12002,李示例,教育界\n')
    await rows().filter({ hasText: words('第 3 行', 'Row 3') }).waitFor()
    await expect_clean()
    await picture('a refused row')
  })
  await step('corrected, it is kept and the change can be rehearsed', async () => {
    await choose('委员编号,姓名,界别,专门委员会\n12001,张示例,科技界,提案委员会\n13002,赵示例,经济界,\n')
    await main.getByRole('button', { name: words('演练一遍', 'Rehearse') }).click()
    await main.getByRole('heading', { name: words('界别和专门委员会', 'Sectors and committees'), exact: true }).waitFor()
    assert.equal(await figure('上届委员', 'Members before'), '3')
    assert.equal(await figure('连任', 'Staying'), '1')
    assert.equal(await figure('离任', 'Leaving'), '2')
    assert.equal(await figure('新任', 'New'), '1')
    await main.getByText(words('不再设“教育界”，原有 2 人。', '“教育界” goes; 2 people sat there.')).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('the report')
    assert.equal((await ask(page, server, 'GET', `/assemblies/${assembly}`)).term.number, 12, 'a rehearsal changes nothing')
  })
  await step('the term changes, once', async () => {
    await main.getByRole('button', { name: words('正式换届', 'Change the term') }).click()
    await expect_clean()
    await picture('confirming')
    await page.getByRole('dialog').getByRole('button', { name: words('正式换届', 'Change the term') }).click()
    await main.getByText(words('换届完成', 'The term has changed.'), { exact: false }).first().waitFor()
    assert.equal((await ask(page, server, 'GET', `/assemblies/${assembly}`)).term.number, 13)
    await expect_clean()
    await picture('changed')
  })
  await step('the old term is closed and can be read', async () => {
    await open_desk(page, server, '/terms')
    await main.getByRole('button', { name: words('看名册 第十二届', 'Its roster 第十二届') }).click()
    await rows().filter({ hasText: '李示例' }).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('terms')
  })
}

async function hands_up({ page, server, language, step, words, another, expect_clean, expect_noise, picture }) {
  const main = (from = page) => from.locator('#main')
  const enter = async (link) => {
    const theirs = await another()
    await open_link(theirs, link)
    return theirs
  }
  const dialog_button = (from, chinese, english) => from.getByRole('dialog').getByRole('button', { name: words(chinese, english), exact: true })
  const link_of = async (name) => {
    await main().getByRole('button', { name: words(`一次性链接 ${name}`, `One-time link ${name}`) }).click()
    const link = await page.getByRole('dialog').getByRole('textbox').inputValue()
    await dialog_button(page, '关闭', 'Close').click()
    return link
  }
  let county, chair, consultation
  expect_noise(/status of 4\d\d.*\/result$/)  // five people have not voted here

  await step('the administrator adds a county and gets the links of its office', async () => {
    await become_administrator(page, server, words)
    await open_desk(page, server, '/counties')
    await main().getByRole('button', { name: words('建立下级政协', 'Add an assembly below') }).click()
    for (const [field, text] of Object.entries({ name: '新示例县政协', short_name: '新示例县', code: '990199', term_name: '第一届', term_from: '2024-01-10', administrator: '县管理示例', clerk: '县工作示例' })) {
      await page.locator(`#county-${field}`).fill(text)
    }
    await expect_clean()
    await picture('a county')
    await dialog_button(page, '建立', 'Add it').click()
    await main().getByText('新示例县政协').first().waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('counties')
    const [administrator, clerk] = [await enter(await link_of('县管理示例')), await enter(await link_of('县工作示例'))]
    county = clerk
    // The county's own administrator makes its chair.
    const { assembly } = (await ask(administrator, server, 'GET', '/session')).seats[0]
    const seat = await ask(administrator, server, 'POST', `/assemblies/${assembly}/accounts`, { role: 'chair', name: '县主席示例' })
    const { token } = await ask(administrator, server, 'PUT', `/seats/${seat.seat}/link`, {})
    chair = await enter(`${server.base}/link#${token}`)
  })
  await step('the county finishes a consultation: the chair signs its sheet', async () => {
    consultation = await open_consultation(county, server, { title: '县城停车', question: '县城停车先解决什么？' })
    const closed = await ask(county, server, 'POST', `/consultations/${consultation.id}/transitions`, { verb: 'close', version: consultation.version })
    assert.equal(closed.state, 'closed')
    const sheet = await ask(county, server, 'PUT', `/consultations/${consultation.id}/sheet`, { version: 0, agreed: [{ text: '老城区新建停车楼。' }], to_study: [], remaining: [], explain: [], learned: '' })
    await ask(chair, server, 'POST', `/consultations/${consultation.id}/sheet/sign`, { version: sheet.version })
  })
  await step('its clerk hands the agreed point up', async () => {
    await open_desk(county, server, `/consultations/${consultation.id}/sheet`)
    await main(county).getByRole('button', { name: words('上报上级政协', 'Hand up') }).click()
    await county.locator('#hand-up-point').selectOption({ label: '老城区新建停车楼。' })
    await county.locator('#hand-up-note').fill('县里用地指标不够。')
    await expect_clean(county)
    await picture('handing up', county)
    await dialog_button(county, '上报上级政协', 'Hand up').click()
    await county.getByRole('dialog').waitFor({ state: 'detached' })
  })
  let city
  await step('the city accepts it and answers', async () => {
    city = await another('clerk')
    await open_desk(city, server, '/handovers')
    await main(city).getByText('县里用地指标不够。').waitFor()
    await expect_clean(city)
    await expect_own_language(city, language)
    await picture('received', city)
    await main(city).getByRole('button', { name: words('受理 县城停车', 'Accept 县城停车') }).click()
    await dialog_button(city, '受理', 'Accept').click()
    await main(city).getByRole('button', { name: words('答复 县城停车', 'Answer 县城停车') }).click()
    await city.getByRole('dialog').getByRole('textbox').fill('明年安排用地指标。')
    await expect_clean(city)
    await picture('answering', city)
    await dialog_button(city, '答复', 'Answer').click()
    await main(city).getByText('明年安排用地指标。').waitFor()
  })
  await step('the answer is back in the county, and public', async () => {
    await open_desk(county, server, '/handovers')
    await main(county).getByText('明年安排用地指标。').waitFor()
    await expect_clean(county)
    const visitor = await another()
    await visitor.goto(`${server.base}/consultations/${consultation.id}/result`)
    await visitor.getByText('明年安排用地指标。').waitFor()
    await expect_clean(visitor)
    await picture('the answer in public', visitor)
  })
}

export const stories = [
  { name: 'the term changes', empty: true, variants: ['phone zh-CN', 'desk en'], run: changes_term },
  { name: 'a county hands up and is answered', variants: ['phone zh-CN', 'desk en'], run: hands_up },
]
