// Letting somebody in again, by two of the office; and the log that the audit administrator reads.
import { open_link } from './browser.mjs'
import { expect_own_language, open_desk } from './staff_steps.mjs'

async function recovered({ page, server, step, words, language, sign_in, another, expect_clean, expect_noise, picture }) {
  expect_noise(/status of 4(22|03|01) /)
  await step('a clerk has seen the member and asks', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/recoveries')
    await page.getByLabel(words('委员证号', 'Member number')).fill('99999999')
    await page.getByLabel(words('怎样核实了本人', 'How you made sure who it is')).fill('本人到办公室，核对了身份证。')
    await page.getByRole('button', { name: words('提出', 'Ask'), exact: true }).click()
    await page.getByText(words('本会没有这个人', 'There is nobody of this name here')).first().waitFor()
    await page.getByLabel(words('委员证号', 'Member number')).fill('12000001')
    await page.getByRole('button', { name: words('提出', 'Ask'), exact: true }).click()
    await page.getByText(words('等第二人确认', 'Waits for a second person')).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('asked')
  })
  const second = await another('second clerk')
  let link
  await step('the second clerk confirms and hands the link over', async () => {
    await open_desk(second, server, '/recoveries')
    await second.getByRole('button', { name: words('确认，生成链接', 'Confirm and make the link') }).click()
    link = await second.locator('.link-text').innerText()
    await expect_clean(second)
    await picture('link', second)
  })
  await step('the member is in again, and told what has ended', async () => {
    const member = await another()
    await open_link(member, link)
    await member.goto(`${server.base}/mine/inbox`)
    await member.getByText(words('您的账号已由工作人员帮助找回', 'The staff have let you into your account again'), { exact: false }).waitFor()
  })
  const auditor = await another('audit administrator')
  await step('the audit administrator sees it all, and nothing else', async () => {
    await open_desk(auditor, server, '/security-log')
    await auditor.getByText(words('确认找回账号', 'Confirmed account recovery')).first().waitFor()
    await expect_clean(auditor)
    await picture('log', auditor)
    await auditor.getByLabel(words('类别', 'Kind')).selectOption('account')
    await auditor.getByText(words('密码登录', 'Signed in by password')).first().waitFor({ state: 'detached' })
    await auditor.getByRole('button', { name: words('核对是否被改动', 'Check that nothing was changed') }).click()
    await auditor.getByText(words('没有改动', 'as written'), { exact: false }).first().waitFor()
    await open_desk(auditor, server, '/recoveries')
    await auditor.getByRole('heading', { level: 1 }).waitFor()
    if (await auditor.getByRole('button', { name: words('提出', 'Ask'), exact: true }).count()) throw new Error('the audit administrator could act')
  })
}

export const stories = [{ name: 'two of the office let a member in again', variants: ['desk zh-CN', 'phone en'], run: recovered }]
