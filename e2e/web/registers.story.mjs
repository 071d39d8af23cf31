// The register of an earlier year: tried row by row, a column named by hand, imported, found by the public, undone.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { expect_own_language, open_desk } from './staff_steps.mjs'

const register = readFileSync(new URL('../../tests/data/registers/county-2023.csv', import.meta.url))

async function an_earlier_year({ page, server, size, step, words, language, sign_in, another, expect_clean, picture }) {
  const main = page.locator('#main')
  const choose = (name, buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
  const figure = (chinese, english) => page.locator('.numbers div', { hasText: words(chinese, english) }).first().locator('dd').innerText()
  const rows = () => (size === 'phone' ? main.locator('.cards .card') : main.locator('tbody tr'))
  async function moment(chinese, english, value) {
    const field = main.getByLabel(words(chinese, english), { exact: true }).first()
    await field.fill(size === 'phone' ? value.replace(' ', 'T') : value)
    await field.press('Enter')
  }

  await step('the clerk says which session', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/proposals')
    await main.getByRole('link', { name: words('导入往届提案', 'Import earlier proposals') }).click()
    await main.getByText(words('先写明是哪一次会议', 'First say which session')).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('nothing chosen')
    await main.getByLabel(words('届', 'Term'), { exact: true }).fill('十一届')
    await main.getByLabel(words('第几次会议', 'Number of the session')).fill('2')
    await moment('开幕', 'Opens', '2020-01-09 09:00')
    await moment('会间提案截止', 'Cut-off', '2020-01-15 18:00')
    await main.getByLabel(words('这些提案当年已经公开', 'These were published then'), { exact: false }).check()
  })
  await step('what is wrong is told row by row, and a column can be named by hand', async () => {
    await choose('登记表.csv', Buffer.from('序,案由,提案人,联名人,立案日期\n1,关于修桥的建议,某委员,,2020-02-30\n1,关于修路的建议,某委员,,2020-01-12\n2,,某委员,,2020-01-12\n'))
    await page.getByRole('heading', { name: words('检查的结果', 'What was found'), exact: false }).waitFor()
    await main.getByText(words('认出 4 列，共 5 列', '4 of 5 known')).waitFor()
    await main.getByText(words('每一列是什么', 'What each column is')).click()
    await main.getByLabel('序 1').selectOption('case_number')
    await main.getByText(words('案号 1 在第 2 行已经有了', 'Case number 1 stands in row 2 already')).waitFor()
    const said = (await rows().allInnerTexts()).join('\n')
    for (const pattern of [words('第 2 行[^]*立案日期', 'Row 2[^]*立案日期'), words('第 3 行[^]*序', 'Row 3[^]*序'), words('第 4 行[^]*案由', 'Row 4[^]*案由')]) assert.match(said, new RegExp(pattern))
    assert.equal(await main.getByRole('button', { name: words('导入 ', 'Import '), exact: false }).count(), 0)
    await expect_clean()
    await picture('rows with problems')
  })
  await step('the whole register, as Excel saves it', async () => {
    await choose('提案登记表2020.csv', register)
    await main.getByText(words('没有问题，可以导入 122 件。', 'No problems: 122 proposals can be imported.')).waitFor()
    assert.equal(await figure('其中公开', 'Of these public'), '119')
    await main.getByText(words('案号不连续', 'Case numbers are not contiguous'), { exact: false }).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('ready')
    await main.getByRole('button', { name: words('导入 122 件', 'Import 122') }).click()
    await main.getByRole('heading', { name: words('已导入 122 件', '122 proposals imported') }).waitFor()
    await expect_clean()
    await picture('imported')
  })
  await step('it stands among the filed, as it was registered', async () => {
    await main.getByRole('link', { name: words('看已立案的提案', 'See what is filed') }).click()
    await main.getByLabel(words('按案由和建议里的字词查找', 'Words of a title or a suggestion')).fill('易地搬迁后续扶持')
    await main.getByRole('button', { name: words('查找', 'Find'), exact: true }).click()
    await main.getByRole('link', { name: '易地搬迁后续扶持' }).first().click()
    await main.getByRole('heading', { name: words('办理情况（照登记表）', 'How it was handled (as the register says)') }).waitFor()
    await expect_clean()
    await picture('in the console')
    const [file] = await Promise.all([page.waitForEvent('download'), main.getByRole('button', { name: words('下载归档包', 'Download the archive') }).click()])
    const chunks = []
    for await (const chunk of await file.createReadStream()) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    assert.equal(bytes.toString('latin1', 0, 4), 'PK\x03\x04')
    for (const name of ['proposal.txt', 'log.json', 'manifest.json', 'SHA256SUMS']) assert.ok(bytes.includes(name), name)
  })
  await step('the public finds it, with how it was handled', async () => {
    const reader = await another()
    await reader.goto(`${server.base}/proposals`)
    await reader.getByRole('searchbox').fill('易地搬迁后续扶持')
    await reader.getByRole('searchbox').press('Enter')
    await reader.getByRole('link', { name: '易地搬迁后续扶持' }).first().click()
    await reader.getByRole('heading', { name: words('办理情况', 'How it was handled') }).waitFor()
    await expect_clean(reader)
    await picture('on the site', reader)
  })
  await step('the import is undone as a whole', async () => {
    await open_desk(page, server, '/proposals/import')
    await main.getByRole('button', { name: words('撤销导入', 'Undo the import') }).click()
    await page.getByRole('dialog').getByRole('button', { name: words('撤销导入', 'Undo the import') }).click()
    await main.getByText('提案登记表2020.csv').waitFor({ state: 'detached' })
    await expect_clean()
  })
}

export const stories = [{ name: 'a clerk imports the register of an earlier year', variants: ['phone zh-CN', 'desk en'], run: an_earlier_year }]
