// Opens every page of the desk in both languages, at a desk and on a phone.
import assert from 'node:assert/strict'
import { ask, expect_own_language, open_desk } from './staff_steps.mjs'

const walk = (who) => async ({ page, server, language, step, sign_in, expect_clean, expect_noise, picture }) => {
  expect_noise(/status of 404 .*\/consultations\/1\b/)
  await step('signs in', () => sign_in(who))
  const { items } = await ask(page, server, 'GET', '/consultations')
  const open = items.find((item) => item.state === 'open').id
  const closed = items.find((item) => item.state === 'closed').id
  const pages = [
    '', '/consultations', '/consultations?state=draft', '/consultations/new', `/consultations/${open}`, `/consultations/${open}/assisted`, `/consultations/${closed}`, `/consultations/${closed}/sheet`,
    '/consultations/1', '/proposals', '/proposals?queue=filed', '/proposals/sessions', '/proposals/statistics', '/proposals/topics', '/settings', '/handling', '/moderation', '/words', '/members', '/members/import', '/assemblies', '/password', '/nowhere',
  ]
  for (const path of pages) {
    await step(path || '/console', async () => {
      await open_desk(page, server, path)
      await expect_clean()
      assert.notEqual(await page.title(), '')
      // What was said on the Internet in other languages is not the desk's own words.
      if (!path.startsWith(`/consultations/${closed}`)) await expect_own_language(page, language)
      await picture(path || 'today')
    })
  }
}

async function phone_menu({ page, server, step, words, sign_in, expect_clean, picture }) {
  await step('the menu of a phone', async () => {
    await sign_in('clerk')
    await open_desk(page, server)
    await page.getByRole('button', { name: words('菜单', 'Menu') }).click()
    await page.getByRole('navigation').getByRole('link', { name: words('审核', 'Review') }).waitFor()
    await expect_clean()
    await picture('menu')
    await page.getByRole('navigation').getByRole('link', { name: words('审核', 'Review') }).click()
    await page.getByRole('heading', { name: words('审核', 'Review of contributions') }).waitFor()
  })
}

export const stories = [
  { name: 'every page of the desk, as a clerk', run: walk('clerk') },
  { name: 'every page of the desk, as the chair', variants: ['desk zh-CN', 'phone en'], run: walk('chair') },
  { name: 'the menu', variants: ['phone zh-CN', 'phone en'], run: phone_menu },
]
