// The roster: tried out first, row by row, then for good; in both encodings that Excel in China writes, and as a workbook.
import assert from 'node:assert/strict'
import { expect_own_language, open_desk } from './staff_steps.mjs'

/** GB18030 of characters that take one or two bytes in it. */
function gb18030(text) {
  const decoder = new TextDecoder('gb18030')
  const bytes = new Map()
  for (let lead = 0x81; lead <= 0xfe; ++lead) for (let trail = 0x40; trail <= 0xfe; ++trail) if (trail !== 0x7f) bytes.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail])
  return Buffer.from([...text].flatMap((character) => (character.charCodeAt(0) < 128 ? [character.charCodeAt(0)] : bytes.get(character))))
}

async function imports_and_exports({ page, server, size, step, words, language, sign_in, expect_clean, picture }) {
  const choose = (name, buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
  const figure = (chinese, english) => page.locator('.numbers div', { hasText: words(chinese, english) }).locator('dd').innerText()
  const rows = () => (size === 'phone' ? page.locator('.cards .card') : page.locator('tbody tr'))
  const heading = '委员编号,姓名,界别,党派,专门委员会,手机,起\n'

  await step('the members', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/members')
    await page.locator('#main').getByText(words('共 3,170 人', '3,170 members')).waitFor()
    await expect_clean()
    await expect_own_language(page, language)
    await page.getByLabel(words('姓名或编号', 'Name or number')).fill('12000002')
    await page.locator('#main').getByText(words('共 1 人', '1 member')).waitFor()
    await rows().filter({ hasText: '张示例0002' }).waitFor()
  })
  await step('a trial says what is wrong, row by row, and changes nothing', async () => {
    await page.getByRole('button', { name: words('导入名册', 'Import roster') }).click()
    await choose('名册.csv', Buffer.from(`${heading}13000001,新示例9001,经济,,提案委员会,,2022-01-01\n13000002,,经济,,,,2022-01-01\n13000003,新示例9003,没有的界别,,,,2022-02-30\n13000001,新示例9004,经济,,,,2022-01-01\n`))
    await page.getByRole('heading', { name: words('试导入的结果', 'Result of the trial') }).waitFor()
    assert.equal(await figure('行数', 'Rows'), '4')
    const said = (await rows().allInnerTexts()).join('\n')
    for (const pattern of [words('第 3 行[^]*姓名', 'Row 3[^]*姓名'), words('第 4 行', 'Row 4'), words('第 5 行', 'Row 5')]) assert.match(said, new RegExp(pattern))
    assert.equal(await page.getByRole('button', { name: words('导入，改动', 'Import, changing') }).count(), 0)
    await expect_clean()
    await expect_own_language(page, language)
    await picture('wrong rows')
  })
  await step('a file that is no text is said so', async () => {
    await choose('名册.xlsx', Buffer.from([0xff, 0xfe, 0x31, 0x00, 0x00, 0x2c, 0xff]))
    await page.locator('#main').getByText(words('文件编码无法识别', 'encoding'), { exact: false }).waitFor()
    await expect_clean()
  })
  await step('corrected, in GB18030: tried, then for good', async () => {
    await choose('名册.csv', gb18030(`${heading}13000001,新示例9001,经济,,提案委员会,,2022-01-01\n13000002,新示例9002,教育,民盟,,,2022-01-01\n`))
    await page.locator('#main').getByText(words('没有问题，可以导入。', 'No problems; ready to import.')).waitFor()
    assert.equal(await figure('新增', 'Added'), '2')
    await expect_clean()
    await picture('ready')
    await page.getByRole('button', { name: words('导入，改动 2 人', 'Import, changing 2 members') }).click()
    await page.locator('#main').getByText(words('新增 2 人', '2 added'), { exact: false }).first().waitFor()
    await expect_clean()
  })
  await step('once more in UTF-8: an update, and a new sector only when asked for', async () => {
    await page.getByRole('button', { name: words('看委员名册', 'See the members') }).click()
    await page.locator('#main').getByText(words('共 3,172 人', '3,172 members')).waitFor()
    await page.getByRole('button', { name: words('导入名册', 'Import roster') }).click()
    await choose('名册.csv', Buffer.from(`\ufeff${heading}13000001,新示例9001,经济,,提案委员会,,2022-01-01\n13000002,新示例9002,示例新界别,民盟,,,2022-01-01\n`))
    await page.locator('#main').getByText(words('本届没有“示例新界别”', '示例新界别'), { exact: false }).first().waitFor()
    await page.getByLabel(words('名册里新的界别、党派和专门委员会，一并建立', 'Also set up sectors, parties and committees that are new in the file')).check()
    await page.locator('#main').getByText(words('没有问题，可以导入。', 'No problems; ready to import.')).waitFor()
    assert.equal(await figure('更新', 'Updated'), '1')
    assert.equal(await figure('不变', 'Unchanged'), '1')
    await page.getByRole('button', { name: words('导入，改动 1 人', 'Import, changing 1 member') }).click()
    await page.getByRole('button', { name: words('看委员名册', 'See the members') }).click()
  })
  await step('exports what it holds', async () => {
    await page.getByLabel(words('姓名或编号', 'Name or number')).fill('13000002')
    await rows().filter({ hasText: '示例新界别' }).waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: words('导出名册', 'Export roster') }).click()])
    const chunks = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString('utf8')
    assert.match(text, /^\ufeff?委员编号,姓名,界别/)
    assert.match(text, /13000002,新示例9002,示例新界别,民盟/)
    assert.equal(text.trim().split('\n').length, 3_173)
  })
  await step('and what it wrote can be read again: nothing to change', async () => {
    const text = await (await page.request.get(`${server.base}/api/v1/assemblies/${(await (await page.request.get(`${server.base}/api/v1/session`)).json()).seats[0].assembly}/roster.csv`)).body()
    await page.getByRole('button', { name: words('导入名册', 'Import roster') }).click()
    await choose('导出.csv', text)
    await page.locator('#main').getByText(words('名册已经与文件一致，没有要改的。', 'The roster already matches the file; nothing to change.')).waitFor()
    assert.equal(await figure('不变', 'Unchanged'), '3,172')
  })
  await step('the same as a workbook', async () => {
    await open_desk(page, server, '/members')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: words('导出 Excel', 'Export as Excel') }).click()])
    const chunks = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk)
    await page.getByRole('button', { name: words('导入名册', 'Import roster') }).click()
    await choose('导出.xlsx', Buffer.concat(chunks))
    await page.locator('#main').getByText(words('名册已经与文件一致，没有要改的。', 'The roster already matches the file; nothing to change.')).waitFor()
    assert.equal(await figure('不变', 'Unchanged'), '3,172')
    await choose('旧.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))
    await page.locator('#main').getByText(words('这是旧的 .xls 格式，或者加了密码', 'This is the old .xls format, or it has a password'), { exact: false }).waitFor()
    await expect_clean()
  })
}

export const stories = [{ name: 'the roster is imported and exported', variants: ['desk zh-CN', 'phone zh-CN', 'desk en'], run: imports_and_exports }]
