// A meeting with its own picture and venues: the office gets a key, the camera sends, who watches sees it, and afterwards finds each speech in the recording.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { start_command } from '../server.mjs'
import { encoder, free_port } from './camera.mjs'
import { ask, expect_own_language, open_desk } from './staff_steps.mjs'

const minute = 60_000

/** The server knows where encoders come before the engine is there. */
async function own_engine() {
  const port = String(await free_port())
  return { options: ['--video-port', port], port, stop: async () => {} }
}

async function shown({ page, server, beside, size, language, step, words, sign_in, another, expect_clean, expect_noise, picture }) {
  expect_noise(/axe\.utils\.preloadMedia/)
  const main = (of = page) => of.locator('#main')
  const button = (chinese, english, from = main()) => from.getByRole('button', { name: words(chinese, english) })
  const seen = async (name) => {
    await expect_clean()
    await expect_own_language(page, language)
    await picture(name)
  }
  const running = []
  let id, camera, member
  const move = async (verb) => {
    const { version } = await ask(page, server, 'GET', `/meetings/${id}`)
    await ask(page, server, 'POST', `/meetings/${id}/transitions`, { verb, version })
  }
  const add = (key) => { camera = encoder(...key); running.push(camera) }
  try {
    await step('the office opens a room, names a venue, and gets a key for the camera', async () => {
      await sign_in('clerk')
      member = await another('member')
      const now = Date.now()
      const meeting = { form: 'remote', title: '“江河共治”远程协商会', topic: '上下游怎么补偿。', plan_item: '', place: '机关二楼会议室', audience: 'everybody', signing_up: false, video: 'own', video_address: '', starts_at: now + 30 * minute, ends_at: now + 90 * minute }
      ;({ id } = await ask(page, server, 'POST', '/meetings', { meeting, agenda: [{ kind: 'speeches', title: '委员发言', minutes: 30 }, { kind: 'exchange', title: '交流互动', minutes: 30 }], reserved: [] }))
      const { person } = await ask(member, server, 'GET', '/session')
      await ask(page, server, 'POST', `/meetings/${id}/participants`, { capacity: 'must', voting: true, everyone: false, bodies: [], members: [person.name], units: [] })
      await move('announce')
      await open_desk(page, server, `/meetings/${id}?part=connect`)
      await button('开设远程会场', 'Open the room').click()
      await main().getByRole('link', { name: words('进入远程会场', 'Enter the room') }).waitFor()
      await button('添加分会场', 'Add a venue').click()
      await main().getByLabel(words('第 1 个分会场的名称', 'Name of venue 1')).fill('江北分会场')
      await main().getByLabel(words('第 1 个分会场的连线人', 'Who connects venue 1')).selectOption({ label: person.name })
      await button('保存分会场', 'Save the venues').click()
      await button('保存分会场', 'Save the venues').waitFor({ state: 'detached' })
      await button('取得推流码', 'Get a stream key').click()
      await main().locator('code').nth(1).waitFor()
      // Address and key are in no language.
      await expect_clean()
      await picture('key and room')
      await member.goto(`${server.base}/meetings/${id}`)
      await main(member).getByText('江北分会场').waitFor()
      await main(member).getByRole('link', { name: words('进入远程会场', 'Enter from afar') }).waitFor()
      await expect_clean(member, { thumbs: size === 'phone' })
    })
    await step('the camera sends, and who watches sees it', async () => {
      running.push(await start_command(['hall', 'video', '--data', server.data, '--video-port', beside.port], /rtmp:/))
      add(await main().locator('code').allInnerTexts())
      await move('open')
      const reader = await another()
      await reader.goto(`${server.base}/meetings/${id}/live`)
      await reader.waitForFunction(() => document.querySelector('video')?.currentTime > 1, undefined, { timeout: 60_000 })
      await reader.context().close()
    })
    await step('somebody speaks after ten seconds, the meeting ends', async () => {
      await new Promise((done) => setTimeout(done, 8000))
      const { items } = await ask(page, server, 'GET', `/meetings/${id}/participants`)
      const { speeches } = await ask(page, server, 'POST', `/meetings/${id}/speakers`, { participant: items[0].id, kind: 'speech', manner: 'online', topic: '上游的账怎么算', minutes: 5 })
      await ask(page, server, 'POST', `/speeches/${speeches[0].id}/transitions`, { verb: 'start', version: speeches[0].version })
      await ask(page, server, 'POST', `/meetings/${id}/captions`, { text: '我代表上游三个乡镇发言。' })
      await new Promise((done) => setTimeout(done, 5000))
      await move('end')
      await camera.ended
    })
    await step('the replay has the picture, and a press on the speech leads there', async () => {
      await member.goto(`${server.base}/meetings/${id}/replay`)
      await member.waitForFunction(() => document.querySelector('video')?.readyState > 1, undefined, { timeout: 60_000 })
      const from = main(member).getByRole('button', { name: words(/^从 .* 播放：/, /^Play from /) }).filter({ hasText: /0:00:\d\d/ })
      assert.ok((await from.count()) >= 2, 'beginning and speech')
      await main(member).getByRole('listitem').filter({ hasText: '上游的账怎么算' }).getByRole('button').click()
      await member.waitForFunction(() => document.querySelector('video').currentTime > 6, undefined, { timeout: 30_000 })
      await main(member).locator('[aria-current="true"]').filter({ hasText: '上游的账怎么算' }).waitFor()
      await member.evaluate(() => document.querySelector('video').pause())
      await member.waitForFunction(() => document.querySelector('video').textTracks[0]?.cues?.length === 1)
      await expect_clean(member, { thumbs: size === 'phone' })
      await picture('replay', member)
    })
    await step('captions that were made afterwards take the place of what was typed', async () => {
      const file = join(server.data, 'captions.vtt')
      await writeFile(file, 'WEBVTT\n\n00:02.000 --> 00:04.000\n现在开会。\n\n00:09.000 --> 00:12.000\n我代表上游三个乡镇发言。\n')
      await open_desk(page, server, `/meetings/${id}?part=connect`)
      await page.locator('input[type=file]').setInputFiles(file)
      await page.getByText(words('已收下 2 条字幕', '2 captions are taken')).first().waitFor()
      await seen('captions taken')
      // Somebody else, since a browser keeps captions for a minute.
      const reader = await another()
      await reader.goto(`${server.base}/meetings/${id}/replay`)
      await reader.waitForFunction(() => document.querySelector('video')?.textTracks[0]?.cues?.length === 2, undefined, { timeout: 30_000 })
    })
  } finally {
    for (const one of running.reverse()) await one.stop()
  }
}

export const stories = [{ name: 'a meeting is shown, and watched again', variants: ['phone zh-CN', 'desk en'], whole_browser: true, beside: own_engine, run: shown }]
