// From live counts and paper ballots to a signed sheet.
import assert from 'node:assert/strict'
import { ask, everybody_votes, open_consultation, open_desk, statements_of, until } from './staff_steps.mjs'

async function watches_and_enters_paper({ page, server, step, words, sign_in, another, expect_clean, expect_noise, picture }) {
  let id, second
  const took_part = (on = page) => on.locator('.big b')
  await step('a consultation is open', async () => {
    await sign_in('clerk')
    id = (await open_consultation(page, server, { audience: 'members', level_needed: 'member' })).id
  })
  await step('participation moves while one watches', async () => {
    await open_desk(page, server, `/consultations/${id}`)
    await page.getByText(words('可以参加的 3,170 人中的', 'of the 3,170 who could take part'), { exact: false }).first().waitFor()
    assert.equal(await took_part().innerText(), '0')
    await page.evaluate(() => { globalThis.not_reloaded = true })
    const member = await another('member')
    const [first] = await statements_of(member, server, id)
    await ask(member, server, 'PUT', `/consultations/${id}/votes/${first.id}`, { vote: 'agree' })
    await took_part().filter({ hasText: '1' }).waitFor()
    assert.equal(await page.evaluate(() => globalThis.not_reloaded), true)
    await expect_clean()
    await picture('participation')
  })
  await step('prints the large-type pack', async () => {
    await page.getByRole('link', { name: words('代录表态', 'Assisted voting') }).click()
    const [pack] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: words('打印大字表态册', 'Print') }).click()])
    await pack.getByText('加装费用应当按楼层分摊。').waitFor()
    for (const word of words(['赞同', '不赞同', '不确定', '签名'], ['Agree', 'Disagree', 'Not sure', 'Signature'])) assert.ok((await pack.locator('body').innerText()).includes(word), word)
    const size = await pack.getByText('加装费用应当按楼层分摊。').evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize))
    assert.ok(size >= 24, `large type, not ${size}px`)
    await expect_clean(pack)
    await picture('the pack', pack)
    await pack.close()
  })
  const number = page.getByLabel(words('委员编号', 'Member number'))
  const choose = (statement, chinese, english) => page.getByRole('group', { name: new RegExp(`${statement}`) }).getByLabel(words(chinese, english), { exact: true }).check()
  await step('enters a ballot; a number nobody has is said at its field', async () => {
    expect_noise(/status of 4(00|09) .*\/assisted/)
    await number.fill('99999999')
    await choose('低层住户', '赞同', 'Agree')
    await choose('按楼层分摊', '不赞同', 'Disagree')
    await page.getByText(words('已录 2 条，共 3 条', '2 of 3')).waitFor()
    await page.getByRole('button', { name: words('录入完毕，交给核对', 'hand over') }).click()
    await page.locator('#assisted-member-more').getByText(words('没有这个编号的委员', 'There is no member with this number')).waitFor()
    await number.fill('12000001')
    await page.getByRole('button', { name: words('录入完毕，交给核对', 'hand over') }).click()
    await page.getByRole('alert').getByText(words('这位委员已经自己表过态，不能代录', 'has already voted'), { exact: false }).waitFor()
    await expect_clean()
    await number.fill('12000002')
    await page.getByRole('button', { name: words('录入完毕，交给核对', 'hand over') }).click()
    await page.getByText(words('是您录入的，要由另一位工作人员核对。', 'You entered this one')).waitFor()
    assert.equal(await page.getByRole('button', { name: words('与纸面一致，计入', 'Same as the paper') }).count(), 0, 'who entered it does not check it')
    await expect_clean()
    await picture('entered')
  })
  await step('and a second one, wrongly', async () => {
    await number.fill('12000003')
    await choose('管线迁移', '不确定', 'Not sure')
    await page.getByRole('button', { name: words('录入完毕，交给核对', 'hand over') }).click()
    await page.getByText('12000003').waitFor()
  })
  await step('neither counts before somebody else has checked it', async () => {
    assert.equal((await ask(page, server, 'GET', `/consultations/${id}`)).counts.participants, 1)
    const { items } = await ask(page, server, 'GET', `/consultations/${id}/assisted`)
    await ask(page, server, 'POST', `/assisted/${items[0].id}/check`, { agree: true }, 403)
  })
  await step('the second clerk checks both against the paper', async () => {
    second = await another('second clerk')
    await open_desk(second, server)
    await second.getByRole('link', { name: words('代录表态待核对', 'Assisted ballots to check') }).click()
    const ballot = (member) => second.locator('article', { hasText: member })
    await ballot('12000002').getByText(words('对照纸面核对（2 条）', 'Check against the paper (2')).click()
    assert.match(await ballot('12000002').locator('ol').innerText(), new RegExp(words('赞同\\s+1\\. 低层住户[^]*不赞同\\s+2\\. ', 'Agree\\s+1\\. 低层住户[^]*Disagree\\s+2\\. ')))
    await expect_clean(second)
    await picture('checking', second)
    await ballot('12000002').getByRole('button', { name: words('与纸面一致，计入', 'Same as the paper') }).click()
    await ballot('12000002').getByText(words('已计入', 'Counted'), { exact: true }).waitFor()
    await ballot('12000003').getByRole('button', { name: words('不一致，退回', 'Not the same') }).click()
    await ballot('12000003').getByText(words('已退回', 'Returned'), { exact: true }).waitFor()
    assert.equal(await ballot('12000002').locator('ol').count(), 0, 'the votes are shown no more')
    await expect_clean(second)
  })
  await step('it counts, as assisted', async () => {
    const { counts } = await ask(page, server, 'GET', `/consultations/${id}`)
    assert.equal(counts.participants, 2)
    assert.equal(counts.assisted, 1)
    await open_desk(page, server, `/consultations/${id}`)
    await page.getByText(words('其中 1 人由工作人员代录', '1 of them entered by staff')).waitFor()
  })
}

async function closes_and_signs({ page, server, step, words, sign_in, another, expect_clean, expect_noise, picture }) {
  let id, chair, member
  const act = async (chinese, english, reason, on = page) => {
    await on.getByRole('button', { name: words(chinese, english), exact: true }).click()
    const dialog = on.getByRole('dialog')
    const go_on = dialog.getByRole('button', { name: words(chinese, english).replace('…', ''), exact: true })
    if (reason) {
      assert.ok(await go_on.isDisabled(), 'a reason is needed')
      await dialog.getByLabel(words('原因（会写入记录）', 'Reason'), { exact: false }).fill(reason)
    }
    await go_on.click()
    await dialog.waitFor({ state: 'hidden' })
  }
  await step('a consultation in which five people have taken part', async () => {
    await sign_in('clerk')
    const opened = await open_consultation(page, server)
    id = opened.id
    chair = await another('chair')
    member = await another('member')
    const others = [await another('second clerk'), await another('citizen')]
    await everybody_votes([page, chair, member, ...others], server, id)
  })
  await step('closes it', async () => {
    await open_desk(page, server, `/consultations/${id}`)
    await act('结束征求意见', 'Close')
    await page.getByText(words('已结束', 'Closed'), { exact: true }).first().waitFor()
    const [first] = await statements_of(member, server, id)
    await ask(member, server, 'PUT', `/consultations/${id}/votes/${first.id}`, { vote: 'pass' }, 409)
  })
  await step('undoes the closing with a reason, and closes it again', async () => {
    await act('恢复征求意见…', 'Reopen…', '还有两个县没有组织完。')
    await page.getByText(words('征求意见中', 'Open'), { exact: true }).first().waitFor()
    const [first] = await statements_of(member, server, id)
    await ask(member, server, 'PUT', `/consultations/${id}/votes/${first.id}`, { vote: 'agree' })
    await act('结束征求意见', 'Close')
    await page.getByText(words('已结束', 'Closed'), { exact: true }).first().waitFor()
    await expect_clean()
  })
  await step('the sheet is prefilled from the computation', async () => {
    await page.getByRole('link', { name: words('共识清单', 'Consensus sheet') }).click()
    await page.getByText(words('清单还是空的', 'empty'), { exact: false }).first().waitFor()
    await expect_clean()
    await page.getByRole('button', { name: words('按计算结果预填', 'Fill in from the result') }).first().click()
    const points = page.locator('textarea[id^=sheet-]:not(#sheet-learned)')
    await points.first().waitFor()
    const texts = await points.evaluateAll((all) => all.map((one) => `${one.id.split('-')[1]} ${one.value}`))
    assert.equal(texts.length, 3, texts.join('\n'))
    assert.ok(texts.includes('to_study 政府应当先做好管线迁移。'), texts.join('\n'))
    await picture('prefilled')
    await expect_clean()
  })
  await step('where groups are clear, it says between whom', async () => {
    const { items } = await ask(page, server, 'GET', '/consultations')
    const city = items.find((item) => item.state === 'closed' && item.demonstration)
    const sheet = await ask(page, server, 'POST', `/consultations/${city.id}/sheet/prefill`, {})
    for (const part of ['agreed', 'to_study', 'remaining']) assert.ok(sheet[part].length > 0, part)
    assert.ok(sheet.remaining.some((point) => new RegExp(words('多数赞同）与 .*多数不赞同', 'mostly agree\\) and .*mostly disagree')).test(point.between ?? '')), JSON.stringify(sheet.remaining))
    assert.match(sheet.agreed[0].share, new RegExp(words('^赞同：全体 [\\d,]+ 人中 \\d+% · 甲 ', '^Agree: all \\d+% of [\\d,]+ · ')))
  })
  await step('is rewritten: moved, dropped, added, who explains what to whom', async () => {
    const low = page.locator('li.point', { has: page.locator('textarea') })
    const texts = await low.evaluateAll((all) => all.map((one) => one.querySelector('textarea').value))
    const at = texts.findIndex((text) => text.startsWith('低层住户'))
    await low.nth(at).getByRole('combobox').selectOption('agreed')
    await page.locator('#sheet-agreed-0').waitFor()
    const agreed = page.locator('textarea[id^=sheet-agreed]')
    assert.ok((await agreed.evaluateAll((all) => all.map((one) => one.value))).some((text) => text.startsWith('低层住户')))
    await page.getByRole('button', { name: words('添加一行', 'Add a line') }).click()
    await page.getByLabel(words('谁', 'Who'), { exact: true }).fill('示例局01')
    await page.getByLabel(words('向谁', 'To whom'), { exact: true }).fill('低层住户')
    await page.getByLabel(words('解释什么', 'Explains what')).fill('补偿标准怎样计算')
    await page.locator('input[type=date]').fill('2030-03-01')
    await page.getByLabel(words('思想收获', 'What was learned'), { exact: false }).fill('高层住户明白了采光的损失。')
    await page.getByRole('button', { name: words('保存', 'Save'), exact: true }).first().click()
    await page.getByText(words('清单已保存', 'saved'), { exact: false }).first().waitFor()
    await expect_clean()
    assert.equal((await ask(page, server, 'GET', `/consultations/${id}/sheet`)).state, 'draft')
    assert.equal((await ask(member, server, 'GET', `/consultations/${id}/sheet`)).state, 'none', 'a draft is the staff\'s')
  })
  await step('a line without words is refused where it stands', async () => {
    expect_noise(/status of 4(00|09) .*\/sheet/)
    await page.getByRole('button', { name: words('添加一行', 'Add a line') }).click()
    await page.getByLabel(words('谁', 'Who'), { exact: true }).nth(1).fill('示例局02')
    await page.getByRole('button', { name: words('保存', 'Save'), exact: true }).first().click()
    await page.locator('.explain .field-error').waitFor()
    await picture('a line without words')
    await page.getByRole('button', { name: words('删除第 2 行', 'Delete line 2') }).click()
  })
  await step('somebody else saved meanwhile: nothing is lost, one chooses', async () => {
    const now = await ask(page, server, 'GET', `/consultations/${id}/sheet`)
    const { agreed, to_study, remaining, explain, version } = now
    await ask(page, server, 'PUT', `/consultations/${id}/sheet`, { agreed, to_study, remaining, explain, learned: '另一位写的收获。', version })
    await page.getByLabel(words('思想收获', 'What was learned'), { exact: false }).fill('高层住户明白了采光的损失，低层住户明白了老人的难处。')
    await page.getByRole('button', { name: words('保存', 'Save'), exact: true }).first().click()
    await page.getByText('另一位写的收获。').waitFor()
    await expect_clean()
    await picture('changed meanwhile')
    await page.getByRole('button', { name: words('按我现在的内容保存', 'Save what') }).click()
    await page.getByText('另一位写的收获。').waitFor({ state: 'detached' })
    assert.match((await ask(page, server, 'GET', `/consultations/${id}/sheet`)).learned, /老人的难处/)
  })
  await step('the clerk does not sign; the chair does', async () => {
    assert.equal(await page.getByRole('button', { name: words('签发', 'Sign'), exact: true }).count(), 0)
    await open_desk(chair, server)
    await expect_clean(chair)
    await chair.getByRole('link', { name: /老旧小区怎样加装电梯/ }).first().click()
    await chair.getByRole('heading', { name: words('凝聚共识清单', 'Consensus sheet') }).waitFor()
    await expect_clean(chair)
    await picture('to sign', chair)
    await act('签发', 'Sign', undefined, chair)
    await chair.getByText(words('已签发，不能再改。', 'Signed'), { exact: false }).first().waitFor()
    await chair.getByText(words('签发：主席示例01', 'Signed: 主席示例01')).first().waitFor()
    await expect_clean(chair)
    await picture('signed', chair)
  })
  await step('now the closing cannot be undone', async () => {
    await open_desk(page, server, `/consultations/${id}`)
    assert.equal(await page.getByRole('button', { name: words('恢复征求意见…', 'Reopen…') }).count(), 0)
    const { version } = await ask(page, server, 'GET', `/consultations/${id}`)
    await ask(page, server, 'POST', `/consultations/${id}/transitions`, { verb: 'reopen', reason: '还想改', version }, 409)
  })
  await step('those who took part are told', async () => {
    // Told after the signature, not within it.
    const told = await until(async () => (await ask(member, server, 'GET', '/me/inbox')).items.find((item) => item.kind === 'consultation.sheet_signed'))
    assert.match(told.text, new RegExp(words('“老旧小区怎样加装电梯”已签发共识清单', '“老旧小区怎样加装电梯”.*has been signed')))
    assert.equal(told.link, `/consultations/${id}/result`)
  })
  await step('downloads what the rules let out, and no more', async () => {
    for (const file of ['result.json', 'summary.csv', 'statements.csv', 'comments.csv']) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: words(`下载 ${file}`, `Download ${file}`) }).click()])
      assert.match(download.suggestedFilename(), new RegExp(file.replace('.', '\\.')))
      const chunks = []
      for await (const chunk of await download.createReadStream()) chunks.push(chunk)
      assert.ok(Buffer.concat(chunks).length > 20, file)
    }
    assert.equal(await page.getByRole('button', { name: /votes\.csv/ }).count(), 0, 'who voted how was not announced')
    await ask(page, server, 'GET', `/consultations/${id}/export/votes.csv`, undefined, 403)
    await expect_clean()
  })
}

async function announced_votes({ page, server, step, words, sign_in, another, expect_clean }) {
  let id
  const people = [page]
  const lines = async (file) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: words(`下载 ${file}`, `Download ${file}`) }).click()])
    const chunks = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8').trim().split(/\r?\n/)
  }
  await step('that votes will be public was announced before the first', async () => {
    await sign_in('clerk')
    id = (await open_consultation(page, server, { matrix_public: true })).id
    for (const who of ['second clerk', 'chair', 'member', 'citizen']) people.push(await another(who))
    await everybody_votes(people, server, id)
    const { version } = await ask(page, server, 'GET', `/consultations/${id}`)
    await ask(page, server, 'POST', `/consultations/${id}/transitions`, { verb: 'close', version })
    await ask(page, server, 'POST', `/consultations/${id}/sheet/prefill`, {})
  })
  await step('so each vote can be downloaded, and nobody be told from it', async () => {
    await open_desk(page, server, `/consultations/${id}`)
    await page.getByText(words('公开去标识的逐条表态', 'Published without identities'), { exact: false }).first().waitFor()
    await expect_clean()
    const votes = await lines('votes.csv')
    assert.equal(votes.length, 1 + 15)
    const whole = [...votes, ...(await lines('participants-votes.csv'))].join('\n')
    for (const secret of ['示例', '界', '经济']) assert.ok(!whole.includes(secret), secret)
    for (const one of people) {
      const { person } = await ask(one, server, 'GET', '/session')
      assert.ok(!whole.includes(String(person.id)), 'no id of a person')
    }
  })
}

export const stories = [
  { name: 'counts move while one watches, and paper ballots need two people', variants: ['desk zh-CN', 'phone en'], run: watches_and_enters_paper },
  { name: 'from the closing to the signed sheet', variants: ['desk zh-CN', 'desk en', 'phone zh-CN'], run: closes_and_signs },
  { name: 'votes that were announced as public', variants: ['desk zh-CN', 'desk en'], run: announced_votes },
]
