// A meeting's picture before a crowd: it waits, plays, is interrupted, goes on, ends and can be watched again; and another's stream.
import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { basename, join } from 'node:path'
import { gongshi, start_command } from '../server.mjs'
import { encoder, free_port, listening } from './camera.mjs'

/** Somebody else's streams: one folder, for pages of any origin. */
async function other_house() {
  let folder = ''
  const server = createServer((request, response) => {
    const file = join(folder, basename(request.url))
    if (!folder || !existsSync(file)) return response.writeHead(404).end()
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': file.endsWith('.ts') ? 'video/mp2t' : 'application/vnd.apple.mpegurl' })
    createReadStream(file).pipe(response)
  })
  const origin = `http://127.0.0.1:${await listening(server)}`
  return { options: ['--video-origins', origin], origin, offer: (of) => { folder = of }, stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done) }) }
}

const seen = (page) => page.evaluate(() => {
  const video = document.querySelector('video')
  return { time: video.currentTime, width: video.videoWidth, length: video.duration, muted: video.muted, paused: video.paused }
})
const pause = (page) => page.evaluate(() => document.querySelector('video').pause())

/** Waits until the picture has moved on by two seconds. */
async function moves(page) {
  await page.waitForSelector('video')
  const before = (await seen(page)).time
  await page.waitForFunction((from) => document.querySelector('video').currentTime > from + 2, before, { timeout: 60_000 })
  assert.equal((await seen(page)).width, 480)
}

async function watched({ page, server, beside, size, step, words, expect_clean, picture }) {
  const port = await free_port()
  const options = ['--data', server.data, '--video-port', String(port)]
  const opened = await gongshi('hall', 'video', 'open', ...options)
  const [, name] = /\/live\/(\w+)/.exec(opened)
  const [, address] = /(rtmp:\S+)/.exec(opened)
  const key = opened.split('\n').find((line) => /^(推流密钥：|key:)/.test(line)).match(/\w+$/)[0]
  const thumbs = size === 'phone'
  const said = page.locator('.player [role=status]')
  const running = []
  try {
    const engine = await start_command(['hall', 'video', ...options], /rtmp:/)
    running.push(engine)
    await step('before it begins, the page says so', async () => {
      await page.goto(`${server.base}/live/${name}`)
      await said.getByText(words('直播还没有开始', 'The stream has not begun')).waitFor()
      await expect_clean(page, { thumbs })
      await picture('waiting')
    })
    await step('nobody sends without the key', async () => {
      assert.notEqual(await encoder(address, 'a'.repeat(26)).ended, 0)
      assert.notEqual(await encoder(address, name).ended, 0)
      assert.equal(existsSync(join(server.data, 'video', 'a'.repeat(26))), false)
    })
    let camera
    await step('the camera begins, and so does the picture', async () => {
      camera = encoder(address, key)
      running.push(camera)
      await moves(page)
      await page.getByText(words('直播中', 'Live'), { exact: true }).waitFor()
      await expect_clean(page, { thumbs })
      await picture('live')
      assert.equal((await seen(page)).muted, true)
      await page.getByRole('button', { name: words('打开声音', 'Turn on sound') }).first().click()
      assert.equal((await seen(page)).muted, false)
      await page.getByRole('button', { name: words('静音', 'Mute'), exact: true }).waitFor()
    })
    await step('in elder mode too', async () => {
      await page.getByRole('button', { name: words('长辈版', 'Elder mode') }).click()
      await moves(page)
      await expect_clean(page, { thumbs })
      await picture('live, elder mode')
      await page.getByRole('button', { name: words('标准版', 'Standard') }).click()
    })
    await step('the camera fails: the page says that it goes on by itself', async () => {
      await camera.stop()
      await said.getByText(words('画面暂时中断', 'The picture is interrupted')).waitFor({ timeout: 60_000 })
      await expect_clean(page, { thumbs })
      await picture('interrupted')
    })
    await step('and it does', async () => {
      camera = encoder(address, key)
      running.push(camera)
      await said.getByText(words('画面暂时中断', 'The picture is interrupted')).waitFor({ state: 'detached', timeout: 60_000 })
      await moves(page)
    })
    await step('whoever comes now sees it as well', async () => {
      await page.reload()
      await moves(page)
    })
    await step('it ends, and the camera is let go of', async () => {
      await gongshi('hall', 'video', 'finish', name, '--data', server.data)
      await writeFile(join(server.data, 'video', name, 'captions.vtt'), 'WEBVTT\n\n00:00.000 --> 00:30.000\n大家好\n')
      await said.getByText(words('直播已经结束', 'The stream has ended')).waitFor({ timeout: 60_000 })
      await camera.ended
      await expect_clean(page, { thumbs })
      await picture('ended')
    })
    await step('its recording plays from the beginning, with captions, and can be moved through', async () => {
      await page.getByRole('button', { name: words('看回放', 'Watch the recording') }).click()
      await page.waitForFunction(() => document.querySelector('video').currentTime > 0.5, undefined, { timeout: 30_000 })
      const { time, length } = await seen(page)
      assert.ok(time < 5, `from the beginning, not from ${time}`)
      assert.ok(length > 12, `all of it, not ${length} s`)
      await page.waitForFunction(() => document.querySelector('video').textTracks[0]?.cues?.length === 1)
      await expect_clean(page, { thumbs })
      await picture('recording')
      await page.getByRole('slider', { name: words('播放位置', 'Position') }).fill(String(Math.floor(length) - 4))
      await page.waitForFunction((from) => document.querySelector('video').currentTime > from, length - 4, { timeout: 30_000 })
      await page.getByRole('button', { name: words('从头再看', 'Watch it again') }).click({ timeout: 30_000 })
      await page.waitForFunction(() => document.querySelector('video').currentTime < 3 && document.querySelector('video').currentTime > 0.3)
      await pause(page)
    })
    await step('a link leads to a moment of it', async () => {
      await page.goto(`${server.base}/live/${name}?t=9`)
      await page.waitForFunction(() => document.querySelector('video')?.currentTime > 9.2, undefined, { timeout: 30_000 })
      assert.ok((await seen(page)).time < 14)
    })
    await step("another house's stream plays", async () => {
      const other = name.split('').reverse().join('')
      beside.offer(join(server.data, 'video', name))
      await mkdir(join(server.data, 'video', other))
      await writeFile(join(server.data, 'video', other, 'address'), `${beside.origin}/replay.m3u8`)
      await page.goto(`${server.base}/live/${other}`)
      await moves(page)
      await page.getByText(words('回放', 'Recording'), { exact: true }).waitFor()
      await expect_clean(page, { thumbs })
    })
    await step('what is not there is said not to be', async () => {
      await page.goto(`${server.base}/live/${'z'.repeat(26)}`)
      await said.getByText(words('没有这一路直播', 'There is no such stream')).waitFor()
      await expect_clean(page, { thumbs })
      await picture('absent')
    })
    // Keys stay out of logs.
    assert.ok(!engine.log().includes(key) && !server.log().includes(key))
  } finally {
    for (const one of running.reverse()) await one.stop()
  }
}

export const stories = [{ name: 'a crowd watches a meeting', variants: ['phone zh-CN', 'desk en', 'phone en', 'desk zh-CN'], usual: ['phone zh-CN', 'desk en'], whole_browser: true, beside: other_house, run: (told) => {
  told.expect_noise(/axe\.utils\.preloadMedia/)  // it looks for a picture where there is none yet, or no more
  told.expect_noise(/status of 404.*\/video\/z{26}\/state/)
  return watched(told)
} }]
