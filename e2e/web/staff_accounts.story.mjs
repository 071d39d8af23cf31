// Who may work at the desk, how they get there, and what happens when the session ends under what they are writing.
import assert from 'node:assert/strict'
import { open_desk } from './staff_steps.mjs'

async function first_administrator({ page, server, step, words, another, expect_clean, expect_noise, picture }) {
  await step('the printed link sets the account up', async () => {
    await page.goto(server.first)
    await page.getByLabel(words('姓名', 'Name')).fill('管理示例01')
    await page.getByRole('textbox', { name: words('账号', 'Account') }).fill('gongshi.admin')
    await page.getByLabel(words('密码', 'Password')).fill('1234567890')
    expect_noise(/status of 4(22|10|09|03|04|00) .*\/session\/(first-administrator|password)/)
    await page.getByRole('button', { name: words('设立并登录', 'Create and sign in') }).click()
    await page.getByText(words('这个密码太常见', 'too common'), { exact: false }).first().waitFor()
    await page.getByLabel(words('密码', 'Password')).fill('lighthouse pear 42')
    await page.getByRole('button', { name: words('设立并登录', 'Create and sign in') }).click()
    await page.getByRole('link', { name: words('开始设置本会', 'Begin the set-up') }).click()
    await page.locator('#main h1').waitFor()
    await open_desk(page, server)
    await expect_clean()
    await picture('the administrator\'s desk')
  })
  await step('sees the roster and the bodies, and nothing that is not theirs', async () => {
    const items = await page.locator('.navigation a').allInnerTexts().catch(() => [])
    if (items.length) assert.ok(items.some((item) => item.includes(words('委员', 'Members'))), items.join())
    await open_desk(page, server, '/members')
    await page.getByText(words('共 3,170 人', '3,170 members')).waitFor()
    await open_desk(page, server, '/assemblies')
    await expect_clean()
  })
  await step('the link works no more', async () => {
    const thief = await another()
    await thief.goto(server.first)
    await thief.getByLabel(words('姓名', 'Name')).fill('另一位')
    await thief.getByRole('textbox', { name: words('账号', 'Account') }).fill('somebody.else')
    await thief.getByLabel(words('密码', 'Password')).fill('lighthouse pear 43')
    await thief.getByRole('button', { name: words('设立并登录', 'Create and sign in') }).click()
    await thief.getByText(words('这个链接已经用过或者过期了', 'This link has been used or has expired'), { exact: false }).first().waitFor()
  })
  await step('signs out, and in again by password', async () => {
    await page.getByRole('button', { name: '管理示例01' }).click()
    await page.getByRole('menuitem', { name: words('退出登录', 'Sign out') }).click()
    await page.getByRole('heading', { name: words('登录工作台', 'Sign in to the desk') }).waitFor()
    await expect_clean()
    await picture('sign in')
    await page.getByRole('textbox', { name: words('账号', 'Login name') }).fill('gongshi.admin')
    await page.getByLabel(words('密码', 'Password'), { exact: true }).fill('not this one at all')
    await page.getByRole('button', { name: words('登录', 'Sign in'), exact: true }).click()
    await page.getByText(words('账号或密码不对', 'is not right'), { exact: false }).first().waitFor()
    await expect_clean()
    await page.getByLabel(words('密码', 'Password'), { exact: true }).fill('lighthouse pear 42')
    await page.getByRole('button', { name: words('登录', 'Sign in'), exact: true }).click()
    await page.locator('#main h1').waitFor()
  })
}

async function not_for_members({ page, server, step, words, sign_in, expect_clean, picture }) {
  await step('a member opens the desk', async () => {
    await sign_in('member')
    await page.goto(`${server.base}/console/consultations`)
    await page.getByRole('heading', { name: words('您在工作台没有席位', 'You hold no seat at the desk') }).waitFor()
    await expect_clean()
    await picture('no seat')
  })
  await step('and finds the way back', async () => {
    await page.getByRole('link', { name: words('打开公众页面', 'Open the public site') }).click()
    await page.waitForURL(`${server.base}/`)
  })
}

async function nothing_typed_is_lost({ page, server, step, words, sign_in, another, expect_clean, expect_noise, picture }) {
  let id
  expect_noise(/status of 40[01] /)
  await step('a clerk who came by a link sets a login and a password', async () => {
    await sign_in('clerk')
    await open_desk(page, server)
    await page.getByRole('link', { name: words('设置密码', 'Set a password') }).click()
    await page.getByRole('textbox', { name: words('账号', 'Login name') }).fill('li.clerk')
    await page.getByLabel(words('新密码', 'New password'), { exact: true }).fill('lighthouse pear 42')
    await page.getByLabel(words('再写一遍新密码', 'New password again')).fill('lighthouse pear 41')
    await page.getByText(words('两次写的不一样', 'not the same'), { exact: false }).first().waitFor()
    await expect_clean()
    await picture('password')
    await page.getByLabel(words('再写一遍新密码', 'New password again')).fill('lighthouse pear 42')
    await page.getByRole('button', { name: words('保存', 'Save'), exact: true }).click()
    await page.getByRole('heading', { name: words('今天', 'Today') }).waitFor()
    assert.equal(await page.getByText(words('还没有密码', 'have no password yet'), { exact: false }).count(), 0)
  })
  const end_session = async () => {
    const csrf = (await (await page.request.get(`${server.base}/api/v1/session`)).json()).csrf
    const answer = await page.request.post(`${server.base}/api/v1/session/sign-out`, { data: {}, headers: { 'X-CSRF-Token': csrf, 'Idempotency-Key': `sign-out-${csrf.slice(0, 20)}` } })
    assert.ok(answer.ok())
  }
  const dialog = page.getByRole('dialog', { name: words('登录已到期', 'Your session has ended') })
  const text = '写了很久的背景，不能丢。'
  await step('the session ends while they write: what is typed stays', async () => {
    await open_desk(page, server, '/consultations/new')
    await page.getByLabel(words('题目', 'Title'), { exact: true }).fill('会话到期')
    await page.getByLabel(words('问题', 'Question'), { exact: true }).fill('写的内容还在吗？')
    await page.getByLabel(words('背景', 'Background'), { exact: true }).fill(text)
    await end_session()
    await page.getByRole('button', { name: words('保存草稿', 'Save draft') }).first().click()
    await dialog.waitFor()
    await expect_clean()
    await picture('ended')
    await dialog.getByRole('textbox', { name: words('账号', 'Login name') }).fill('li.clerk')
    await dialog.getByLabel(words('密码', 'Password'), { exact: true }).fill('lighthouse pear 42')
    await dialog.getByRole('button', { name: words('登录', 'Sign in'), exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    assert.equal(await page.getByLabel(words('背景', 'Background'), { exact: true }).inputValue(), text)
    await page.getByRole('button', { name: words('保存草稿', 'Save draft') }).first().click()
    await page.getByRole('heading', { name: '会话到期' }).waitFor()
    await page.getByText(text).waitFor()
    id = /consultations\/(\d+)/.exec(page.url())[1]
  })
  await step('or signs in in another tab and comes back', async () => {
    await open_desk(page, server, `/consultations/${id}/edit`)
    await page.getByLabel(words('背景', 'Background'), { exact: true }).fill(`${text}又写了一段。`)
    await end_session()
    await page.getByRole('button', { name: words('保存', 'Save'), exact: true }).click()
    await dialog.waitFor()
    await dialog.getByRole('button', { name: words('我已经登录了', 'I have signed in') }).click()
    await dialog.getByText(words('还没有登录', 'Not signed in yet'), { exact: false }).waitFor()
    const tab = await page.context().newPage()
    await tab.goto(`${server.base}/console`)
    await tab.getByRole('textbox', { name: words('账号', 'Login name') }).fill('li.clerk')
    await tab.getByLabel(words('密码', 'Password'), { exact: true }).fill('lighthouse pear 42')
    await tab.getByRole('button', { name: words('登录', 'Sign in'), exact: true }).click()
    await tab.locator('#main h1').waitFor()
    await tab.close()
    await dialog.getByRole('button', { name: words('我已经登录了', 'I have signed in') }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: words('保存', 'Save'), exact: true }).click()
    await page.getByText(`${text}又写了一段。`).waitFor()
  })
  await step('leaving what is not saved asks first', async () => {
    await open_desk(page, server, `/consultations/${id}/edit`)
    await page.getByLabel(words('题目', 'Title'), { exact: true }).fill('另一个题目')
    await page.getByRole('button', { name: words('取消', 'Cancel') }).click()
    await page.getByText(words('有内容还没有保存', 'unsaved changes'), { exact: false }).first().waitFor()
    await expect_clean()
    await page.getByRole('button', { name: words('留在这一页', 'Stay') }).click()
    assert.equal(await page.getByLabel(words('题目', 'Title'), { exact: true }).inputValue(), '另一个题目')
  })
}

export const stories = [
  { name: 'the first administrator, once', variants: ['desk zh-CN', 'phone en'], run: first_administrator },
  { name: 'the desk is not for members', variants: ['desk zh-CN', 'phone en'], run: not_for_members },
  { name: 'nothing typed is lost when the session ends', variants: ['desk zh-CN', 'phone en'], run: nothing_typed_is_lost },
]
