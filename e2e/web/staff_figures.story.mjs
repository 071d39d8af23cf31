// The office opens a figure to its rows, and decides what the public reads.
import assert from 'node:assert/strict'
import { ask, expect_own_language, open_desk } from './staff_steps.mjs'

async function opens_figures({ page, server, language, size, step, words, sign_in, expect_clean, picture }) {
  const main = page.locator('#main')
  let count
  await step('figures of the session', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/proposals/statistics')
    await main.getByRole('heading', { name: words('按类别', 'By field') }).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('figures')
  })
  await step('one of them opens to its proposals', async () => {
    const cell = main.getByRole('link', { name: /^(社会|Society)[^]*(立案|Filed)/ }).first()
    count = Number((await cell.innerText()).replace(/\D/g, ''))
    await cell.click()
    await main.getByText(words(`共 ${count} 条：`, `${count} rows:`)).waitFor()
    await expect_clean()
    await picture('the rows of a figure')
    assert.match(page.url(), /figure=filed/)
  })
  await step('a filter is taken off, and Back puts it on again', async () => {
    await main.getByRole('button', { name: words('去掉“类别”', 'Without “Category”') }).click()
    await page.waitForURL((url) => !url.search.includes('category'))
    await page.goBack()
    await main.getByText(words(`共 ${count} 条：`, `${count} rows:`)).waitFor()
  })
  await step('a figure of people opens to who they are', async () => {
    await main.getByRole('link', { name: words('统计', 'Figures') }).first().click()
    const party = main.getByRole('region', { name: words('按委员所属党派', 'By party of members') })
    const people = party.getByRole('link', { name: words(/^\d+ 人/, /^\d+ people/) }).first()
    const shown = Number((await people.innerText()).match(/\d+/)[0])
    await people.click()
    await main.getByRole('heading', { name: words('提出和联名的人', 'Who wrote or signed') }).waitFor()
    await main.getByText(words(`共 ${shown} 条：`, `${shown} rows:`)).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('the people of a figure')
  })
  await step('the same as bars', async () => {
    await main.getByRole('link', { name: words('统计', 'Figures') }).first().click()
    await main.getByRole('button', { name: words('图', 'Bars'), exact: true }).click()
    await main.locator('figure').first().waitFor()
    await expect_clean()
    await picture('bars')
  })
  await step('and as a workbook', async () => {
    const [saved] = await Promise.all([page.waitForEvent('download'), main.getByRole('button', { name: words('导出统计（Excel）', 'Figures as Excel') }).click()])
    assert.match(saved.suggestedFilename(), /\.xlsx$/)
  })
  assert.ok(size)
}

async function decides_what_is_public({ page, server, language, step, words, sign_in, another, expect_clean, picture }) {
  const main = page.locator('#main')
  const title = '关于小区门口设置爱心座椅的建议'
  const phone = '13800138000'
  let id, visitor
  await step('a proposal with a telephone number in it is filed', async () => {
    await sign_in('clerk')
    const member = await another('member')
    const { assemblies } = await ask(member, server, 'GET', '/me/proposals')
    const parts = { title, situation: `许多老人走到门口就走不动了，请联系物业王某${phone}。`, analysis: '门口没有可以坐的地方。', suggestions: ['在小区门口设置座椅'], research: '', publish: 'whole', publish_reason: '' }
    let proposal = await ask(member, server, 'POST', '/proposals', { assembly: assemblies[0].id, parts })
    id = proposal.id
    proposal = await ask(member, server, 'POST', `/proposals/${id}/transitions`, { verb: 'submit', version: proposal.version })
    proposal = await ask(page, server, 'PUT', `/proposals/${id}/classification`, { version: proposal.version, title, category: 'society' })
    for (const verb of ['pass', 'pass', 'file']) proposal = await ask(page, server, 'POST', `/proposals/${id}/transitions`, { verb, version: proposal.version })
    visitor = await another()
    assert.equal((await visitor.request.get(`${server.base}/api/v1/proposals/${id}`)).status(), 404, 'it waits')
  })
  await step('it waits for a decision, with what the check found', async () => {
    await open_desk(page, server, '/proposals/publication')
    await main.getByRole('link', { name: title }).waitFor()
    await main.getByText(words('有 1 处要看', '1 finding'), { exact: true }).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('what waits')
    await main.getByRole('link', { name: title }).click()
    await main.getByText(words('手机号码', 'Mobile number')).or(main.getByText(words('公众看到什么', 'What the public reads'))).first().waitFor()
  })
  await step('the number is left out, and the text is public', async () => {
    await main.getByLabel(words('全文公开', 'The whole text')).check()
    await main.getByText(words('还有 1 处没有处理', '1 undecided')).waitFor()
    await expect_clean()
    await picture('a finding')
    await main.getByLabel(words('公开时隐去', 'Leave it out')).check()
    await main.getByRole('button', { name: words('确定', 'Decide'), exact: true }).click()
    await main.locator('.tag-open', { hasText: words('全文公开', 'Public in full') }).waitFor()
    await expect_clean()
    await visitor.goto(`${server.base}/proposals/${id}`)
    await visitor.getByText('物业王某［略］').waitFor()
    await expect_clean(visitor)
    await picture('as the public reads it', visitor)
  })
  await step('a summary in its place', async () => {
    await main.getByLabel(words('公开摘要', 'A summary'), { exact: true }).check()
    await main.getByLabel(words('摘要（最多 1000 字）', 'Summary (at most 1,000 characters)')).fill('建议在小区门口为老人设置座椅。')
    await main.getByRole('button', { name: words('确定', 'Decide'), exact: true }).click()
    await main.locator('.tag-open', { hasText: words('公开摘要', 'Public as a summary') }).waitFor()
    await visitor.reload()
    await visitor.getByText('建议在小区门口为老人设置座椅。').waitFor()
    assert.equal(await visitor.getByText('门口没有可以坐的地方').count(), 0)
    await expect_clean(visitor)
    await picture('a summary', visitor)
  })
  await step('not at all, and why', async () => {
    await main.getByLabel(words('不公开', 'Nothing'), { exact: true }).check()
    await main.getByLabel(words('不公开的理由', 'Why it is not public')).selectOption('personal_data')
    await main.getByRole('button', { name: words('确定', 'Decide'), exact: true }).click()
    await main.locator('.tag-open', { hasText: words('不公开', 'Not public') }).waitFor()
    await visitor.reload()
    await visitor.getByText(words('这件提案不公开：涉及个人隐私。', "This proposal is not public: it concerns somebody's privacy.")).waitFor()
    assert.equal(await visitor.getByText(title).count(), 0)
    await expect_clean(visitor)
    await picture('not public', visitor)
  })
}

export const stories = [
  { name: 'the office opens figures to their rows', variants: ['desk zh-CN', 'phone en'], run: opens_figures },
  { name: 'the committee decides what is public', variants: ['phone zh-CN', 'desk en'], run: decides_what_is_public },
]
