// From an empty folder to a published consultation, with a clerk and a second reviewer who were made in the console.
import assert from 'node:assert/strict'
import { open_link } from './browser.mjs'
import { expect_own_language, open_desk } from './staff_steps.mjs'

async function from_nothing({ page, server, size, language, step, words, another, expect_clean, expect_noise, picture }) {
  const main = (from = page) => from.locator('#main')
  const save = (from = page) => main(from).getByRole('button', { name: words('保存并继续', 'Save and go on') }).click()
  const heading = (chinese, english) => main().getByRole('heading', { name: words(chinese, english), exact: true }).waitFor()
  const rows = (from = page) => (size === 'phone' ? main(from).locator('.cards .card') : main(from).locator('tbody tr'))

  /** Adds somebody new in this role; gives the link that is shown once. */
  async function add(role, name) {
    await main().getByRole('button', { name: words('添加', 'Add'), exact: true }).click()
    await page.getByLabel(words('身份', 'Role')).selectOption({ label: role })
    await page.getByRole('textbox', { name: words('姓名', 'Name') }).fill(name)
    await expect_clean()
    await picture(`adding ${role}`)
    await page.getByRole('button', { name: words('添加这个席位', 'Add this seat') }).click()
    const link = await page.getByRole('textbox', { name: words(`${name} 的一次性链接`, `One-time link for ${name}`) }).inputValue()
    await expect_clean()
    await picture(`the link of ${role}`)
    await page.getByRole('dialog').getByRole('button', { name: words('关闭', 'Close'), exact: true }).click()
    await rows().filter({ hasText: name }).waitFor()
    return link
  }
  /** A page of whoever opens the link. */
  async function enter(link) {
    const theirs = await another()
    await open_link(theirs, link)
    await open_desk(theirs, server)
    return theirs
  }

  expect_noise(/status of 400.*\/(term|bodies)$/)
  await step('the first administrator comes by the printed link', async () => {
    await page.goto(server.first)
    await page.getByLabel(words('姓名', 'Name')).fill('管理示例01')
    await page.getByRole('textbox', { name: words('账号', 'Account') }).fill('管理员01')
    await page.getByLabel(words('密码', 'Password')).fill('lighthouse pear 42')
    await page.getByRole('button', { name: words('设立并登录', 'Create and sign in') }).click()
    await page.getByRole('link', { name: words('开始设置本会', 'Begin the set-up') }).click()
    await heading('名称和级别', 'Name and level')
    await expect_clean()
    await expect_own_language(page, language)
    await picture('name')
  })
  await step('says what the assembly is called', async () => {
    await page.getByLabel(words('全称', 'Full name')).fill('中国人民政治协商会议示例市委员会')
    await page.getByLabel(words('简称', 'Short name')).fill('示例市政协')
    await page.getByLabel(words('级别', 'Level')).selectOption({ label: words('市级', 'City') })
    await page.getByLabel(words('代码', 'Code')).fill('990100')
    await save()
    await heading('届次', 'Term')
    await expect_clean()
    await picture('term')
  })
  await step('the term and its latest session; a day that cannot be is told at its field', async () => {
    await page.getByLabel(words('第几届', 'Number of the term')).fill('12')
    await page.getByLabel(words('届的名称', 'Name of the term')).fill('第十二届')
    await page.getByLabel(words('本届开始', 'The term began')).fill('2022-01-10')
    await page.getByLabel(words('第几次', 'Number of the session')).fill('5')
    await page.getByLabel(words('会议名称', 'Name of the session')).fill('第五次会议')
    await page.getByLabel(words('开幕', 'Opened')).fill('2021-01-15')
    await save()
    await main().getByText(words('这次会议早于本届开始', 'The session begins before its term')).first().waitFor()
    await expect_clean()
    await page.getByLabel(words('开幕', 'Opened')).fill('2026-01-15')
    await save()
    await heading('界别和专委会', 'Sectors and committees')
  })
  await step('thirty-four sectors are there to begin with', async () => {
    const sectors = page.getByRole('textbox', { name: words('界别', 'Sectors'), exact: false }).first()
    assert.equal((await sectors.inputValue()).split('\n').length, 34)
    await expect_clean()
    await picture('bodies')
    await sectors.fill('经济界\n教育界\n经济界')
    await save()
    await main().getByText(words('第 3 个名称：“经济界”写了两次', 'Name 3: “经济界” is there twice')).waitFor()
    await sectors.fill('经济界\n教育界\n医药卫生界')
    await save()
    await heading('语言、发送、演示', 'Language, senders, demonstration')
    await main().getByRole('button', { name: words('装入演示城市', 'Load the demonstration city') }).waitFor()
    await expect_clean()
    await picture('around')
  })
  await step('the demonstration city comes and goes', async () => {
    await main().getByRole('button', { name: words('装入演示城市', 'Load the demonstration city') }).click()
    await main().getByRole('button', { name: words('以演示人物试用', 'Try it as one of its people') }).click({ timeout: 60_000 })
    await main().getByRole('link', { name: words('市民', 'Citizen') }).waitFor()
    await expect_clean()
    await picture('with the demonstration')
    await main().getByRole('button', { name: words('删除演示城市', 'Remove the demonstration city') }).click()
    await page.getByRole('dialog').getByRole('button', { name: words('删除演示城市', 'Remove the demonstration city') }).click()
    await main().getByRole('button', { name: words('装入演示城市', 'Load the demonstration city') }).waitFor({ timeout: 60_000 })
    await main().getByRole('button', { name: words('继续', 'Go on'), exact: true }).click()
    await heading('工作人员', 'Staff')
    await expect_clean()
    await picture('staff')
  })
  let clerk, reviewer
  await step('two clerks and a chair get their links', async () => {
    const links = [await add(words('工作人员', 'Clerk'), '工作示例01'), await add(words('工作人员', 'Clerk'), '工作示例02'), await add(words('主席', 'Chair'), '主席示例01')]
    await main().getByRole('button', { name: words('完成，回到首页', 'Done, to the first page') }).click()
    await page.waitForURL(/\/console$/)
    assert.equal(await page.getByText(words('设置还没有完成', 'The set-up is not finished')).count(), 0)
    ;[clerk, reviewer] = [await enter(links[0]), await enter(links[1])]
  })
  await step('the first clerk writes a consultation and publishes it', async () => {
    await open_desk(clerk, server, '/consultations/new')
    await clerk.locator('#consulting-title').fill('示例广场夜间灯光')
    await clerk.locator('#consulting-question').fill('示例广场的夜间灯光几点关？')
    await clerk.locator('#consulting-statements').fill('夜里十点以后应当关灯。')
    await picture('a consultation', clerk)
    await main(clerk).getByRole('button', { name: words('保存草稿', 'Save draft') }).first().click()
    await clerk.waitForURL(/\/console\/consultations\/\d+$/)
    await main(clerk).getByRole('button', { name: words('发布', 'Publish') }).first().click()
    await clerk.getByRole('dialog').getByRole('button', { name: words('发布', 'Publish') }).click()
    await main(clerk).getByText(words('征求意见中', 'Open'), { exact: false }).first().waitFor()
    const visitor = await another()
    await visitor.goto(`${server.base}/consultations`)
    await visitor.getByText('示例广场的夜间灯光几点关？').first().waitFor()
  })
  await step('the second clerk can review; their seat ends and they are out', async () => {
    await open_desk(reviewer, server, '/moderation')
    await expect_clean(reviewer)
    await open_desk(page, server, '/accounts')
    await expect_clean()
    await expect_own_language(page, language)
    await picture('accounts')
    await rows().filter({ hasText: '工作示例02' }).getByRole('button', { name: words('结束席位', 'End the seat') }).click()
    await page.getByRole('dialog').getByRole('button', { name: words('结束席位', 'End the seat') }).click()
    await rows().filter({ hasText: '工作示例02' }).waitFor({ state: 'detached' })
    assert.equal(await rows().filter({ hasText: '管理示例01' }).getByRole('button', { name: words('结束席位', 'End the seat') }).count(), 0, 'the last administrator stays')
    await reviewer.goto(`${server.base}/console/moderation`)
    await reviewer.getByRole('heading', { name: words('您在工作台没有席位', 'You hold no seat at the desk') }).waitFor()
  })
}

export const stories = [{ name: 'an empty folder becomes an assembly at work', empty: true, variants: ['phone zh-CN', 'desk en'], run: from_nothing }]
