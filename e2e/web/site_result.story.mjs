// Anyone reads a result, with the picture or without it.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gongshi, start_server } from '../server.mjs'
import { unfold } from './checks.mjs'
import { ask, consultation_in_state, read } from './api.mjs'

const result_of = async (page, language, base, id) => (await page.request.get(`${base}/api/v1/consultations/${id}/result`, { headers: { 'Accept-Language': language } })).json()
const numbers = (list) => list.evaluateAll((articles) => articles.map((one) => Number(one.id.split('-')[1])))

/** What every result page says, whatever the picture shows. */
async function check_lists({ page, words, result, step }) {
  await step('求同, 存异 and undecided statements are listed as they were computed', async () => {
    const names = {
      common: words(`求同（${result.common.length} 条）`, `Common ground (${result.common.length})`),
      different: words(`存异（${result.different.length} 条）`, `Differences (${result.different.length})`),
      undecided: words(`未定（${result.undecided.length} 条）`, `Undecided (${result.undecided.length})`),
    }
    const by_id = new Map(result.statements_detail.map((one) => [one.id, one]))
    for (const [kind, name] of Object.entries(names)) {
      const section = page.getByRole('region', { name })
      const shown = await numbers(section.getByRole('article'))
      assert.deepEqual(shown, result[kind].slice(0, shown.length).map((one) => by_id.get(one).number))
      assert.equal(shown.length, Math.min(result[kind].length, kind === 'undecided' ? 3 : 5))
    }
  })
}

async function check_table({ page, words, result, step }) {
  await step('the table twin holds every statement', async () => {
    const name = words(`用表格看全部 ${result.statements} 条意见`, `All ${result.statements} statements as a table`)
    await page.getByText(name).click()
    const table = page.getByRole('region', { name }).getByRole('table')
    await table.waitFor()
    const rows = await table.locator('tbody tr').evaluateAll((all) => all.map((row) => [Number(row.cells[0].innerText), row.cells[1].innerText.trim(), row.cells.length]))
    const groups = result.clear_groups ? result.groups.length : 0
    const expected = [...result.statements_detail].sort((one, other) => one.number - other.number).map((one) => [one.number, one.text.trim().replace(/\s+/g, ' '), 5 + groups])
    assert.deepEqual(rows.map(([number, text, cells]) => [number, text.replace(/\s+/g, ' '), cells]), expected)
  })
}

async function votes_at_random(data) {
  const first = await start_server([], { data })
  const assembly = (await (await fetch(`${first.base}/api/v1/assemblies`)).json()).items.find((one) => one.level === 'city').id
  await first.stop()
  const folder = await mkdtemp(join(tmpdir(), 'gongshi-e2e-'))
  let state = 20260101
  const random = (below) => {
    state = (state * 16807) % 2147483647
    return state % below
  }
  const statements = Array.from({ length: 12 }, (_one, at) => `1435654192085,,${at},0,0,0,1,第 ${at + 1} 条随意的意见`)
  const votes = []
  for (let voter = 0; voter < 80; ++voter) for (let at = 0; at < 12; ++at) votes.push(`1435654192085,,${at},${voter},${random(3) - 1}`)
  await writeFile(join(folder, 'summary.csv'), 'topic,随意表态的一次协商\n')
  await writeFile(join(folder, 'comments.csv'), `timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n${statements.join('\n')}\n`)
  await writeFile(join(folder, 'votes.csv'), `timestamp,datetime,comment-id,voter-id,vote\n${votes.join('\n')}\n`)
  await gongshi('import', 'polis', folder, '--assembly', String(assembly), '--data', data)
  await rm(folder, { recursive: true })
}

export const stories = [
  {
    name: 'anyone reads who took part, what is shared, and where people differ',
    run: async ({ page, server, language, words, step, comes_to, expect_clean, picture }) => {
      const { id } = await consultation_in_state(page, server.base, 'open')
      const result = await result_of(page, language, server.base, id)
      assert.equal(result.clear_groups, true)
      await step('opens the result', async () => {
        await page.goto(`${server.base}/consultations/${id}/result`)
        await page.locator('figure canvas').waitFor()
        await expect_clean(page, { thumbs: true })
        await picture('result')
      })
      await step('the map says in words what it shows', async () => {
        const label = await page.locator('figure [role=img]').getAttribute('aria-label')
        assert.ok(label.includes(result.sentence), label)
        for (const [at, group] of result.groups.entries()) {
          const letter = words('甲乙丙丁戊', 'ABCDE')[at]
          assert.ok(label.includes(words(`${letter}群体 ${group.size} 人`, `Group ${letter} with ${group.size} people`)), label)
        }
        // The picture is not empty, and every group's colour is in it.
        const painted = await page.locator('figure canvas').evaluate((canvas) => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
          const near = (at, [r, g, b]) => Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 60
          const colours = [1, 2].map((one) => getComputedStyle(document.documentElement).getPropertyValue(`--group-${one}`).trim())
            .map((hex) => [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16)))
          return colours.map((colour) => { let found = 0; for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200 && near(at, colour)) ++found; return found })
        })
        for (const found of painted) assert.ok(found > 50, `the groups are painted: ${painted}`)
        await page.getByRole('region', { name: words('各群体有什么不同', 'What sets the groups apart') }).getByText(words(`${result.groups[0].size} 人，占`, `${result.groups[0].size} people,`)).waitFor()
      })
      await check_lists({ page, words, result, step })
      await step('each statement is a strip for everyone, per group and per sector', async () => {
        const first = result.statements_detail.find((one) => one.id === result.common[0])
        const card = page.locator(`#statement-${first.number}`)
        assert.equal(await card.getByRole('img').count(), 1 + result.groups.length)
        assert.match(await card.getByRole('img').first().getAttribute('aria-label'), words(/^全体：?.*赞同 \d+%（区间 \d+% 至 \d+%）.*人表过态/, /^Everyone: \d+% agree \(interval \d+% to \d+%\).*answered/))
        await card.locator('summary').click()
        await comes_to(() => card.getByRole('img').count(), 1 + result.groups.length + first.sectors.length)
        await expect_clean(page, { thumbs: true })
        await picture('sectors')
      })
      await step('reads how many could take part and did, by sector and county', async () => {
        const participation = page.getByRole('region', { name: words('多少人可以参与，多少人参与了', 'How many could take part and how many did') })
        for (const [name, rows] of [[words('按界别', 'By sector'), result.sectors], [words('按县市区', 'By county'), result.counties]]) {
          const shown = await participation.getByRole('table', { name }).locator('tbody tr').evaluateAll((all) => all.map((row) => [row.cells[0].innerText.trim(), row.cells[1].innerText.trim()]))
          const number = new Intl.NumberFormat(words('zh-CN', 'en'))
          assert.deepEqual(shown, rows.map((row) => [row.name, typeof row.did === 'number' ? number.format(row.did) : words('不显示', 'not shown')]))
        }
      })
      await check_table({ page, words, result, step })
      await step('asks for a random order and gets the usual one back', async () => {
        await page.reload()
        const differences = page.getByRole('region', { name: words(`存异（${result.different.length} 条）`, `Differences (${result.different.length})`) })
        const more = differences.getByRole('button', { name: words(/^再看一些/, /^Show more/) })
        await differences.getByRole('article').first().waitFor()
        if (await more.count()) await more.click()
        const usual = await numbers(differences.getByRole('article'))
        await page.getByText(result.order_rule).waitFor()
        const button = page.getByRole('button', { name: words('随机排列', 'Random order') })
        await button.click()
        await page.getByText(words('现在是随机次序：', 'Random order: everyone')).waitFor()
        const mixed = await numbers(differences.getByRole('article'))
        assert.notDeepEqual(mixed, usual)
        assert.deepEqual([...mixed].sort((one, other) => one - other), [...usual].sort((one, other) => one - other))
        await page.getByRole('button', { name: words('恢复通常的次序', 'Usual order') }).click()
        assert.deepEqual(await numbers(differences.getByRole('article')), usual)
      })
      await step('cannot download single votes that were not announced', async () => {
        await page.getByText(words('这次协商事先没有说明公开逐票数据', 'The single votes were not announced as public')).waitFor()
        assert.equal(await page.getByRole('link', { name: 'votes.csv' }).count(), 0)
      })
    },
  },
  {
    name: 'anyone downloads a result whose votes were announced as public, and computes it again',
    variants: ['phone zh-CN', 'desk en'],
    run: async ({ page, server, language, words, step, expect_clean, picture }) => {
      const { id } = await consultation_in_state(page, server.base, 'closed')
      const result = await result_of(page, language, server.base, id)
      const folder = await mkdtemp(join(tmpdir(), 'gongshi-e2e-'))
      try {
        await step('opens the result', async () => {
          await page.goto(`${server.base}/consultations/${id}/result`)
          await page.locator('figure canvas').waitFor()
          await page.getByText('CC BY 4.0').first().waitFor()
          await expect_clean(page, { thumbs: true })
          await picture('result')
        })
        const save = async (name) => {
          const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()])
          assert.equal(download.suggestedFilename(), name)
          await download.saveAs(join(folder, name))
          return readFile(join(folder, name), 'utf8')
        }
        await step('downloads JSON and CSV', async () => {
          assert.equal(JSON.parse(await save('result.json')).participants, result.participants)
          assert.match(await save('comments.csv'), /^timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\r?\n/)
          assert.match(await save('votes.csv'), /^timestamp,datetime,comment-id,voter-id,vote\r?\n/)
        })
        await step('the command on the page gives the digests on the page', async () => {
          const command = (await page.locator('code', { hasText: 'gongshi map' }).innerText()).split(' ').slice(1).map((word) => (/\.(csv|json)$/.test(word) ? join(folder, word) : word))
          await gongshi(...command)
          const again = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))
          const shown = await page.getByRole('region', { name: words('下载与核对', 'Download and check') }).locator('dd').allInnerTexts()
          assert.deepEqual(shown, [result.digest.votes, result.digest.result, result.digest.algorithm])
          assert.deepEqual([again.digest.votes, again.digest.result], shown.slice(0, 2))
        })
        await step('unfolds everything', async () => {
          await unfold(page)
          await expect_clean(page, { thumbs: true })
        })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  },
  {
    name: 'anyone reads the same without the picture',
    variants: ['phone zh-CN', 'desk en'],
    run: async ({ page, context, server, language, words, step, expect_clean, expect_noise }) => {
      expect_noise(/net::ERR_FAILED.*opinion_map/)
      await context.route(/\/assets\/opinion_map-/, (route) => route.abort())
      const { id } = await consultation_in_state(page, server.base, 'open')
      const result = await result_of(page, language, server.base, id)
      await step('opens the result', async () => {
        await page.goto(`${server.base}/consultations/${id}/result`)
        await page.getByText(words('意见图没有取到；下面的文字和表格说的是同样的内容。', 'The opinion map could not be fetched; the words and tables below say the same.')).waitFor()
        await page.getByText(result.sentence, { exact: true }).waitFor()
        for (const group of result.groups) {
          for (const one of group.representative.slice(0, 5)) {
            const { text } = result.statements_detail.find((statement) => statement.id === one.statement)
            assert.ok(await page.getByRole('region', { name: words('各群体有什么不同', 'What sets the groups apart') }).getByText(text).count() > 0, text)
          }
        }
      })
      await check_lists({ page, words, result, step })
      await check_table({ page, words, result, step })
    },
  },
  {
    name: 'anyone is told that opinions do not fall into clear groups',
    variants: ['phone zh-CN', 'desk en'],
    prepare: votes_at_random,
    run: async ({ page, server, language, words, step, expect_clean, picture }) => {
      const { items } = await (await page.request.get(`${server.base}/api/v1/consultations`)).json()
      const { id } = items.find((one) => one.title === '随意表态的一次协商')
      const result = await result_of(page, language, server.base, id)
      assert.equal(result.clear_groups, false)
      await step('opens the result', async () => {
        await page.goto(`${server.base}/consultations/${id}/result`)
        await page.locator('figure canvas').waitFor()
        await page.locator('figcaption').getByText(words('没有明显的意见群体', 'No clear opinion groups')).waitFor()
        assert.equal(await page.getByRole('heading', { name: words('各群体有什么不同', 'What sets the groups apart') }).count(), 0)
        await expect_clean(page, { thumbs: true })
        await picture('no clear groups')
      })
      await check_lists({ page, words, result, step })
      await check_table({ page, words, result, step })
    },
  },
  {
    name: 'a member sees how many could have taken part, and that small cells are hidden',
    variants: ['phone zh-CN', 'desk en'],
    run: async ({ page, server, language, words, step, sign_in, another, comes_to, expect_clean, picture }) => {
      await step('signs in by link', () => sign_in('member'))
      const clerk = await another('clerk')
      const second = await another('second clerk')
      const { seats, seat } = await read(clerk, '/session')
      const { assembly } = seats.find((one) => one.id === seat)
      const must = async (who, path, body) => {
        const { status, body: answer } = await ask(who, 'POST', path, body)
        assert.ok(status < 300, `${path}: ${status} ${JSON.stringify(answer)}`)
        return answer
      }
      const draft = await must(clerk, `/assemblies/${assembly}/consultations`, {
        title: '会期放在哪一天', question: '会期放在哪一天？', background: '', audience: 'members', sectors: [], level_needed: 'member', matrix_public: false, statements: ['放在周五', '放在周六', '分两次开'],
      })
      await must(clerk, `/consultations/${draft.id}/transitions`, { verb: 'publish', version: draft.version })
      const { items: statements } = await read(clerk, `/consultations/${draft.id}/statements`)
      const sectors = (await read(clerk, `/assemblies/${assembly}`)).sectors.slice(0, 3)
      await step('fifteen members vote on paper: seven, six and two of three sectors', async () => {
        for (const [at, many] of [7, 6, 2].entries()) {
          const { items: members } = await read(clerk, `/assemblies/${assembly}/members?sector=${sectors[at].id}`)
          for (const [which, { number }] of members.filter((one) => one.assembly === assembly).slice(0, many).entries()) {
            const votes = statements.map((one, place) => ({ statement: one.id, vote: (which + place) % 3 ? 'agree' : 'disagree' }))
            const { id } = await must(clerk, `/consultations/${draft.id}/assisted`, { member_number: number, votes })
            await must(second, `/assisted/${id}/check`, { agree: true })
          }
        }
      })
      let result
      // While it is open a result moves in steps of five people; closing counts everybody.
      await step('the consultation is closed and its result computed', async () => {
        const { version } = await read(clerk, `/consultations/${draft.id}`)
        await must(clerk, `/consultations/${draft.id}/transitions`, { verb: 'close', version })
        for (const until = Date.now() + 20_000; result?.participants !== 15; ) {
          assert.ok(Date.now() < until, `a result with fifteen people is published in time: ${JSON.stringify(result ?? null).slice(0, 300)}`)
          await new Promise((done) => setTimeout(done, 300))
          result = await result_of(page, language, server.base, draft.id)
        }
      })
      await step('reads how many could take part and did; the two people are in no cell', async () => {
        await page.goto(`${server.base}/consultations/${draft.id}/result`)
        const table = page.getByRole('table', { name: words('按界别', 'By sector') })
        const row = (name) => table.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) }).getByRole('cell').allInnerTexts()
        const number = new Intl.NumberFormat(language)
        await table.waitFor()
        assert.deepEqual(await row(sectors[2].name), [words('不显示', 'not shown'), number.format(sectors[2].members), '–'])
        for (const sector of result.sectors) assert.equal((await row(sector.name))[1], number.format(sector.could))
        assert.ok(result.sectors.filter((one) => typeof one.did !== 'number').length >= 2, 'another cell is hidden too, so that subtraction reveals nothing')
        await page.getByText(words('不足 5 人的格子不显示；为了不让人用减法推算出来', 'Fewer than 5 people are not shown; at times a neighbouring figure')).first().waitFor()
        await page.getByText(words(`15 人已参与，${number.format(result.sectors.reduce((sum, one) => sum + one.could, 0))} 人受邀`, `15 of ${number.format(result.sectors.reduce((sum, one) => sum + one.could, 0))} invited took part`)).first().waitFor()
      })
      await step('a strip of a sector with two people says that it is hidden', async () => {
        const card = page.getByRole('article').first()
        await card.locator('summary').click()
        const shown = Number((await card.getAttribute('id')).split('-')[1])
        const { sectors: cells } = result.statements_detail.find((one) => one.number === shown)
        await comes_to(() => card.getByText(words('不足 5 人，不显示', 'Fewer than 5 people, not shown')).count(), cells.filter((one) => one.share.hidden).length)
        assert.ok(cells.some((one) => one.share.hidden))
        const nobody = cells.filter((one) => !one.share.hidden && !one.share.seen).length
        assert.ok(nobody > 0)
        await comes_to(() => card.getByText(words('还没有人表态', 'Nobody has voted on it yet')).count(), nobody)
        await expect_clean(page, { thumbs: true })
        await picture('hidden cells')
      })
    },
  },
]
