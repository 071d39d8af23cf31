// The clerk writes a consultation, is told what is wrong with it, and publishes it.
import assert from 'node:assert/strict'
import { open_desk } from './staff_steps.mjs'

async function writes_and_publishes({ page, server, size, step, words, sign_in, another, comes_to, expect_clean, expect_noise, picture }) {
  expect_noise(/status of 4(00|22) .*\/assemblies\/\d+\/consultations/)
  const field = (chinese, english) => page.getByLabel(words(chinese, english), { exact: true })
  const say = async (chinese, english) => page.getByText(words(chinese, english), { exact: true }).first().waitFor()

  await step('signs in', () => sign_in('clerk'))
  await step('the desk says what waits', async () => {
    await open_desk(page, server)
    await page.getByRole('heading', { name: words('等我处理', 'Waiting for you') }).waitFor()
    await expect_clean()
    await picture('today')
  })
  await step('begins a new consultation', async () => {
    await open_desk(page, server, '/consultations')
    await expect_clean()
    await page.getByRole('button', { name: words('发起征求意见', 'New consultation') }).click()
    await field('题目', 'Title').waitFor()
    await expect_clean()
  })
  await step('a bad draft is refused in words at the field', async () => {
    await field('题目', 'Title').fill('电')
    await field('首批意见，一行一条', 'First statements, one per line').fill(`低层住户应当得到补偿。\n${'长'.repeat(301)}`)
    await page.getByRole('button', { name: words('保存草稿', 'Save draft') }).first().click()
    const item = (id) => page.locator('.el-form-item', { has: page.locator(`#consulting-${id}`) }).locator('.el-form-item__error')
    for (const name of ['title', 'question']) await comes_to(() => item(name).innerText(), words('至少 2 个字', 'At least 2 characters'))
    await field('题目', 'Title').fill('加装电梯')
    await field('问题', 'Question').fill('先解决什么？')
    await page.getByRole('button', { name: words('保存草稿', 'Save draft') }).last().click()
    assert.match(await item('statements').innerText(), new RegExp(words('第 2 条.*300', 'No. 2.*300')))
    await item('title').waitFor({ state: 'detached' })
    assert.equal(new URL(page.url()).pathname, '/console/consultations/new')
    await picture('a bad draft')
    await expect_clean()
  })
  await step('is written properly and kept as a draft', async () => {
    await field('题目', 'Title').fill('老旧小区怎样加装电梯')
    await field('问题', 'Question').fill('老旧小区加装电梯，应当先解决什么？')
    await field('背景', 'Background').fill('本市有老旧小区 312 个，加装电梯 48 部。\n\n费用怎样分摊还没有定。')
    await field('首批意见，一行一条', 'First statements, one per line').fill('1. 低层住户应当得到补偿。\n2. 加装费用应当按楼层分摊。\n\n3. 政府应当先做好管线迁移。')
    await page.getByText(words('现有 3 条。', '3 statements so far.')).waitFor()
    await page.getByRole('button', { name: words('保存草稿', 'Save draft') }).last().click()
    await page.getByRole('heading', { name: '老旧小区怎样加装电梯' }).waitFor()
    await page.getByText(words('草稿', 'Draft'), { exact: true }).first().waitFor()
    await expect_clean()
    await picture('the draft')
  })
  const id = /consultations\/(\d+)/.exec(page.url())[1]

  await step('adds a file to the background, and chooses sectors and a period', async () => {
    await page.getByRole('link', { name: words('编辑', 'Edit'), exact: true }).click()
    await field('题目', 'Title').waitFor()
    await page.locator('input[type=file]').setInputFiles({ name: '加装电梯情况.csv', mimeType: 'text/csv', buffer: Buffer.from('小区,电梯\n示例小区,2\n') })
    await page.getByRole('link', { name: '加装电梯情况.csv' }).waitFor()
    await page.getByText(words('指定界别', 'Chosen sectors'), { exact: true }).click()
    await page.getByRole('checkbox', { name: /^经济/ }).check()
    await page.getByRole('checkbox', { name: /^工商联/ }).check()
    await say('开始', 'Opens')
    assert.ok(await page.getByLabel(words('手机号已验证', 'Verified phone number')).isDisabled(), 'sectors are known by their seat')
    await expect_clean()
    await picture('editing')
  })
  await step('an end before the beginning is refused at its field', async () => {
    expect_noise(/status of 400 .*\/consultations\/\d+/)
    const set = async (name, text) => {
      const input = page.locator(`#consulting-${name}`)
      await input.fill(size === 'phone' ? text.replace(' ', 'T') : text)
      if (size === 'desk') await input.press('Enter')
    }
    await set('opens', '2030-05-02 09:00')
    await set('closes', '2030-05-01 18:00')
    await page.getByRole('button', { name: words('保存', 'Save'), exact: true }).click()
    await page.locator('.el-form-item__error', { hasText: words('结束时间要晚于开始时间', 'end') }).waitFor()
    await set('opens', '2030-04-02 09:00')
    await page.getByRole('button', { name: words('保存', 'Save'), exact: true }).click()
    await page.getByRole('heading', { name: words('设置', 'Settings') }).waitFor()
    assert.match(await page.locator('.facts', { hasText: words('谁可以参加', 'Who may take part') }).innerText(), /经济/)
    await page.getByRole('link', { name: '加装电梯情况.csv' }).waitFor()
  })
  await step('everybody in the end: members of all sectors, at once', async () => {
    await page.getByRole('link', { name: words('编辑', 'Edit'), exact: true }).click()
    await page.getByText(words('全体委员', 'All members'), { exact: true }).click()
    const opens = page.locator('#consulting-opens')
    if (size === 'phone') await opens.fill('')
    else { await opens.hover(); await page.locator('.el-form-item', { has: opens }).locator('.clear-icon').click() }
    await page.getByRole('button', { name: words('保存', 'Save'), exact: true }).click()
    await page.getByRole('heading', { name: words('设置', 'Settings') }).waitFor()
  })
  await step('nobody else sees a draft', async () => {
    expect_noise(/status of 404 .*\/consultations\/\d+/)
    const visitor = await another()
    assert.equal((await visitor.goto(`${server.base}/consultations/${id}`)).status(), 404)
  })
  await step('publishes it, having read what that means', async () => {
    await page.getByRole('button', { name: words('发布', 'Publish'), exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(words('都不能再改', 'can no longer be changed')).waitFor()
    await expect_clean()
    await picture('publishing')
    await dialog.getByRole('button', { name: words('发布', 'Publish'), exact: true }).click()
    await page.getByText(words('征求意见中', 'Open'), { exact: true }).first().waitFor()
    await page.getByRole('link', { name: words('编辑', 'Edit'), exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: words('参与情况', 'Participation') }).waitFor()
    await page.getByText('3,170').first().waitFor()
    await expect_clean()
    await picture('published')
  })
  await step('a member finds it', async () => {
    const member = await another('member')
    await member.goto(`${server.base}/consultations/${id}`)
    await member.getByText('老旧小区加装电梯，应当先解决什么？').first().waitFor()
    await member.getByRole('link', { name: /加装电梯情况\.csv/ }).waitFor()
  })
}

export const stories = [{ name: 'a clerk writes a consultation and publishes it', run: writes_and_publishes }]
