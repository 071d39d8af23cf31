// What keeps an account its owner's: a second factor, passkeys, and knowing where one is signed in.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { open_link } from './browser.mjs'
import { open_desk } from './staff_steps.mjs'

/** The code that an authenticator app would show (RFC 6238), `later` steps of thirty seconds from now: a code works once, and one step beside counts. */
function code_of(secret, later = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret.replace(/\s/g, '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** A phone's or computer's own authenticator, as Chromium plays it. */
async function virtual_authenticator(page) {
  const protocol = await page.context().newCDPSession(page)
  await protocol.send('WebAuthn.enable')
  await protocol.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
}

async function by_app({ page, server, step, words, sign_in, expect_clean, expect_noise, picture }) {
  expect_noise(/status of 4(22|03|01) /)
  let secret
  let codes
  const sign_out = async () => {
    await open_desk(page, server)
    await page.locator('.top .el-dropdown button').click()
    await page.getByRole('menuitem', { name: words('退出登录', 'Sign out') }).click()
    await page.getByRole('heading', { name: words('登录工作台', 'Sign in to the desk') }).waitFor()
  }
  const by_password = async () => {
    await page.getByRole('textbox', { name: words('账号', 'Login name') }).fill('li.clerk')
    await page.getByLabel(words('密码', 'Password'), { exact: true }).fill('lighthouse pear 42')
    await page.getByRole('button', { name: words('登录', 'Sign in'), exact: true }).click()
    await page.getByRole('heading', { name: words('再确认一步', 'One more step') }).waitFor()
  }
  const code = page.getByLabel(words('验证码', 'Security code'), { exact: true })
  const go_on = page.getByRole('button', { name: words('继续', 'Go on') })
  await step('a clerk sets a password', async () => {
    await sign_in('clerk')
    await open_desk(page, server, '/password')
    await page.getByRole('textbox', { name: words('账号', 'Login name') }).fill('li.clerk')
    await page.getByLabel(words('新密码', 'New password'), { exact: true }).fill('lighthouse pear 42')
    await page.getByLabel(words('再写一遍新密码', 'New password again')).fill('lighthouse pear 42')
    await page.getByRole('button', { name: words('保存', 'Save'), exact: true }).click()
    await page.getByRole('heading', { name: words('今天', 'Today') }).waitFor()
  })
  await step('and an authenticator app', async () => {
    await page.locator('.top .el-dropdown button').click()
    await page.getByRole('menuitem', { name: words('账号与登录保护', 'Account and sign-in') }).click()
    await page.getByRole('heading', { name: words('登录保护', 'Protected sign-in'), exact: true }).waitFor()
    await page.getByText(words('短信可能被截获', 'messages can be intercepted'), { exact: false }).waitFor()
    await expect_clean()
    await picture('account')
    await page.getByRole('button', { name: words('设置动态验证码', 'Set up an authenticator app') }).click()
    await page.getByRole('img', { name: words('二维码', 'QR code'), exact: false }).waitFor()
    secret = await page.locator('.secret').innerText()
    await expect_clean()
    await picture('app')
    await page.getByLabel(words('应用里现在显示的六位数字', 'The six digits that the app shows now')).fill('000000')
    await page.getByRole('button', { name: words('启用', 'Turn on') }).click()
    await page.getByText(words('验证码不对', 'This code is not right'), { exact: false }).waitFor()
    await page.getByLabel(words('应用里现在显示的六位数字', 'The six digits that the app shows now')).fill(code_of(secret))
    await page.getByRole('button', { name: words('启用', 'Turn on') }).click()
    await page.getByRole('heading', { name: words('您的恢复码', 'Your recovery codes') }).waitFor()
    codes = await page.locator('.codes li').allInnerTexts()
    assert.equal(codes.length, 10)
    await expect_clean()
    await picture('recovery codes')
    await page.getByRole('button', { name: words('已经保存好了', 'I have kept them') }).click()
  })
  await step('signs in with password and code', async () => {
    await sign_out()
    await by_password()
    await expect_clean()
    await picture('second step')
    await code.fill('000000')
    await go_on.click()
    await page.getByText(words('验证码不对', 'This code is not right'), { exact: false }).waitFor()
    await code.fill(code_of(secret, 1))
    await go_on.click()
    await page.locator('#main h1').waitFor()
  })
  await step('signs in with a recovery code, and removes the app', async () => {
    await sign_out()
    await by_password()
    await code.fill(codes[0].trim().toLowerCase())
    await go_on.click()
    await page.locator('#main h1').waitFor()
    await open_desk(page, server, '/account')
    await page.getByText(words('还有 9 个没有用过。', '9 codes have not been used.')).waitFor()
    await page.getByRole('button', { name: words('删除动态验证码', 'Remove the authenticator app') }).click()
    await page.getByRole('button', { name: words('设置动态验证码', 'Set up an authenticator app') }).waitFor()
    await sign_out()
    await page.getByRole('textbox', { name: words('账号', 'Login name') }).fill('li.clerk')
    await page.getByLabel(words('密码', 'Password'), { exact: true }).fill('lighthouse pear 42')
    await page.getByRole('button', { name: words('登录', 'Sign in'), exact: true }).click()
    await page.locator('#main h1').waitFor()
  })
}

async function by_passkey({ page, server, step, words, expect_clean, picture }) {
  // Browsers keep passkeys for names, not for addresses.
  const base = server.base.replace('127.0.0.1', 'localhost')
  await step('a member adds a passkey', async () => {
    const link = server.links.member.replace('127.0.0.1', 'localhost')
    await page.goto(link)
    await expect_clean(page, { thumbs: true })
    await picture('link')
    assert.equal((await (await page.request.get(`${base}/api/v1/session`)).json()).level, 'none', 'what only looks at the link uses it not up')
    await page.goto(`${base}/`)
    await open_link(page, link)
    await virtual_authenticator(page)
    await page.goto(`${base}/mine/account`)
    await page.getByRole('button', { name: words('添加通行密钥', 'Add a passkey') }).click()
    await page.getByLabel(words('给它起个名字', 'Give it a name')).fill('示例手机')
    await expect_clean(page, { thumbs: true })
    await picture('naming')
    await page.getByRole('button', { name: words('在这台设备上生成', 'Make it on this device') }).click()
    await page.getByRole('heading', { name: words('您的恢复码', 'Your recovery codes') }).waitFor()
    await expect_clean(page, { thumbs: true })
    await picture('made')
    await page.getByRole('button', { name: words('已经保存好了', 'I have kept them') }).click()
    await page.getByText('示例手机').waitFor()
  })
  await step('signs out', async () => {
    await page.getByRole('button', { name: words('退出登录', 'Sign out') }).click()
    await page.waitForURL(`${base}/`)
  })
  await step('signs in with it', async () => {
    await page.goto(`${base}/sign-in?return=/mine/account`)
    await expect_clean(page, { thumbs: true })
    await picture('sign in')
    await page.getByRole('button', { name: words('用通行密钥登录', 'Sign in with a passkey') }).click()
    await page.waitForURL(`${base}/mine/account`)
    await page.getByText(words('通行密钥登录', 'By passkey'), { exact: false }).first().waitFor()
    await expect_clean(page, { thumbs: true })
    await picture('account')
  })
  await step('removes it', async () => {
    await page.getByRole('button', { name: words('删除“示例手机”', 'Remove “示例手机”') }).click()
    await page.getByText('示例手机').waitFor({ state: 'detached' })
    await page.getByText(words('恢复码', 'Recovery codes'), { exact: true }).waitFor({ state: 'detached' })
  })
}

async function where_signed_in({ page, server, step, words, sign_in, another, comes_to, expect_clean, expect_noise, picture }) {
  expect_noise(/status of 40[13] /)
  await step('a clerk who came by a link sets a login and a password on the site', async () => {
    await sign_in('clerk')
    await page.goto(`${server.base}/mine/account`)
    await page.getByLabel(words('账号', 'Account'), { exact: true }).fill('li.clerk')
    await page.getByLabel(words('新密码', 'New password'), { exact: true }).fill('lighthouse pear 42')
    await page.getByRole('button', { name: words('保存新密码', 'Save the new password') }).click()
    await page.getByText(words('密码已保存。', 'The password has been saved.')).first().waitFor()
  })
  const other = await another()
  const sessions = other.locator('li.session')
  await step('signs in elsewhere by them', async () => {
    await other.goto(`${server.base}/sign-in?return=/mine/account`)
    await other.getByRole('button', { name: words('账号密码', 'Password') }).click()
    await other.getByLabel(words('账号', 'Account'), { exact: true }).fill('li.clerk')
    await other.getByLabel(words('密码', 'Password'), { exact: true }).fill('lighthouse pear 42')
    await other.getByRole('main').getByRole('button', { name: words('登录', 'Sign in'), exact: true }).click()
    await other.waitForURL(`${server.base}/mine/account`)
  })
  await step('sees both, and ends the other', async () => {
    await comes_to(() => sessions.count(), 2)
    assert.equal(await sessions.getByText(words('就是这里', 'This one'), { exact: true }).count(), 1)
    assert.equal(await sessions.getByText(words('一次性链接登录', 'By one-time link'), { exact: false }).count(), 1)
    await expect_clean(other, { thumbs: true })
    await picture('sessions', other)
    await other.getByRole('button', { name: words('结束其他所有登录', 'End all other sessions') }).click()
    await comes_to(() => sessions.count(), 1)
    await page.goto(`${server.base}/mine/account`)
    await page.getByRole('main').getByRole('link', { name: words('登录', 'Sign in') }).first().waitFor()
    await other.reload()
    await comes_to(() => sessions.count(), 1)
  })
}

export const stories = [
  { name: 'a clerk protects the account by an app', variants: ['desk zh-CN', 'phone en'], run: by_app },
  { name: 'a member signs in by a passkey', variants: ['phone zh-CN', 'desk en'], run: by_passkey },
  { name: 'a person sees where they are signed in', variants: ['phone zh-CN', 'desk en'], run: where_signed_in },
]
