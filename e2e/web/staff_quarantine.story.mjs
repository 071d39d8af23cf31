// Votes that look arranged wait for people: one proposes, another decides, the voter appeals once and a third decides; the public reads how many.
import assert from 'node:assert/strict'
import { ask, open_desk } from './staff_steps.mjs'

async function decides({ page, server, step, words, sign_in, another, expect_clean, picture }) {
  let id, voter
  const finding = (on = page) => on.getByRole('article', { name: words('同一网络短时间内几乎全是刚注册的账号', 'Almost only newly registered accounts'), exact: false })
  const note = (on = page) => finding(on).getByRole('textbox')
  const button = (name, on = page) => finding(on).getByRole('button', { name, exact: true })

  await step('the voter is told that the votes are held, and why', async () => {
    voter = await another('voter set aside')
    await voter.goto(`${server.base}/mine/inbox`)
    await voter.getByText(words('核实期间暂不计入结果', 'do not count until that is done'), { exact: false }).waitFor()
    id = (await ask(voter, server, 'GET', '/consultations')).items.find((item) => item.state === 'open' && item.demonstration).id
    await voter.goto(`${server.base}/mine/votes`)
    await voter.locator('details.card summary').first().click()
    await voter.getByText(words('您在这里的表态正在核实，暂不计入结果。', 'Your votes here are being checked and do not count until that is done.')).waitFor()
    await expect_clean(voter)
    await picture('held', voter)
  })
  await step('the first reviewer proposes, and cannot decide', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/quarantine')
    await finding().waitFor()
    await expect_clean()
    await picture('the finding')
    assert.ok(await button(words('提出不计入', 'Propose not to count them')).isDisabled(), 'not without a reason')
    await note().fill('号段连续，来自同一机房。')
    await button(words('提出不计入', 'Propose not to count them')).click()
    await finding().getByText(words('是您提出的，要由另一位同事决定。', 'You proposed; a second person decides.')).waitFor()
    assert.equal(await finding().getByRole('button').count(), 0)
  })
  await step('a second one decides', async () => {
    const second = await another('second clerk')
    await open_desk(second, server, '/quarantine')
    await finding(second).getByText('号段连续，来自同一机房。').waitFor()
    await note(second).fill('已向运营商核实。')
    await button(words('决定不计入', 'Do not count them'), second).click()
    await finding(second).getByText('已向运营商核实。').waitFor()
    await expect_clean(second)
  })
  await step('the public reads how many, by reason', async () => {
    const visitor = await another()
    await visitor.goto(`${server.base}/consultations/${id}/result`)
    const section = visitor.getByRole('region', { name: words('暂不计入和不计入的表态', 'Votes that do not count, or not yet') }).first()
    await section.getByRole('cell', { name: '24', exact: true }).waitFor()
    await expect_clean(visitor)
    await section.scrollIntoViewIfNeeded()
    await picture('the public counts', visitor)
  })
  await step('the voter reads the decision and appeals, once', async () => {
    await voter.reload()
    await voter.locator('details.card summary').first().click()
    await voter.getByText('已向运营商核实。', { exact: false }).waitFor()
    await voter.getByRole('button', { name: words('申诉（只有一次）', 'Appeal (only once)') }).click()
    await voter.getByLabel(words('为什么应当计入', 'Why they should count')).fill('我和同学在机房里一起上的网。')
    await expect_clean(voter)
    await voter.getByRole('button', { name: words('提交', 'Submit'), exact: true }).click()
    await voter.getByText(words('您已经申诉', 'You have appealed'), { exact: false }).waitFor()
    assert.equal(await voter.getByRole('button', { name: words('申诉（只有一次）', 'Appeal (only once)') }).count(), 0)
    await picture('appealed', voter)
  })
  await step('who proposed does not decide it; a third person does', async () => {
    await open_desk(page, server, '/quarantine')
    await finding().getByText('我和同学在机房里一起上的网。').waitFor()
    assert.equal(await finding().getByRole('button').count(), 0)
    const chair = await another('chair')
    await open_desk(chair, server, '/quarantine')
    await expect_clean(chair)
    await picture('the appeal', chair)
    await button(words('申诉成立，恢复计入', 'Grant: count again'), chair).click()
    await finding(chair).getByText(words('成立', 'Granted'), { exact: true }).waitFor()
    await voter.reload()
    await voter.locator('details.card summary').first().click()
    await voter.getByText(words('您的申诉成立', 'Your appeal was granted'), { exact: false }).first().waitFor()
  })
}

export const stories = [{ name: 'votes that look arranged are decided by people', variants: ['desk zh-CN', 'phone zh-CN', 'phone en', 'desk en'], run: decides }]
