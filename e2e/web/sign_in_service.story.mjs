// Signing in at a service of OpenID Connect: npm oidc-provider, as another party wrote it, stands on loopback beside the server.
import { createServer } from 'node:http'
import { generateKeyPairSync } from 'node:crypto'
import Provider from 'oidc-provider'

const secret = 'a secret between the two of them'
const jwk = (type, options) => generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' })

/** The service; it learns where the server stands once that has started. Chinese stories get RS256, English ones ES256. */
async function sign_in_service(language) {
  let answer = (_request, response) => { response.statusCode = 503; response.end() }
  const listener = createServer((request, response) => answer(request, response))
  await new Promise((done) => listener.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${listener.address().port}`
  const algorithm = language === 'en' ? 'ES256' : 'RS256'
  return {
    issuer,
    options: ['--oidc-issuer', issuer, '--oidc-client-id', 'gongshi', '--oidc-client-secret', secret, '--oidc-name', '示例统一身份', '--oidc-private'],
    open(base) {
      const provider = new Provider(issuer, {
        clients: [{ client_id: 'gongshi', client_secret: secret, redirect_uris: [`${base}/sign-in/oidc`], response_types: ['code'], grant_types: ['authorization_code'], id_token_signed_response_alg: algorithm }],
        jwks: { keys: [{ ...jwk('rsa', { modulusLength: 2048 }), use: 'sig', alg: 'RS256' }, { ...jwk('ec', { namedCurve: 'P-256' }), use: 'sig', alg: 'ES256' }] },
        cookies: { keys: ['a key for the service\'s own cookies'] },
        findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
      })
      answer = provider.callback()
    },
    stop: () => new Promise((done) => { listener.closeAllConnections(); listener.close(done) }),
  }
}

/** The service's own pages would load a font from elsewhere. */
const without_fonts = (page) => page.context().route('https://fonts.googleapis.com/**', (route) => route.fulfill({ contentType: 'text/css', body: '' }))

async function at_the_service(page, who) {
  await page.locator('input[name=login]').fill(who)
  await page.locator('input[name=password]').fill('anything')
  await page.locator('button[type=submit]').click()
  await page.getByText('Authorize').first().waitFor()
  await page.locator('button[type=submit]').click()
}

async function linked_then_used({ page, server, beside, step, words, sign_in, another, expect_clean, expect_noise, picture }) {
  beside.open(server.base)
  expect_noise(/status of 4(22|10) .*\/session\/oidc|favicon\.ico/)
  await without_fonts(page)
  const by_service = words('用示例统一身份登录', 'Sign in with 示例统一身份')
  await step('a clerk says at both that the two accounts are theirs', async () => {
    await sign_in('clerk')
    await page.goto(`${server.base}/mine/account`)
    await expect_clean(page, { thumbs: true })
    await page.getByRole('button', { name: words('关联示例统一身份', 'Link with 示例统一身份') }).click()
    await at_the_service(page, 'li-at-the-service')
    await page.waitForURL(`${server.base}/mine/account`)
    await page.getByRole('button', { name: words('取消关联', 'Unlink') }).waitFor()
    await picture('linked')
  })
  await step('signs out and in again there', async () => {
    await page.getByRole('button', { name: words('退出登录', 'Sign out') }).click()
    await page.waitForURL(`${server.base}/`)
    await page.goto(`${server.base}/sign-in`)
    await expect_clean(page, { thumbs: true })
    await picture('sign in')
    await page.getByRole('button', { name: by_service }).click()
    await page.waitForURL(`${server.base}/`)
    await page.goto(`${server.base}/mine/account`)
    await page.getByText(words('统一身份登录', 'By single sign-on'), { exact: false }).first().waitFor()
  })
  await step('somebody the service knows and we do not is told so', async () => {
    const stranger = await another()
    await without_fonts(stranger)
    await stranger.goto(`${server.base}/sign-in`)
    await stranger.getByRole('button', { name: by_service }).click()
    await at_the_service(stranger, 'nobody-here')
    await stranger.getByText(words('还没有和本站的账号关联', 'is not linked with one here'), { exact: false }).waitFor()
    await expect_clean(stranger, { thumbs: true })
  })
  await step('a journey that began in another browser ends nowhere', async () => {
    const victim = await another()
    await victim.goto(`${server.base}/sign-in/oidc?code=another&state=another`)
    await victim.getByText(words('这次登录已经失效', 'This sign-in is no longer valid'), { exact: false }).waitFor()
  })
}

export const stories = [{ name: 'a clerk links the account at a sign-in service and signs in there', variants: ['phone zh-CN', 'desk en'], beside: sign_in_service, run: linked_then_used }]
