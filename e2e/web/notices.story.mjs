// The office writes to a sector; a member says that it arrived; somebody from whom nothing came back is called.
import { ask, expect_own_language, open_desk } from './staff_steps.mjs'

const title = '关于召开专题协商会的通知'

async function receipt_and_call({ page, server, language, step, words, another, sign_in, expect_clean, picture }) {
  const main = page.locator('#main')
  const dialog = page.getByRole('dialog')
  let member, name

  await step('the clerk writes a notice and looks whom it reaches', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/circulars')
    await main.getByText(words('还没有发过通知', 'No notice yet')).waitFor()
    await expect_clean()
    await main.getByRole('button', { name: words('写通知', 'Write a notice') }).click()
    await main.getByRole('textbox', { name: words('标题', 'Title'), exact: true }).fill(title)
    await main.getByRole('textbox', { name: words('正文', 'Text'), exact: true }).fill('兹定于下周五上午九时在机关二楼会议室召开专题协商会，请准时出席。')
    const members = await ask(page, server, 'GET', '/circular-segments')
    await main.getByRole('group', { name: words('界别', 'Sectors') }).getByText(members.bodies[0].name).click()
    await main.getByRole('textbox', { name: words('指定委员', 'Members by name') }).fill('12000001\n12000002')
    await expect_clean()
    await picture('writing')
    await main.getByRole('button', { name: words('看看会通知到谁', 'See whom it reaches') }).click()
    await main.getByRole('heading', { name: words('会通知到谁', 'Whom it reaches'), exact: true }).waitFor()
    await expect_clean()
    await picture('preview')
  })
  await step('sends it, and nothing has come back', async () => {
    await main.getByRole('button', { name: words('发出', 'Send to') }).click()
    await dialog.getByRole('button', { name: words('发出', 'Send to') }).click()
    await main.getByRole('heading', { name: title }).waitFor()
    await main.getByRole('button', { name: words('没有回音', 'Nothing came back') }).first().waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('sent')
  })
  await step('a member opens it from the inbox and confirms with one button', async () => {
    member = await another('second member')
    ;({ person: { name } } = await ask(member, server, 'GET', '/session'))
    await member.goto(`${server.base}/mine/inbox`)
    await member.locator('li', { hasText: title }).getByRole('link').click()
    await member.getByRole('heading', { name: title }).waitFor()
    await expect_clean(member)
    await picture('to confirm', member)
    await member.getByRole('textbox', { name: words('想说一句', 'A word') }).fill('准时到')
    await member.getByRole('button', { name: words('确认收到', 'It arrived') }).click()
    await member.getByText(words('您已于', 'You confirmed on')).waitFor()
    await expect_clean(member)
    await picture('confirmed', member)
  })
  await step('the clerk sees the receipt with its word', async () => {
    await page.reload()
    await main.getByRole('button', { name: words('已回执', 'Confirmed') }).click()
    await main.getByText('准时到').waitFor()
    await main.getByText(name).first().waitFor()
    await expect_clean()
    await picture('receipts')
  })
  await step('and notes a call to somebody on the telephone list', async () => {
    await main.getByRole('button', { name: words('电话名单', 'Telephone list') }).click()
    await main.getByRole('heading', { name: words('电话名单', 'Telephone list') }).waitFor()
    await main.getByRole('button', { name: words('记一次电话', 'Note a call') }).first().waitFor()
    await expect_clean()
    await picture('telephone list')
    await main.getByRole('button', { name: words('记一次电话', 'Note a call') }).first().click()
    await dialog.getByRole('textbox', { name: words('说了什么', 'What was said') }).fill('家人转告，会来')
    await expect_clean()
    await dialog.getByRole('button', { name: words('记下', 'Note it') }).click()
    await dialog.waitFor({ state: 'detached' })
    await main.getByRole('button', { name: words('电话告知', 'Told by telephone') }).click()
    await main.getByText('家人转告，会来').waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('told')
  })
}

export const stories = [{ name: 'the office sends a notice with receipt', variants: ['phone zh-CN', 'desk en'], run: receipt_and_call }]
