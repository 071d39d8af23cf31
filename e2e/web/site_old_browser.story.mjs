// Telephones that get no updates any more: the pages for anyone must not be blank in a browser of 2019.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { start_old_browser } from './old_browser.mjs'

export const stories = [
  {
    name: 'anyone reads with a browser of 2019',
    variants: ['phone zh-CN', 'desk en'],
    run: async ({ server, size, language, step }) => {
      const { items } = await (await fetch(`${server.base}/api/v1/consultations`)).json()
      const old = await start_old_browser({ language, width: size === 'phone' ? 390 : 1440, height: 844 })
      try {
        assert.match(old.version, /Chrome\/78\./)
        await step('a page that fails is noticed', async () => {
          assert.match((await old.open(`data:text/html,<div id="app"></div><script>let a; a ??= 1</script>`)).join(), /SyntaxError/)
        })
        const pages = ['/', '/consultations', '/sign-in', '/about', '/privacy', '/accessibility', '/nowhere']
        for (const { id } of items) for (const part of ['', '/vote', '/discussion', '/result']) pages.push(`/consultations/${id}${part}`)
        for (const path of pages) {
          await step(path, async () => {
            const errors = await old.open(server.base + path)
            // The server answers an unknown address with its own page and status 404, which the browser reports.
            // It does not know trusted types, and says so.
            const expected = (one) => (path === '/nowhere' && /status of 404/.test(one)) || /Unrecognized Content-Security-Policy directive '(require-)?trusted-types/.test(one)
            assert.deepEqual(errors.filter((one) => !expected(one)), [])
            const shown = await old.evaluate(`({ words: document.getElementById('app').innerText.trim(), lang: document.documentElement.lang,
              wide: document.documentElement.scrollWidth > document.documentElement.clientWidth, main: document.getElementById('main').innerText.trim().length })`)
            assert.ok(shown.main > 20, `the page is blank: "${shown.words.slice(0, 200)}"`)
            assert.equal(shown.lang, language)
            assert.equal(shown.wide, false, 'the page scrolls sideways')
            if (/result$/.test(path)) assert.ok(await old.evaluate('document.querySelector("figure canvas") !== null'), 'the map is drawn')
            if (process.env.SHOTS) await old.picture(join(process.env.SHOTS, `old ${size} ${language} ${path}`.replace(/\W+/g, '-') + '.png'))
          })
        }
      } finally {
        await old.close()
      }
    },
  },
]
