// The working calendar: everybody in the office reads it, the administrator brings the next year's, tried first.
import assert from 'node:assert/strict'
import { ask, become_administrator, expect_own_language, open_desk } from './staff_steps.mjs'

const csv = (text) => ({ name: '2027.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
const ics = (events) => ({
  name: '2027.ics', mimeType: 'text/calendar',
  buffer: Buffer.from(`BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.map(([from, to, words]) => `BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:${from}\r\nDTEND;VALUE=DATE:${to}\r\nSUMMARY:${words}\r\nEND:VEVENT\r\n`).join('')}END:VCALENDAR\r\n`),
})
const months = 12

async function read({ page, server, step, words, language, sign_in, axe, expect_clean, comes_to, picture }) {
  await step('a clerk reads the year', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/calendar?year=2026')
    await page.getByText(words('全年 248 个工作日', '248 working days in the year')).waitFor()
    await comes_to(() => page.locator('table:has(caption)').filter({ has: page.locator('.mark, .weekend') }).count(), months)
    const february = page.getByRole('table', { name: words('2 月', 'February'), exact: true })
    assert.equal(await february.getByText(words('休', 'off'), { exact: true }).count(), 9)
    assert.equal(await february.getByText(words('班', 'work'), { exact: true }).count(), 2)
    await page.getByText(words('2 月 15 日 周日', 'Sun 15 Feb'), { exact: false }).first().waitFor()
    assert.equal(await page.getByRole('link', { name: words('导入日历', 'Import a calendar') }).count(), 0, 'importing is not theirs')
    await expect_clean()
    await expect_own_language(page, language)
    await picture('2026')
  })
  await step('another year, and one that is missing', async () => {
    await page.getByLabel(words('年份', 'Year'), { exact: true }).selectOption('2020')
    await page.getByText(words('全年 249 个工作日', '249 working days in the year')).waitFor()
    await page.getByText('国办发明电〔2019〕16号、〔2020〕1号').waitFor()
    await expect_clean()
  })
  await step('larger letters fit as well', async () => {
    await page.evaluate(() => { document.documentElement.style.fontSize = '150%' })
    assert.ok(await page.locator('#main').evaluate((main) => main.scrollWidth <= main.clientWidth), 'the page itself; the bar above it does not fit a phone')
    await axe()
    await picture('large')
  })
}

async function bring({ page, server, step, words, language, another, expect_clean, picture }) {
  const choose = (file) => page.locator('input[type=file]').setInputFiles(file)
  const next_year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear() + 1
  const name = words('导入日历', 'Import a calendar')
  await step('the administrator opens the import', async () => {
    await become_administrator(page, server, words)
    await open_desk(page, server, '/calendar')
    await page.getByRole('link', { name }).click()
    await page.getByRole('heading', { name }).waitFor()
    await page.getByLabel(words('年份', 'Year'), { exact: true }).selectOption(String(next_year))
    await expect_clean()
    await expect_own_language(page, language)
  })
  await step('wrong lines are named', async () => {
    await choose(csv(`日期,类别,名称\n${next_year}-01-01,休,元旦\n${next_year}-02-30,休,春节\n2072-01-01,休,春节\n`))
    await page.locator('#main').getByText(words('有 2 处问题。', '2 problems found.')).waitFor()
    await page.getByText(words('第 3 行', 'Line 3')).first().waitFor()
    await expect_clean()
    await picture('wrong lines')
  })
  await step('a calendar file is tried, and nothing is there yet', async () => {
    await choose(ics([[`${next_year}0101`, `${next_year}0104`, '元旦(休)'], [`${next_year}0110`, `${next_year}0111`, '元旦(班)'], [`${next_year}0405`, `${next_year}0406`, '植树']]))
    await page.locator('#main').getByText(words('会改动 4 天。', '4 days would change.')).waitFor()
    await page.getByText(words('文件里另有 1 条日程略过。', '1 other event of the file passed over.')).waitFor()
    assert.equal((await ask(page, server, 'GET', `/calendar/${next_year}`)).version, 0)
    await expect_clean()
    await picture('tried')
  })
  await step('it is brought, and the clerk sees it', async () => {
    await page.getByLabel(words('依据', 'Source')).fill('国办发明电〔示例〕1号')
    await page.getByRole('button', { name: words(`导入 ${next_year} 年日历`, `Import the calendar of ${next_year}`) }).click()
    await page.getByRole('table', { name: words('1 月', 'January'), exact: true }).getByText(words('休', 'off'), { exact: true }).first().waitFor()
    await page.getByText('国办发明电〔示例〕1号').first().waitFor()
    await page.getByText(words('第 10 版', 'Version 10')).click()
    await page.getByText(words('这里显示的是第 10 版时的日历。', 'This is the calendar as it was with version 10.')).waitFor()
    await expect_clean()
    await picture('brought')
    const clerk = await another('clerk')
    assert.equal((await ask(clerk, server, 'GET', `/calendar/${next_year}`)).version, 10)
    await ask(clerk, server, 'POST', `/calendar/${next_year}/versions?version=10&dry_run=true`, 'date,kind,name\n', 403)
  })
}

export const stories = [
  { name: 'staff read the calendar of a year', run: read },
  { name: 'the administrator brings the next year', run: bring },
]
