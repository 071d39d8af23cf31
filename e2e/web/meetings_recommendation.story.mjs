// A formal recommendation 建议案 of the Standing Committee: the office writes it, a member changes it on a phone, the chair puts it to the vote, it is adopted and read by everybody.
import assert from 'node:assert/strict'
import { ask, expect_own_language, open_desk } from './staff_steps.mjs'

const minute = 60_000
const title = '关于推进老旧小区改造的建议案'
const text = '一、先改造二〇〇〇年以前建成的小区。\n二、改造后的小区由街道牵头选聘物业。\n三、资金由财政、产权单位和住户分担。'

/** The Standing Committee meets: two printed members, of whom two make more than half of all. */
async function meeting(clerk, server) {
  const now = Date.now()
  const meets = { form: 'standing_committee', title: '市政协第十八次常委会会议', topic: '审议建议案。', plan_item: '', place: '机关三楼会议室', audience: 'everybody', signing_up: false, video: 'none', video_address: '', starts_at: now + 30 * minute, ends_at: now + 180 * minute }
  let one = await ask(clerk, server, 'POST', '/meetings', { meeting: meets, agenda: [{ kind: 'deliberation', title: '审议建议案', minutes: 60 }, { kind: 'vote', title: '表决建议案', minutes: 20 }], reserved: [] })
  const name = async (link) => (await ask(link, server, 'GET', '/session')).person.name
  const step = async (verb) => {
    one = await ask(clerk, server, 'GET', `/meetings/${one.id}`)
    one = await ask(clerk, server, 'POST', `/meetings/${one.id}/transitions`, { verb, version: one.version })
  }
  return { id: one.id, name, step }
}

async function adopts({ page, server, size, language, step, words, sign_in, another, expect_clean, comes_to, picture }) {
  const main = (of = page) => of.locator('#main')
  const button = (chinese, english, from = main()) => from.getByRole('button', { name: words(chinese, english) })
  const dialog = page.getByRole('dialog')
  const seen = async (name) => {
    await expect_clean()
    await expect_own_language(page, language)
    await picture(name)
  }
  const outcome = () => `/meetings/${id}?part=outcome`
  let there, member, second, id
  await step('the office writes a recommendation before the meeting', async () => {
    await sign_in('clerk')
    member = await another('member')
    second = await another('second member')
    there = await meeting(page, server)
    id = there.id
    await ask(page, server, 'POST', `/meetings/${id}/participants`, { capacity: 'must', voting: true, everyone: false, bodies: [], members: [await there.name(member), await there.name(second)], units: [] })
    await there.step('announce')
    await open_desk(page, server, outcome())
    await main().getByText(words('这次会议没有建议案', 'This meeting has no formal recommendation')).waitFor()
    await button('起草建议案', 'Write a recommendation').click()
    const form = main().getByRole('form', { name: words('起草建议案', 'Write a recommendation') })
    await form.getByRole('textbox', { name: words('标题', 'Title') }).fill(title)
    await form.getByRole('textbox', { name: words('主送', 'Addressed to') }).fill('中共示例市委、示例市人民政府')
    await form.getByRole('textbox', { name: words('正文', 'Text') }).fill(text)
    await seen('writing')
    await button(/^保存$/, /^Save$/, form).click()
    await main().getByRole('article', { name: title }).waitFor()
    await seen('written')
  })
  await step('a member changes one paragraph and proposes another', async () => {
    await member.goto(`${server.base}/meetings/${id}`)
    await main(member).getByText(title).waitFor()
    await button(/^修改这一段.*一、先改造/, /^Change this paragraph.*一、先改造/, main(member)).click()
    const form = main(member).getByRole('form')
    await form.getByLabel(words('改为', 'Instead'), { exact: true }).fill('一、三年内改造二〇〇〇年以前建成的小区。')
    await form.getByLabel(words('理由', 'Reason'), { exact: true }).fill('没有期限就没法督办。')
    await expect_clean(member, { thumbs: size === 'phone' })
    await picture('a member proposes a change', member)
    await button('提交修改意见', 'Propose it', form).click()
    await main(member).getByText(words('等待处理', 'Waiting')).waitFor()
    await button('增加一段', 'Add a paragraph', main(member)).click()
    await form.getByLabel(words('增加', 'Add'), { exact: true }).fill('四、免去改造期间的占道费。')
    await form.getByLabel(words('理由', 'Reason'), { exact: true }).fill('这笔钱住户不该出。')
    await button('提交修改意见', 'Propose it', form).click()
    await main(member).getByText(words('等待处理', 'Waiting')).nth(1).waitFor()
    await expect_clean(member, { thumbs: size === 'phone' })
    await picture('changes proposed', member)
  })
  await step('one is taken over, one declined with the reason, which the member is told', async () => {
    await open_desk(page, server, outcome())
    const article = main().getByRole('article', { name: title })
    await article.getByText(words('2 条待处理', '2 to decide')).waitFor()
    await seen('amendments')
    await button(/^采纳/, /^Take it over/, article).first().click()
    await button('采纳', 'Take it over', dialog).click()
    await article.getByText(/第 2 稿|Edition 2/).first().waitFor()
    await article.locator('.quoted').first().getByText('一、三年内改造').waitFor()
    await button(/^不采纳/, /^Decline/, article).click()
    await dialog.getByRole('textbox').fill('占道费另有规定，已转有关部门研究。')
    await button('不采纳', 'Decline', dialog).click()
    await article.getByText(words('未采纳', 'Declined')).waitFor()
    await article.locator('summary').first().click()
    await seen('decided')
    await member.goto(`${server.base}/mine/inbox`)
    await main(member).getByText(/占道费另有规定/).first().waitFor()
  })
  await step('the chair puts it to the vote, and both members vote', async () => {
    await there.step('open')
    for (const one of [member, second]) await ask(one, server, 'POST', `/meetings/${id}/check-in`, {})
    await page.goto(`${server.base}/console/meetings/${id}/run`)
    await button('进入第 1 项', 'Begin item 1').click()
    await button('进入第 2 项', 'Begin item 2').click()
    await main().locator('.next').getByText(title).waitFor()
    await seen('the next step is the vote')
    await button('提请表决', 'Put it to the vote').click()
    await button(/^结束表决/, /^Close and count/).waitFor()
    await member.goto(`${server.base}/meetings/${id}`)
    await main(member).getByRole('link', { name: words('去表决', 'Go and vote') }).click()
    await button(/^赞成$/, /^For$/, main(member)).click()
    await main(member).locator('[aria-pressed="true"]').waitFor()
    await expect_clean(member, { thumbs: size === 'phone' })
    await picture('a member votes', member)
    const { state } = await ask(second, server, 'GET', `/meetings/${id}/hall`)
    await ask(second, server, 'PUT', `/meetings/${id}/votes/${state.polls[0].id}`, { choice: 1 })
    await comes_to(() => main().locator('.voted').innerText(), '2')
    await button(/^结束表决/, /^Close and count/).click()
    await main().locator('.result .tag-open').waitFor()
    await seen('adopted')
  })
  await step('everybody reads what was adopted, and its document', async () => {
    const reader = await another()
    await reader.goto(`${server.base}/meetings/${id}`)
    await main(reader).getByText(title).first().waitFor()
    await main(reader).getByText('一、三年内改造二〇〇〇年以前建成的小区。').first().waitFor()
    await expect_clean(reader, { thumbs: size === 'phone' })
    await picture('in public', reader)
    const href = await main(reader).getByRole('link', { name: /PDF/ }).first().getAttribute('href')
    const document = await reader.request.get(server.base + href)
    assert.equal(document.status(), 200)
    assert.ok((await document.body()).subarray(0, 5).equals(Buffer.from('%PDF-')))
  })
}

export const stories = [{ name: 'a recommendation is written, amended and adopted', run: adopts, variants: ['phone zh-CN', 'desk en'] }]
