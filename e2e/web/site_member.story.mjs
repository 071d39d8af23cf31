// A member takes part: from the sign-in link to the own place on the map.
import assert from 'node:assert/strict'
import { ask, consultation_in_state, read } from './api.mjs'
import { open_link } from './browser.mjs'

const vote_names = (words) => ({ agree: words('赞同', 'Agree'), disagree: words('不赞同', 'Disagree'), pass: words('不确定，下一条', 'Not sure, next one') })
const short_names = (words) => ({ agree: words('赞同', 'Agree'), disagree: words('不赞同', 'Disagree'), pass: words('不确定', 'Not sure') })
const statement_of = (page) => page.locator('#statement')

/** Votes on the statement that is shown, and gives it once another one is there. */
async function cast(page, name) {
  const statement = (await statement_of(page).innerText()).trim()
  await page.locator('.votes:not(.small)').getByRole('button', { name, exact: true }).click()
  await page.waitForFunction((before) => document.querySelector('#statement')?.innerText.trim() !== before, statement)
  return statement
}
const own_votes = async (page, id) => Object.fromEntries((await read(page, `/consultations/${id}/votes`)).items.map((one) => [one.statement.text, one.vote]))

export const stories = [
  {
    name: 'a member reads, votes, changes votes, and sees the own place on the map',
    run: async ({ page, server, words, step, comes_to, expect_clean, picture }) => {
      const names = vote_names(words)
      const small = short_names(words)
      await step('signs in by link', () => open_link(page, server.links.member))
      const { id, statements } = await consultation_in_state(page, server.base, 'open')
      await step('reads the background', async () => {
        await page.locator('article', { has: page.locator(`a[href="/consultations/${id}/vote"]`) }).getByRole('link', { name: words('看背景', 'Background'), exact: true }).click()
        await page.getByRole('heading', { name: words('背景', 'Background'), exact: true }).waitFor()
        await expect_clean(page, { thumbs: true })
        await page.getByRole('link', { name: words('开始表态', 'Start voting') }).click()
      })
      const given = {}
      const progress = (count) => page.getByText(words(`已表态 ${count} 条，共 ${statements} 条`, `${count} of ${statements} statements voted on`)).waitFor()
      await step('votes on three statements, the next one coming at once', async () => {
        await statement_of(page).waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('before a vote')
        for (const [at, vote] of ['agree', 'disagree', 'pass'].entries()) {
          given[await cast(page, names[vote])] = vote
          await page.getByText(words(`已记下：${small[vote]}。`, `Recorded: ${small[vote]}.`), { exact: true }).first().waitFor()
          await progress(at + 1)
        }
        await picture('after three votes')
        assert.deepEqual(await own_votes(page, id), given)
      })
      await step('changes the last vote', async () => {
        const last = Object.keys(given)[2]
        await page.getByRole('button', { name: words('改上一条', 'Change the last one') }).click()
        assert.equal((await statement_of(page).innerText()).trim(), last)
        assert.equal(await page.getByRole('button', { name: names.pass }).getAttribute('aria-pressed'), 'true')
        given[await cast(page, names.agree)] = 'agree'
        await progress(3)
      })
      await step('changes the first vote in the list of earlier votes', async () => {
        const first = Object.keys(given)[0]
        await page.getByText(words('我表过的态（3）', 'My votes so far (3)')).click()
        const row = page.locator('details li', { hasText: first })
        await row.getByRole('button', { name: small.disagree, exact: true }).click()
        await page.waitForFunction((words) => document.querySelector('[aria-live=polite]').textContent.indexOf(words) >= 0, words('已记下：不赞同。', 'Recorded: Disagree.'))
        given[first] = 'disagree'
        await expect_clean(page, { thumbs: true })
        assert.deepEqual(await own_votes(page, id), given)
      })
      await step('votes with the keyboard', async () => {
        for (const [key, vote] of [['1', 'agree'], ['2', 'disagree'], ['1', 'agree']]) {
          const statement = (await statement_of(page).innerText()).trim()
          await page.keyboard.press(key)
          await page.waitForFunction((before) => document.querySelector('#statement').innerText.trim() !== before, statement)
          given[statement] = vote
        }
        await progress(6)
        assert.deepEqual(await own_votes(page, id), given)
      })
      await step('finds the own dot in the result, without loading the page anew', async () => {
        await page.getByRole('navigation', { name: words('这次协商', 'This consultation') }).getByRole('link', { name: words('结果', 'Result') }).click()
        await page.getByText(words('您的位置（虚线是不确定的范围）', 'you (the dashed ring is the uncertainty)')).waitFor()
        await page.getByRole('link', { name: words('为什么我在这里', 'Why am I there?') }).click()
      })
      await step('sees what put it there', async () => {
        const position = await read(page, `/consultations/${id}/position`)
        assert.equal(position.votes, 6)
        assert.equal(position.because.length, 5)
        assert.ok(position.radius > 0)
        await page.locator('figure canvas').waitFor()
        const list = page.getByRole('region', { name: words('是哪些表态把您放在这里', 'The votes that put you there') }).getByRole('listitem')
        await comes_to(() => list.count(), 5)
        for (const [at, one] of position.because.entries()) {
          const text = await list.nth(at).innerText()
          assert.ok(text.includes(one.text), `${one.text} is not in ${text}`)
          assert.ok(text.includes(words(`您选了“${small[one.vote]}”`, `You chose “${small[one.vote]}”`)), text)
          assert.equal(given[one.text], one.vote)
        }
        await page.getByText(words('这是按您的 6 次表态算出来的', 'Computed from your 6 votes')).waitFor()
        assert.match(await page.getByRole('img').first().getAttribute('aria-label'), words(/您最接近.群体|还说不准/, /you are closest to Group|do not tell yet/))
        await expect_clean(page, { thumbs: true })
        await picture('own place')
      })
      await step('finds the votes under “mine”', async () => {
        await page.getByRole('navigation', { name: words('显示与账号', 'Display and account') }).getByRole('link', { name: words('我的', 'Mine') }).click()
        await page.getByRole('link', { name: words('我的表态', 'Votes'), exact: true }).click()
        await page.locator('summary').first().click()
        for (const statement of Object.keys(given)) await page.getByText(statement).waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('my votes')
      })
    },
  },
  {
    name: 'a member adds a statement, sees similar ones while typing, and follows what becomes of it',
    variants: ['phone zh-CN', 'phone en', 'desk zh-CN'],
    run: async ({ page, server, words, step, sign_in, another, comes_to, expect_clean, picture }) => {
      await step('signs in by link', () => sign_in('member'))
      const { id, assembly } = await consultation_in_state(page, server.base, 'open')
      const existing = (await read(page, `/consultations/${id}/statements`)).items[0]
      await step('is shown the statement that says nearly the same', async () => {
        await page.goto(`${server.base}/consultations/${id}/vote`)
        await page.getByRole('button', { name: words('我来说一条', 'Add a statement') }).click()
        await page.getByRole('textbox').fill(existing.text.slice(0, -2))
        const similar = page.getByRole('dialog').getByRole('listitem').filter({ hasText: existing.text })
        await similar.waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('similar statements')
        await similar.getByRole('button', { name: words('就这条表态', 'Vote on this one') }).click()
        assert.equal((await statement_of(page).innerText()).trim(), existing.text)
      })
      const own = words('夜班公交应当开到各个工业园区门口。', 'Night buses should stop at the gate of every industrial park.')
      await step('says something of the own', async () => {
        await page.getByRole('button', { name: words('我来说一条', 'Add a statement') }).click()
        await page.getByRole('textbox').fill(own)
        await page.getByRole('button', { name: words('提交', 'Submit') }).click()
        await page.getByRole('dialog').getByText(words('已收到。审核后别人就能对它表态', 'Received. Others can vote on it')).waitFor()
        await page.getByRole('link', { name: words('到“我的”里看', 'See it under “Mine”') }).click()
      })
      const mine = page.getByRole('listitem').filter({ hasText: own })
      await step('finds it waiting', async () => {
        await mine.getByText(words('等待审核', 'Waiting for review')).waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('waiting')
        const shown = await (await page.request.get(`${server.base}/api/v1/consultations/${id}/statements`)).json()
        assert.ok(!shown.items.some((one) => one.text === own), 'nobody else sees it before it is approved')
      })
      const clerk = await another('clerk')
      const decide = async (text, decision) => {
        const { items } = await read(clerk, `/assemblies/${assembly}/moderation`)
        const item = items.find((one) => one.text === text)
        const { status, body } = await ask(clerk, 'POST', `/${item.kind}s/${item.id}/moderation`, decision)
        assert.equal(status, 200, JSON.stringify(body))
      }
      await step('is told why it was refused', async () => {
        const unread = async () => Number((await page.getByRole('link', { name: words(/^通知/, /^Inbox/) }).innerText()).replace(/\D/g, ''))
        const before = await unread()
        await decide(own, { verb: 'refuse', reason: 'off_topic' })
        await page.reload()
        await comes_to(unread, before + 1, 'one notice more')
        await mine.getByText(words('没有通过', 'Refused')).waitFor()
        await mine.getByText(words('原因：', 'Reason:')).waitFor()
      })
      await step('appeals, once', async () => {
        await mine.getByRole('button', { name: words('申诉（只有一次）', 'Appeal (only once)') }).click()
        await mine.getByRole('textbox').fill(words('职工上下班直接影响招工。', 'How workers get there decides whether parks find any.'))
        await expect_clean(page, { thumbs: true })
        await mine.getByRole('button', { name: words('提交', 'Submit') }).click()
        await mine.getByText(words('申诉中，由另一位审核人处理', 'Under appeal with another reviewer')).waitFor()
        assert.equal(await mine.getByRole('button', { name: words('申诉（只有一次）', 'Appeal (only once)') }).count(), 0)
      })
      await step('reads the inbox', async () => {
        await page.getByRole('link', { name: words(/^通知/, /^Inbox/) }).click()
        await page.getByRole('listitem').first().waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('inbox')
      })
    },
  },
  {
    name: 'a member joins the discussion with a post and a reply',
    variants: ['phone zh-CN', 'desk en'],
    run: async ({ page, server, words, step, sign_in, another, expect_clean, picture }) => {
      await step('signs in by link', () => sign_in('member'))
      const { id, assembly } = await consultation_in_state(page, server.base, 'open')
      const opening = words('中小企业最缺的是懂设备的老师傅，培训要从这里做起。', 'What small firms lack most is people who know the machines; training must begin there.')
      const reply = words('我们园区愿意先试。', 'Our park would try it first.')
      const say = async (text) => {
        await page.getByRole('textbox').fill(text)
        await page.getByRole('button', { name: words('提交', 'Submit') }).click()
        await page.getByText(words('已收到，审核后公开。', 'Received. It will appear once it has been reviewed.')).first().waitFor()
      }
      await step('posts', async () => {
        await page.goto(`${server.base}/consultations/${id}/discussion`)
        await say(opening)
      })
      const clerk = await another('clerk')
      const approve = async (text) => {
        const { items } = await read(clerk, `/assemblies/${assembly}/moderation`)
        const item = items.find((one) => one.text === text)
        assert.equal((await ask(clerk, 'POST', `/posts/${item.id}/moderation`, { verb: 'approve' })).status, 200)
      }
      await step('the post appears once it is approved', async () => {
        const anyone = await another()
        await anyone.goto(`${server.base}/consultations/${id}/discussion`)
        await anyone.getByRole('heading', { level: 2 }).waitFor()
        assert.equal(await anyone.getByText(opening).count(), 0)
        await approve(opening)
        await anyone.reload()
        await anyone.getByText(opening).waitFor()
        await expect_clean(anyone, { thumbs: true })
      })
      await step('replies', async () => {
        await page.reload()
        const thread = page.getByRole('listitem').filter({ hasText: opening })
        await thread.getByRole('button', { name: words('回复', 'Reply') }).click()
        await page.getByText(words('您的回复', 'Your reply')).waitFor()
        await say(reply)
        await approve(reply)
        await page.reload()
        await thread.getByRole('listitem').filter({ hasText: reply }).waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('a post with its reply')
      })
    },
  },
  {
    name: 'a member votes and writes on a train, the connection coming and going',
    variants: ['phone zh-CN', 'phone en'],
    run: async ({ page, context, server, words, step, sign_in, expect_clean, expect_noise, picture }) => {
      expect_noise(/net::ERR_INTERNET_DISCONNECTED/)
      const names = vote_names(words)
      await step('signs in by link', () => sign_in('member'))
      const { id } = await consultation_in_state(page, server.base, 'open')
      const given = {}
      await step('votes once', async () => {
        await page.goto(`${server.base}/consultations/${id}/vote`)
        await statement_of(page).waitFor()
        // What is needed to go on without a connection is fetched after the first vote.
        const spare = page.waitForResponse(/\/statements\?order=random/)
        given[await cast(page, names.agree)] = 'agree'
        await (await spare).finished()
      })
      await step('goes on voting without a connection', async () => {
        await context.setOffline(true)
        given[await cast(page, names.disagree)] = 'disagree'
        given[await cast(page, names.agree)] = 'agree'
        await page.getByText(words('有 2 票先存在这台手机里', '2 votes are kept on this phone')).waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('without a connection')
      })
      const own = words('园区之间应当开通接驳班车。', 'There should be a shuttle between the parks.')
      await step('keeps what was typed', async () => {
        await page.getByRole('button', { name: words('我来说一条', 'Add a statement') }).click()
        await page.getByRole('textbox').fill(own)
        await page.getByRole('button', { name: words('提交', 'Submit') }).click()
        await page.getByText(words('网络断了。您写的内容还在', 'The connection is lost. What you wrote is kept')).waitFor()
        assert.equal(await page.getByRole('textbox').inputValue(), own)
      })
      await step('sends the votes once the connection is back', async () => {
        const sent = page.waitForResponse((response) => response.request().method() === 'PUT' && response.ok())
        await context.setOffline(false)
        await sent
        await page.getByText(words('先存在这台手机里', 'kept on this phone and will be sent')).waitFor({ state: 'detached' })
        assert.deepEqual(await own_votes(page, id), given)
      })
      await step('finds the words again after opening the page anew', async () => {
        await page.reload()
        await page.getByRole('button', { name: words('我来说一条', 'Add a statement') }).click()
        assert.equal(await page.getByRole('textbox').inputValue(), own)
        await page.getByRole('button', { name: words('提交', 'Submit') }).click()
        await page.getByRole('dialog').getByText(words('已收到。', 'Received.')).waitFor()
        assert.equal((await read(page, '/me/contributions')).items.filter((one) => one.text === own).length, 1)
      })
    },
  },
]
