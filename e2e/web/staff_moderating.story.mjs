// Nothing is public before it is approved; a refusal has a reason, and one appeal that somebody else decides.
import assert from 'node:assert/strict'
import { ask, open_consultation, open_desk } from './staff_steps.mjs'

async function moderates({ page, server, size, step, words, sign_in, another, expect_clean, picture }) {
  let id, member, second
  const card = (text, on = page) => (size === 'phone' ? on.locator('.cards .card', { hasText: text }) : on.locator('tbody tr', { hasText: text }))
  const choose = (text, on = page) => card(text, on).getByRole('button').click()
  const panel = (on = page) => on.getByRole('article', { name: words('选中的内容', 'The selected contribution') })

  await step('a consultation is open, and a member writes a statement and two posts', async () => {
    await sign_in('clerk')
    id = (await open_consultation(page, server)).id
    member = await another('member')
    await ask(member, server, 'POST', `/consultations/${id}/statements`, { text: '加装电梯的申请应当一窗受理。' }, 201)
    await ask(member, server, 'POST', `/threads/consultation/${id}/posts`, { text: '我们楼去年装好了，最难的是一楼的采光。' }, 201)
    await ask(member, server, 'POST', `/threads/consultation/${id}/posts`, { text: '某某小区的王经理手机号是 13800000000，大家打给他。' }, 201)
    const { items } = await ask(member, server, 'GET', `/threads/consultation/${id}/posts`)
    assert.ok(items.every((post) => post.mine && post.state === 'pending'))
    const visitor = await another()
    assert.deepEqual((await ask(visitor, server, 'GET', `/threads/consultation/${id}/posts`)).items, [])
  })
  await step('the queue of this consultation', async () => {
    await open_desk(page, server, `/consultations/${id}`)
    await page.getByRole('link', { name: words('审核（3）', 'Review (3)') }).click()
    await card('一窗受理').waitFor()
    assert.equal(await (size === 'phone' ? page.locator('.cards .card') : page.locator('tbody tr')).count(), 3)
    await expect_clean()
    await picture('queue')
  })
  await step('one is approved', async () => {
    await choose('一窗受理')
    await panel().getByText(words('相似的、已公开的意见', 'Similar statements already public')).waitFor()
    await expect_clean()
    await picture('one contribution')
    await panel().getByRole('button', { name: words('通过，公开', 'Approve') }).click()
    await card('一窗受理').waitFor({ state: 'detached' })
    if (size === 'phone' && await page.getByRole('button', { name: words('回到列表', 'Back to the list') }).isVisible()) await page.getByRole('button', { name: words('回到列表', 'Back to the list') }).click()
  })
  await step('one is refused: with a reason, as its author will read it', async () => {
    await choose('13800000000')
    await panel().getByRole('button', { name: words('不予公开…', 'Refuse…') }).click()
    const decide = panel().getByRole('button', { name: words('确定不予公开', 'Refuse'), exact: true })
    assert.ok(await decide.isDisabled(), 'a refusal needs a reason')
    await panel().getByLabel(words('含有他人的个人信息', 'personal'), { exact: false }).check()
    await panel().getByLabel(words('给作者的说明', 'Note'), { exact: false }).fill('请去掉姓名和电话后再发。')
    await panel().locator('blockquote').getByText(words('您可以申诉一次', 'appeal once'), { exact: false }).waitFor()
    await expect_clean()
    await picture('refusing')
    await decide.click()
    await card('13800000000').waitFor({ state: 'detached' })
  })
  await step('the author reads the reason, and appeals once', async () => {
    await member.goto(`${server.base}/mine/inbox`)
    await member.getByText(words(/一窗受理.*已通过审核/, /一窗受理.*has been approved/)).waitFor()
    await member.getByText(words(/13800000000.*没有通过审核。理由：含有他人的个人信息/, /13800000000.*was not approved\. Reason: It contains personal data/)).waitFor()
    const { items } = await ask(member, server, 'GET', '/me/contributions')
    const refused = items.find((item) => item.state === 'refused')
    assert.equal(refused.note, '请去掉姓名和电话后再发。')
    assert.deepEqual(refused.actions.map((action) => action.verb), ['appeal'])
    await ask(member, server, 'POST', `/posts/${refused.id}/appeal`, { text: '这是公司公开的值班电话，不是个人的。' })
    const again = (await ask(member, server, 'GET', '/me/contributions')).items.find((item) => item.id === refused.id)
    assert.deepEqual(again.actions, [], 'once')
    await ask(member, server, 'POST', `/posts/${refused.id}/appeal`, { text: '再来一次' }, 409)
  })
  await step('the first reviewer may not decide the appeal', async () => {
    await open_desk(page, server, `/moderation?consultation=${id}`)
    await choose('13800000000')
    await panel().getByText(words('第一次是您审的', 'You decided the first time'), { exact: false }).waitFor()
    assert.equal(await panel().getByRole('button', { name: words('通过，公开', 'Approve') }).count(), 0)
    await expect_clean()
    await open_desk(page, server)
    assert.equal(await page.getByText(words('申诉待复核', 'Appeals to review')).count(), 0, 'it does not wait for them')
  })
  await step('another reviewer does', async () => {
    second = await another('second clerk')
    await open_desk(second, server, '/moderation')
    await second.getByRole('button', { name: words('申诉', 'Appeals') }).click()
    await choose('13800000000', second)
    await panel(second).getByText('这是公司公开的值班电话').waitFor()
    await panel(second).getByText('请去掉姓名和电话后再发。').waitFor()
    await expect_clean(second)
    await picture('the appeal', second)
    await panel(second).getByRole('button', { name: words('通过，公开', 'Approve') }).click()
    await second.getByText(words('这个条件下没有待审的内容。', 'Nothing to review')).first().waitFor()
  })
  await step('it is public, and review is counted in public', async () => {
    const visitor = await another()
    const { items } = await ask(visitor, server, 'GET', `/threads/consultation/${id}/posts`)
    assert.ok(items.some((post) => post.text.includes('13800000000')))
    await open_desk(page, server, `/consultations/${id}`)
    await page.getByText(words('其中 1 条申诉后公开。', 'appeal'), { exact: false }).first().waitFor()
    await expect_clean()
  })
}

async function works_by_keyboard({ page, server, step, words, sign_in, expect_clean }) {
  await step('the queue', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/moderation')
    await page.locator('tbody tr').first().waitFor()
  })
  const chosen = () => page.locator('tbody tr[aria-current] .text').innerText()
  await step('j and k move, a approves and goes on to the next', async () => {
    const first = await chosen()
    await page.keyboard.press('j')
    const second = await chosen()
    assert.notEqual(second, first)
    await page.keyboard.press('k')
    assert.equal(await chosen(), first)
    await page.keyboard.press('a')
    await page.locator('tbody tr', { hasText: first }).waitFor({ state: 'detached' })
    assert.equal(await chosen(), second)
  })
  await step('r asks for the reason, where letters are only letters', async () => {
    const before = await page.locator('tbody tr').count()
    await page.keyboard.press('r')
    const note = page.getByLabel(words('给作者的说明', 'Note'), { exact: false })
    await note.fill('')
    await note.pressSequentially('jkar')
    assert.equal(await note.inputValue(), 'jkar')
    assert.equal(await page.locator('tbody tr').count(), before)
    await expect_clean()
  })
}

export const stories = [
  { name: 'contributions are reviewed, and an appeal by somebody else', variants: ['desk zh-CN', 'phone zh-CN', 'phone en'], run: moderates },
  { name: 'the queue by keyboard', variants: ['desk zh-CN', 'desk en'], run: works_by_keyboard },
]
