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

async function sets_grounds({ page, server, language, step, words, sign_in, expect_clean, picture }) {
  const own = words('已有明确规定、正在执行的', 'Settled by a rule that is carried out')
  await step('the national list', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/proposals')
    await page.getByRole('link', { name: words('不予立案理由', 'Grounds for not filing') }).click()
    await page.getByText(words('全国政协的规定（2018 年）', 'The national list (rules of 2018)')).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('the national list')
  })
  await step('one is left out, an own one added', async () => {
    await page.getByRole('button', { name: words('不用：属于学术研讨', 'Leave out: Academic discussion') }).click()
    await page.getByLabel(words('补充一条理由', 'Another ground')).fill(own)
    await page.getByRole('button', { name: words('添加', 'Add'), exact: true }).click()
    await page.getByText(words(`增加：${own}`, `Added: ${own}`)).waitFor()
    await page.getByText(words('不用：属于学术研讨', 'Left out: Academic discussion')).waitFor()
    await page.getByLabel(words('由谁决定、为什么', 'Decided by whom, and why')).fill('主席会议')
    await expect_clean()
    await picture('what changes')
    await page.getByRole('button', { name: words('确认修改', 'Set the list') }).click()
    await page.getByRole('heading', { name: words(/本级第 1 版/, /Version 1 of this assembly/) }).waitFor()
    await expect_clean()
  })
  await step('who reviews chooses among these', async () => {
    await open_desk(page, server, '/proposals?queue=final_review')
    await page.getByRole('link', { name: /^关于/ }).first().click()
    await page.getByRole('button', { name: words('不立案，转为意见和建议', 'Convert it into comments and suggestions') }).click()
    const choice = page.getByLabel(words('不予立案的理由', 'Grounds for not filing it'))
    await choice.selectOption({ label: own })
    await choice.locator('option', { hasText: words('属于学术研讨', 'Academic discussion') }).waitFor({ state: 'detached' })
    await expect_clean()
    await picture('the choice')
  })
}

async function sets_classes({ page, server, language, step, words, sign_in, expect_clean, picture }) {
  const planned = words('列入计划拟解决', 'Planned for solution')
  await step('the usual classes', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/handling')
    await page.getByRole('link', { name: words('办理结果类别', 'Classes of replies') }).click()
    await page.getByRole('heading', { name: words('通行的类别', 'The usual classes') }).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await picture('the usual classes')
  })
  await step('one has another letter and other words, one is not used', async () => {
    await page.getByLabel(words('字母：列入计划', 'Letter: Planned')).selectOption('C')
    await page.getByLabel(words('表述：列入计划', 'Words: Planned')).fill(planned)
    await page.getByRole('checkbox', { name: words('留作参考', 'For reference') }).uncheck()
    await page.getByText(words(`B 列入计划 → C ${planned}`, `B Planned → C ${planned}`)).waitFor()
    await page.getByText(words('不用：D 留作参考', 'No more: D Kept for reference')).waitFor()
    await page.getByLabel(words('由谁决定、为什么', 'Decided by whom, and why')).fill('主席会议')
    await expect_clean()
    await picture('what changes')
    await page.getByRole('button', { name: words('确认修改', 'Set the classes') }).click()
    await page.getByRole('heading', { name: words(/本级第 1 版/, /Version 1 of this assembly/) }).waitFor()
    await expect_clean()
  })
  await step('the office chooses among these when it checks a reply', async () => {
    await open_desk(page, server, '/handling?queue=to_check')
    await page.getByRole('link', { name: /^关于/ }).first().click()
    await page.getByRole('button', { name: words('审核通过', 'Pass') }).first().click()
    const choice = page.getByLabel(words('办理结果', 'What came of it'), { exact: true })
    await choice.locator('option', { hasText: `C ${planned}` }).waitFor({ state: 'attached' })
    await choice.locator('option', { hasText: words('留作参考', 'Kept for reference') }).waitFor({ state: 'detached' })
    await expect_clean()
    await picture('the choice')
  })
}

export const stories = [
  { name: 'the office sets a rule', variants: ['phone zh-CN', 'desk en'], run: sets_a_rule },
  { name: 'the office words its own grounds', variants: ['phone zh-CN', 'desk en'], run: sets_grounds },
  { name: 'the office sets how replies are classed', variants: ['phone zh-CN', 'desk en'], run: sets_classes },
]
