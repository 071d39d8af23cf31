// The office sets a number of the procedure, having seen what that changes.
import { expect_own_language, open_desk } from './staff_steps.mjs'

async function sets_a_rule({ page, server, language, step, words, sign_in, expect_clean, picture }) {
  const field = () => page.getByLabel(words('一件提案最多邀请联名人数', 'Members that may be asked to sign'))
  await step('the rules of this assembly', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/settings')
    await field().waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('the rules')
  })
  await step('what a change would do', async () => {
    await field().fill('12')
    await page.getByLabel(words('由谁决定、为什么', 'Decided by whom, and why')).fill('主席会议')
    await page.getByRole('button', { name: words('看看有哪些变化', 'See what changes') }).click()
    await page.getByText(words('12 人', '12 people'), { exact: true }).waitFor()
    await expect_clean()
    await picture('what would change')
  })
  await step('it holds', async () => {
    await page.getByRole('button', { name: words('确认修改', 'Change it') }).click()
    await page.getByText(words('历次设定（1）', 'Set before (1)')).nth(1).waitFor()  // beside the one of the city
    await page.reload()
    await page.waitForFunction(() => [...document.querySelectorAll('input')].some((one) => one.value === '12'))
    await expect_clean()
  })
}

export const stories = [{ name: 'the office sets a rule', variants: ['phone zh-CN', 'desk en'], run: sets_a_rule }]
