// A party's office collects from its members and grows a draft; a panel rates proposals and the committee makes the best one excellent.
import assert from 'node:assert/strict'
import { ask, expect_own_language, open_desk } from './staff_steps.mjs'

const title = '居家养老的问题和建议'
const own = '老楼没有电梯'

async function collects({ page, server, language, step, words, sign_in, another, expect_clean, picture }) {
  let member
  await step('the party has a desk of its own', async () => {
    await sign_in('convener')
    await page.goto(`${server.base}/mine/body`)
    await page.getByRole('heading', { name: '民盟' }).waitFor()
    await page.getByRole('link', { name: title }).waitFor()
    await expect_clean(page, { thumbs: true })
    await expect_own_language(page, language)
    await picture('a body’s desk')
    await page.getByRole('button', { name: words('征集材料', 'Collect material') }).click()
    await page.getByRole('textbox', { name: words('征集什么', 'What you call for') }).fill('校门口的交通')
    await page.getByRole('textbox', { name: words('具体要求', 'What is sought') }).fill('哪些学校门口最挤，什么时候，怎样才好。')
    await page.getByLabel(words('截止日期', 'Last day')).fill('2099-12-31')
    await expect_clean(page)
    await picture('calling')
    await page.getByRole('button', { name: words('发出征集', 'Send the call') }).click()
    await page.getByText(words('还没有收到材料', 'Nothing yet')).waitFor()
    await expect_clean(page)
  })
  await step('a member finds the calls and hands something in', async () => {
    member = await another('member')
    await member.goto(`${server.base}/mine/inbox`)
    await member.getByText(words('民盟征集提案材料', '民盟 calls for material')).waitFor()
    await member.goto(`${server.base}/mine/proposals`)
    await member.getByRole('link', { name: title }).click()
    await member.getByText(words('只有民盟的召集人能看到', 'Only who speaks for 民盟')).waitFor()
    await expect_clean(member)
    await member.getByRole('button', { name: words('提交材料', 'Hand something in') }).click()
    await member.getByRole('textbox', { name: words('题目', 'Title') }).fill(own)
    await member.getByRole('textbox', { name: words('情况', 'Situation') }).fill('三楼以上的老人下不了楼。')
    await member.getByRole('textbox', { name: words('建议', 'Suggestions') }).fill('每年加装一百部电梯\n先装老人多的单元')
    await expect_clean(member)
    await picture('handing in', member)
    await member.getByRole('button', { name: words('提交材料', 'Hand something in') }).click()
    await member.getByRole('heading', { name: own }).waitFor()
    await member.getByRole('button', { name: words('修改', 'Change it') }).waitFor()
    await expect_clean(member, { thumbs: true })
    await expect_own_language(member, language)
    await picture('handed in', member)
  })
  await step('nobody else knows of it', async () => {
    const second = await another('second member')
    await second.goto(`${server.base}/mine/proposals`)
    await second.getByText(words('您还没有写过提案', 'You have not written')).waitFor()
    assert.equal(await second.getByText(title).count(), 0)
  })
  await step('the office takes one, refuses another with a word, and grows a draft', async () => {
    await page.goto(`${server.base}/mine/body`)
    await page.getByRole('link', { name: title }).click()
    const card = (name) => page.getByRole('article', { name })
    await card(own).getByRole('button', { name: words('采用', 'Take it'), exact: false }).first().click()
    await card(own).getByRole('textbox').fill('写得很具体')
    await card(own).getByRole('button', { name: words('采用', 'Take it'), exact: true }).click()
    await card(own).getByRole('checkbox', { name: words('用来起草提案', 'Use it for a proposal') }).check()
    await card('居家老人夜间无人照应').getByRole('button', { name: words('不采用', 'Do not use it') }).click()
    await card('居家老人夜间无人照应').getByRole('textbox').fill('去年已经提过')
    await expect_clean(page)
    await card('居家老人夜间无人照应').getByRole('button', { name: words('不采用', 'Do not use it'), exact: true }).click()
    await card('居家老人夜间无人照应').getByText('去年已经提过').waitFor()
    await expect_clean(page, { thumbs: true })
    await expect_own_language(page, language)
    await picture('deciding')
    await page.getByRole('button', { name: words('起草提案', 'Begin a proposal'), exact: true }).click()
    await page.getByText(words('材料来自：', 'Material from: ')).waitFor()
    assert.equal(await page.getByRole('textbox', { name: words('第 2 条建议', 'Suggestion 2') }).inputValue(), '先装老人多的单元')
    await expect_clean(page)
    await picture('a draft out of it')
    await page.goto(`${server.base}/mine/body`)
    await page.getByText(words('提交前还差：', 'Before it can be submitted:')).first().waitFor()
    await page.getByText(words('请附上盖章的公函', 'Attach the sealed letter')).first().waitFor()
    await expect_clean(page)
    await picture('what is missing')
    await page.getByRole('button', { name: words('长辈版', 'Elder mode') }).click()
    await expect_clean(page)
    await picture('a body’s desk in elder mode')
  })
  await step('its author is told', async () => {
    await member.reload()
    await member.getByText('写得很具体').waitFor()
    await member.getByText(words('写进了：', 'Went into: ')).waitFor()
    await expect_clean(member)
    await picture('what became of it', member)
    await member.goto(`${server.base}/mine/inbox`)
    await member.getByText(words(`正在用您的材料“${own}”起草提案`, `is writing a proposal with your contribution “${own}”`)).waitFor()
  })
}

async function evaluates({ page, server, language, size, step, words, sign_in, another, expect_clean, expect_noise, picture }) {
  const main = (from) => from.locator('#main')
  const name = '优秀提案评选'
  let id
  await step('the committee chooses proposals and a panel', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/proposals/evaluations')
    await main(page).getByText('上一年度优秀提案评选').waitFor()
    await expect_clean(page)
    await main(page).getByRole('button', { name: words('发起评选', 'Open an evaluation') }).click()
    await main(page).getByLabel(words('评选名称', 'Name'), { exact: true }).fill(name)
    await main(page).getByRole('checkbox', { name: /^民盟/ }).check()
    const committee = main(page).locator('details', { hasText: '教科卫体委员会' })
    await committee.locator('summary').click()
    for (const box of (await committee.getByRole('checkbox').all()).slice(0, 2)) await box.check()
    for (const box of (await main(page).getByRole('list', { name: words('提案', 'Proposals') }).getByRole('checkbox').all()).slice(0, 2)) await box.check()
    await expect_clean(page)
    await expect_own_language(page, language)
    await picture('opening an evaluation')
    // The calendar's own ways are another story's.
    const { assembly } = (await ask(page, server, 'GET', '/session')).seats[0]
    const choices = await ask(page, server, 'GET', `/assemblies/${assembly}/evaluations/choices`)
    const members = choices.committees.find((one) => one.name === '教科卫体委员会').members.slice(0, 2).map((one) => one.person)
    const body = choices.bodies.find((one) => one.name === '民盟').id
    const proposals = choices.proposals.filter((one) => !one.collective).slice(0, 2).map((one) => one.id)
    id = (await ask(page, server, 'POST', `/assemblies/${assembly}/evaluations`, { session: choices.session, title: name, about: '', due: Date.now() + 86_400_000 * 7, dimensions: choices.dimensions.slice(0, 2), proposals, bodies: [body], members })).id
    await open_desk(page, server, `/proposals/evaluations/${id}`)
    await main(page).getByText(words('还有 3 席没有评完', '3 seats have not rated everything')).waitFor()
    await expect_clean(page)
    await picture('who is missing')
  })
  await step('a panellist rates one after the other, and nothing is preset', async () => {
    const convener = await another('convener')
    await convener.goto(`${server.base}/mine/body`)
    await convener.getByRole('link', { name, exact: true }).click()
    await convener.getByRole('heading', { name: words('情况', 'Situation') }).waitFor()
    assert.equal(await convener.getByRole('radio', { checked: true }).count(), 0)
    assert.equal(await convener.getByRole('button', { name: words('保存，看下一件', 'Save, and go to the next') }).isDisabled(), true)
    await expect_clean(convener)
    await expect_own_language(convener, language)
    await picture('rating', convener)
    for (const place of [0, 1]) {
      for (const group of await convener.locator('form fieldset').all()) await group.getByRole('radio').nth(4 - place).check({ force: true })
      await convener.getByRole('button', { name: words('保存，看下一件', 'Save, and go to the next') }).click()
      await convener.getByText(words(`已评 ${place + 1} 件，共 2 件`, `${place + 1} of 2 rated`)).waitFor()
    }
    await convener.getByText(words('您都评完了', 'You have rated everything')).waitFor()
    await expect_clean(convener, { thumbs: size === 'phone' })
    await picture('everything is rated', convener)
    await convener.getByRole('button', { name: words('长辈版', 'Elder mode') }).click()
    await expect_clean(convener)
    await picture('rating in elder mode', convener)
    for (const who of ['member', 'second member']) {
      const seat = await another(who)
      const { items } = await ask(seat, server, 'GET', `/me/evaluations/${id}`)
      for (const [place, one] of items.entries()) await ask(seat, server, 'PUT', `/me/evaluations/${id}/ratings/${one.proposal}`, { version: 0, abstain: false, scores: [4 - place, 4 - place] })
    }
    const outsider = await another('citizen')
    expect_noise(/status of 404 .*evaluations/)
    await outsider.goto(`${server.base}/mine/evaluations/${id}`)
    await outsider.getByText(words('这里没有您要评的', 'Nothing here for you to evaluate')).waitFor()
  })
  await step('the committee closes it and makes the best one excellent', async () => {
    await page.reload()
    await main(page).getByText(words('各席都已评完', 'Every seat has rated everything')).waitFor()
    await main(page).getByRole('button', { name: words('结束评选', 'Close it') }).click()
    await page.getByRole('dialog').getByRole('button', { name: words('结束评选', 'Close it') }).click()
    await main(page).getByRole('heading', { name: words('评选结果', 'Result') }).waitFor()
    await main(page).getByRole('button', { name: new RegExp(words('评为优秀提案|优秀', 'excellent'), 'i') }).first().click()
    await main(page).getByText(words('已评为优秀 1 件', '1 made excellent')).waitFor()
    await expect_clean(page)
    await expect_own_language(page, language)
    await picture('the result')
    await open_desk(page, server, '/proposals/evaluations')
    await main(page).getByText('上一年度优秀提案评选').click()
    await main(page).getByRole('heading', { name: words('评选结果', 'Result') }).waitFor()
    await expect_clean(page)
    await picture('a larger result')
  })
}

export const stories = [
  { name: "a party's office collects from its members and grows a draft", variants: ['phone zh-CN', 'desk en'], run: collects },
  { name: 'a panel rates proposals, the committee makes one excellent', variants: ['phone zh-CN', 'desk en'], run: evaluates },
]
