// A citizen without any account takes part with nothing but a telephone.
import assert from 'node:assert/strict'
import { consultation_in_state, read } from './api.mjs'

const phone = '13912345678'

export const stories = [
  {
    name: 'a citizen chooses first, signs in by phone code, and the choice counts',
    run: async ({ page, context, server, words, step, expect_clean, expect_noise, picture }) => {
      const { id, participants, statements } = await consultation_in_state(page, server.base, 'open')
      let statement
      await step('chooses without being signed in', async () => {
        await page.goto(`${server.base}/consultations/${id}/vote`)
        statement = (await page.locator('#statement').innerText()).trim()
        await page.getByText(words(`${participants.toLocaleString('zh-CN')} 人已参与`, `${participants.toLocaleString('en')} people took part`)).waitFor()
        await page.getByRole('button', { name: words('赞同', 'Agree'), exact: true }).click()
        await page.getByRole('dialog', { name: words('登录后就能表态', 'Sign in to vote') }).waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('asked to sign in')
        await page.getByRole('dialog').getByRole('link', { name: words('登录', 'Sign in') }).click()
      })
      await step('is told that a number cannot be right', async () => {
        expect_noise(/status of 4\d\d .*\/session\/phone/)
        await page.getByLabel(words('手机号', 'Phone number'), { exact: true }).fill('12')
        await page.getByRole('button', { name: words('获取验证码', 'Send a code') }).click()
        await page.locator('.error').waitFor()
        await expect_clean(page, { thumbs: true })
      })
      await step('asks for a code', async () => {
        await page.getByLabel(words('手机号', 'Phone number'), { exact: true }).fill(phone)
        await page.getByRole('button', { name: words('获取验证码', 'Send a code') }).click()
        await page.getByText(words(`验证码已发到 ${phone}。`, `A code was sent to ${phone}.`)).first().waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('code sent')
      })
      let code
      await step('reads the code in the development outbox', async () => {
        const [outbox] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: words('开发发件箱', 'Development outbox') }).click()])
        const message = outbox.getByRole('listitem').filter({ hasText: phone.slice(-4) })
        await message.waitFor()
        code = /\b\d{6}\b/.exec((await message.innerText()).replace(/1\d{10}/, ''))[0]
        await expect_clean(outbox, { thumbs: true })
        await picture('outbox', outbox)
        await outbox.close()
      })
      const sign_in = page.getByRole('main').getByRole('button', { name: words('登录', 'Sign in'), exact: true })
      await step('is told of a wrong code', async () => {
        await page.getByLabel(words('验证码', 'Code'), { exact: true }).fill(code === '000000' ? '111111' : '000000')
        await page.getByRole('checkbox').check()
        await sign_in.click()
        await page.locator('.error').waitFor()
        await picture('wrong code')
      })
      await step('cannot go on without consenting to the privacy terms', async () => {
        await page.getByLabel(words('验证码', 'Code'), { exact: true }).fill(code)
        await page.getByRole('checkbox').uncheck()
        await sign_in.click()
        await page.locator('.error').waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('without consent')
        const [terms] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: words('《个人信息保护说明》', 'privacy terms') }).click()])
        await terms.getByRole('heading', { level: 1 }).waitFor()
        await terms.close()
      })
      await step('consents, is back at the statements, and the choice has been recorded', async () => {
        await page.getByRole('checkbox').check()
        await sign_in.click()
        await page.waitForURL(`${server.base}/consultations/${id}/vote`)
        await page.getByText(words(`已表态 1 条，共 ${statements} 条`, `1 of ${statements} statements voted on`)).waitFor()
        assert.deepEqual((await read(page, `/consultations/${id}/votes`)).items.map((one) => [one.statement.text, one.vote]), [[statement, 'agree']])
      })
      await step('goes on voting', async () => {
        await page.getByRole('button', { name: words('不赞同', 'Disagree'), exact: true }).first().click()
        await page.getByText(words(`已表态 2 条，共 ${statements} 条`, `2 of ${statements} statements voted on`)).waitFor()
        await page.getByText(words(`${(participants + 1).toLocaleString('zh-CN')} 人已参与`, `${(participants + 1).toLocaleString('en')} people took part`)).waitFor()
        await expect_clean(page, { thumbs: true })
      })
      await step('signs out', async () => {
        await page.goto(`${server.base}/mine/account`)
        await page.getByText(words('手机号已验证', 'Phone verified')).waitFor()
        await picture('account')
        await page.getByRole('button', { name: words('退出登录', 'Sign out') }).click()
        await page.getByRole('navigation', { name: words('显示与账号', 'Display and account') }).getByRole('link', { name: words('登录', 'Sign in') }).waitFor()
        assert.equal((await read(page, '/session')).level, 'none')
      })
    },
  },
]
