// What anyone can do without signing in.
export const stories = [
  {
    name: 'a newcomer finds an open consultation from the front page',
    variants: ['phone zh-CN', 'desk en'],
    run: async ({ page, server, step, words, expect_clean }) => {
      await step('opens the front page', async () => {
        await page.goto(server.base)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await expect_clean(page, { thumbs: true })
      })
      await step('reads the background', async () => {
        await page.getByRole('link', { name: words('看背景', 'Background') }).first().click()
        await page.getByRole('heading', { name: words('背景', 'Background'), exact: true }).waitFor()
        await expect_clean(page, { thumbs: true })
      })
    },
  },
]
