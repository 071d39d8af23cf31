// Speaking from afar: over a gateway of the story's own, and by another system's link.
import assert from 'node:assert/strict'
import { start_gateway } from './gateway.mjs'
import { ask } from './staff_steps.mjs'

const title = '“加快推进老旧小区改造”专题协商会'
const main = (from) => from.locator('#main')

/** What arrives of others: pictures decoded and bytes of sound, over everybody who is watched. */
const arriving = (from) => from.evaluate(async () => {
  const found = { people: 0, frames: 0, sound: 0 }
  for (const peer of window.gongshi_conference().watched.values()) {
    if (!peer) continue
    ++found.people
    for (const one of (await peer.getStats()).values()) {
      if (one.type !== 'inbound-rtp') continue
      if (one.kind === 'video') found.frames += one.framesDecoded ?? 0
      else found.sound += one.bytesReceived ?? 0
    }
  }
  return found
})

async function expect_arriving(from, people, why) {
  let first
  for (const until = Date.now() + 75_000; ; await new Promise((done) => setTimeout(done, 500))) {
    const now = await arriving(from)
    if (now.people >= people) {
      // New connections begin at nothing: only what grows counts.
      if (first && now.frames > first.frames + 5 && now.sound > first.sound + 500) return
      if (!first || now.frames < first.frames) first = now
    }
    if (Date.now() > until) throw new Error(`${why}: ${JSON.stringify(now)} after ${JSON.stringify(first)}`)
  }
}

/** A room with guests, made over the API by the office. */
async function open_room(clerk, server, guests) {
  const room = await ask(clerk, server, 'POST', '/conferences', { title })
  for (const { page, role, place = 'alone', shown_as } of guests) {
    const { person } = await ask(page, server, 'GET', '/session')
    await ask(clerk, server, 'POST', `/conferences/${room.id}/guests`, { person: person.id, role, place, ...(shown_as ? { shown_as } : {}) })
  }
  return room.id
}

/** The chair and a member, each with camera and microphone, are in one room and see and hear each other; a listener is invited. */
async function gather(told, then) {
  const { page, server, beside, words, step, sign_in, another, expect_clean, expect_noise, picture } = told
  // A gateway on a busy machine may answer late, and somebody may leave while another asks for them: the page tries again, which is what is told here.
  expect_noise(/status of (404|409|503) .*\/(signals|entry)$/)
  const second = await beside.launch()
  const at = {}
  const come_in = async (who) => {
    await who.goto(`${server.base}/conference/${at.room}`)
    await main(who).getByRole('button', { name: words('试一试摄像头和话筒', 'Try camera and microphone') }).click()
    await main(who).getByText(words('听到您的声音了', 'Your voice is heard')).waitFor({ timeout: 40_000 })
  }
  const enter = (who) => main(who).getByRole('button', { name: words('进入会场', 'Enter the room') }).click()
  const leave_button = (who) => main(who).getByRole('button', { name: words('离开会场', 'Leave'), exact: true })
  try {
    await step('the office opens a room and invites', async () => {
      await sign_in('chair')
      const clerk = await another('clerk')
      at.member = await another('member', second)
      at.listener = await another('second clerk')
      at.stranger = await another('citizen')
      at.room = await open_room(clerk, server, [
        { page, role: 'moderator', place: 'main', shown_as: words('市政协主会场', 'Main venue, city hall') }, { page: at.member, role: 'speaker' }, { page: at.listener, role: 'listener' },
      ])
    })
    await step('before the door: the picture, the level, the devices', async () => {
      await page.goto(`${server.base}/conference/${at.room}`)
      await main(page).getByText(words('现在会场里还没有人', 'Nobody is in the room yet')).waitFor()
      await expect_clean(page, { thumbs: true })
      await picture('before the door')
      await come_in(page)
      await expect_clean(page, { thumbs: true })
      await picture('tried')
    })
    await step('both come in, and see and hear each other', async () => {
      await enter(page)
      await leave_button(page).waitFor()
      await come_in(at.member)
      await enter(at.member)
      await expect_arriving(page, 1, 'the main venue sees and hears the member')
      await expect_arriving(at.member, 1, 'the member sees and hears the main venue')
      await expect_clean(page, { thumbs: true })
      await expect_clean(at.member, { thumbs: true })
      await picture('the chair in the hall')
      await picture('the member in the hall', at.member)
    })
    await then({ ...at, leave_button })
  } finally {
    await second.close()
  }
}

const from_afar = (told) => gather(told, async (at) => {
  const { page, server, size, words, step, expect_clean, expect_noise, picture } = told
  const { leave_button } = at
  await step('in elder mode the buttons are large', async () => {
    await at.member.getByRole('button', { name: words('长辈版', 'Elder mode') }).click()
    await expect_clean(at.member, { thumbs: true })
    const { height } = await leave_button(at.member).boundingBox()
    assert.ok(height >= 60, `the button to leave is ${height} px high`)
    await picture('in elder mode', at.member)
    await at.member.getByRole('button', { name: words('标准版', 'Standard') }).click()
  })
  await step('a listener raises a hand, and is let speak', async () => {
    const { listener } = at
    await listener.goto(`${server.base}/conference/${at.room}`)
    await main(listener).getByRole('button', { name: words('进入旁听', 'Enter and listen') }).click()
    await expect_arriving(listener, 2, 'the listener sees and hears both')
    await main(listener).getByRole('button', { name: words('举手', 'Raise hand'), exact: true }).click()
    await main(page).locator('.people').getByText(words('已举手', 'Hand raised')).waitFor()
    await picture('a hand is raised')
    await main(page).getByRole('button', { name: words(/^请发言：/, /^Let speak: /) }).click()
    await main(listener).getByRole('button', { name: words('打开话筒发言', 'Unmute and speak') }).click()
    await expect_arriving(page, 2, 'the main venue hears who was let speak')
    await expect_clean(listener, { thumbs: true })
    await picture('let speak', listener)
  })
  await step('the chair mutes the member, who is told', async () => {
    await main(page).getByRole('button', { name: words(/^关话筒：/, /^Mute \S/) }).first().click()
    await Promise.any([at.member, at.listener].map((one) => main(one).getByText(words('主持人关了您的话筒', 'The chair has muted you')).waitFor()))
  })
  await step('sound alone, and pictures again', async () => {
    await main(at.member).getByRole('button', { name: words('只听声音', 'Sound only') }).click()
    await main(at.member).getByText(words('现在只听声音', 'Sound only; no pictures now')).waitFor()
    await picture('sound only', at.member)
    await main(at.member).getByRole('button', { name: words('恢复画面', 'Show pictures') }).click()
    await expect_arriving(at.member, 2, 'pictures come again')
  })
  await step('a stranger gets nothing, whatever they name', async () => {
    const { stranger } = at
    expect_noise(/status of 404/)
    await stranger.goto(`${server.base}/conference/${at.room}`)
    await main(stranger).getByText(words('没有这个视频会场，或者没有邀请您参加', 'There is no such room, or you are not invited to it')).waitFor()
    await expect_clean(stranger)
    await picture('a stranger', stranger)
    for (const [method, path, body] of [
      ['POST', '/entry', {}], ['POST', '/signals', { entry: 1, kind: 'leave' }], ['PUT', '/presence', { entry: 1, hand: true, microphone: true, camera: true }], ['GET', '/events?entry=1'],
    ]) await ask(stranger, server, method, `/conferences/${at.room}${path}`, body, 404)
    await ask(at.member, server, 'POST', `/conferences/${at.room}/signals`, { entry: 4711, kind: 'watch', about: '1' }, 409)
  })
  await step('the chair removes the member, who is told in words', async () => {
    const row = main(page).locator('.people li').filter({ hasText: words('发言人', 'Speaker') })
    const name = await main(at.member).locator('.people li b').filter({ hasText: words('（您）', '(you)') }).textContent()
    const mine = row.filter({ hasText: name.replace(/（您）| \(you\)/, '') })
    await mine.getByRole('button', { name: words(/^请离开：/, /^Remove /) }).click()
    await picture('removing', page)
    await mine.getByRole('button', { name: words('请他/她离开', 'Remove'), exact: true }).click()
    await main(at.member).getByText(words('主持人已请您离开会场', 'The chair has asked you to leave the room')).waitFor()
    await expect_clean(at.member, { thumbs: true })
    await picture('removed', at.member)
    expect_noise(/status of 403/)
    await ask(at.member, server, 'POST', `/conferences/${at.room}/entry`, {}, 403)
  })
  await step('the room is closed', async () => {
    await main(page).getByRole('button', { name: words('结束会场', 'Close the room') }).click()
    await main(page).getByRole('button', { name: words('结束', 'Close'), exact: true }).click()
    await main(at.listener).getByText(words('视频会场已经结束', 'The video room is closed')).waitFor()
    await expect_clean(page, { thumbs: size === 'phone' })
  })
})

const cut_off = (told) => gather(told, async (at) => {
  const { page, beside, words, step, expect_noise, picture } = told
  if (beside.cable) {
    await step('the network is gone for a while: it is said, and comes again', async () => {
      expect_noise(/net::ERR_|Failed to load resource/)
      await beside.cable.cut()
      await main(at.member).getByText(words(/正在重新连接|还没有连上/, /connecting again|Not connected yet/)).first().waitFor({ timeout: 40_000 })
      await picture('the network is gone', at.member)
      await beside.cable.mend()
      await expect_arriving(at.member, 1, 'the member is back')
      await expect_arriving(page, 1, 'the main venue is back')
    })
  }
  await step('the gateway is restarted: the room is made again', async () => {
    expect_noise(/status of 503.*\/entry|status of 409/)
    await beside.kill()
    await main(page).getByText(words(/正在重新连接|还没有连上/, /connecting again|Not connected yet/)).first().waitFor()
    await beside.start()
    await expect_arriving(at.member, 1, 'the member is back')
    await expect_arriving(page, 1, 'the main venue is back')
  })
})

async function by_link({ page, server, words, step, sign_in, expect_clean, picture }) {
  await step('another system: its address, with the name filled in', async () => {
    await sign_in('clerk')
    const room = await open_room(page, server, [])
    await page.goto(`${server.base}/conference/${room}`)
    const link = main(page).getByRole('link', { name: words('进入视频会议', 'Join the meeting') })
    await link.waitFor()
    const href = await link.getAttribute('href')
    assert.match(href, /^https:\/\/meet\.example\.cn\/join\?room=[0-9a-f]{24}&name=%[0-9A-F%]+.*&role=moderator$/)
    await expect_clean(page, { thumbs: true })
    await picture('by link')
    await page.getByRole('button', { name: words('长辈版', 'Elder mode') }).click()
    await expect_clean(page)
  })
}

export const stories = [
  { name: 'members speak from afar', variants: ['phone zh-CN', 'desk en'], usual: ['phone zh-CN'], beside: start_gateway, browser: (beside) => beside.launch(), run: from_afar },
  { name: 'members are connected again', variants: ['phone zh-CN', 'desk en'], usual: ['desk en'], beside: start_gateway, browser: (beside) => beside.launch(), run: cut_off },
  { name: 'another system is a link away', variants: ['phone zh-CN', 'desk en'], server: ['--conference-link', 'https://meet.example.cn/join?room={room}&name={name}&role={role}'], run: by_link },
]
