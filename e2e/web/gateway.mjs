// A Janus gateway of a story's own, and a network in which its browsers stand: signalling on loopback, picture and sound between two ends of a virtual cable.
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium_path, launch } from './browser.mjs'

const run = promisify(execFile)
const secret = 'a secret of the stories'
// Of the ports that the stories may use, each gateway has one for its interface and the rest for picture and sound.
const slots = [18900, 18932, 18964]
const taken = new Set()
const triplet = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch]

const is_free = (port) => new Promise((done) => {
  const probe = createServer().once('error', () => done(false)).once('listening', () => probe.close(() => done(true)))
  probe.listen(port, '127.0.0.1')
})

async function take_slot() {
  for (;;) {
    for (const port of slots) {
      if (taken.has(port)) continue
      taken.add(port)
      if (await is_free(port)) return port
      taken.delete(port)
    }
    await new Promise((done) => setTimeout(done, 500))
  }
}

/** Two ends of a cable: one here, one in a network of its own; null where that is not permitted. */
async function lay_cable(number) {
  const name = `gongshi-hall-${number}`
  const [here, there] = [`gh${number}a`, `gh${number}b`]
  const ours = `10.118.${number % 250}.1`
  const remove = async () => {
    await run('ip', ['netns', 'delete', name]).catch(() => {})
    await run('ip', ['link', 'delete', here]).catch(() => {})
  }
  try {
    await remove()
    await run('ip', ['netns', 'add', name])
    await run('ip', ['link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name])
    await run('ip', ['address', 'add', `${ours}/24`, 'dev', here])
    await run('ip', ['link', 'set', here, 'up'])
    await run('ip', ['-n', name, 'address', 'add', `10.118.${number % 250}.2/24`, 'dev', there])
    await run('ip', ['-n', name, 'link', 'set', there, 'up'])
    await run('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
    // Without a way out a browser names no address of its own.
    await run('ip', ['-n', name, 'route', 'add', 'default', 'via', ours])
    return { name, address: ours, cut: () => run('ip', ['link', 'set', here, 'down']), mend: () => run('ip', ['link', 'set', here, 'up']), remove }
  } catch (error) {
    await remove()
    console.log(`no network of its own for the hall (${error.message.split('\n').pop()}): picture and sound stay on this machine's addresses`)
    return null
  }
}

const own_address = () => Object.values(networkInterfaces()).flat().find((one) => one.family === 'IPv4' && !one.internal)?.address

/** { options, stop, launch, cable, kill, start }: what the server needs, and what may happen to gateway and network. */
export async function start_gateway() {
  const port = await take_slot()
  const cable = await lay_cable(port)
  const folder = await mkdtemp(join(tmpdir(), 'gongshi-janus-'))
  const media = cable?.address ?? own_address()
  const plugins = ['audiobridge', 'duktape', 'echotest', 'lua', 'nosip', 'recordplay', 'sip', 'streaming', 'textroom', 'videocall', 'voicemail'].map((name) => `libjanus_${name}.so`).join()
  const transports = ['mqtt', 'nanomsg', 'pfunix', 'rabbitmq', 'websockets'].map((name) => `libjanus_${name}.so`).join()
  await writeFile(join(folder, 'janus.jcfg'), `general: { configs_folder = "${folder}"
  plugins_folder = "/usr/lib/${triplet}/janus/plugins"
  transports_folder = "/usr/lib/${triplet}/janus/transports"
  events_folder = "${folder}"
  loggers_folder = "${folder}"
  debug_level = 3
  api_secret = "${secret}" }
media: { rtp_port_range = "${port + 2}-${port + 31}" }
nat: { ignore_mdns = true
  ${media ? `ice_enforce_list = "${media}"` : ''} }
plugins: { disable = "${plugins}" }
transports: { disable = "${transports}" }
`)
  await writeFile(join(folder, 'janus.transport.http.jcfg'), `general: { json = "compact"
  base_path = "/janus"
  http = true
  port = ${port}
  ip = "127.0.0.1"
  https = false }
admin: { admin_http = false }
`)
  await writeFile(join(folder, 'janus.plugin.videoroom.jcfg'), `general: { admin_key = "${secret}" }\n`)
  const wrapper = join(folder, 'chromium')
  if (cable) await writeFile(wrapper, `#!/bin/sh\nexec ip netns exec ${cable.name} ${chromium_path} "$@"\n`, { mode: 0o755 })

  let janus, ended, logged = ''
  async function start() {
    janus = spawn('janus', ['-F', folder, '-C', join(folder, 'janus.jcfg')], { stdio: ['ignore', 'pipe', 'pipe'] })
    ended = new Promise((done) => janus.on('exit', done).on('error', done))
    for (const stream of [janus.stdout, janus.stderr]) stream.on('data', (chunk) => (logged += chunk))
    for (const until = Date.now() + 20_000; ; await new Promise((done) => setTimeout(done, 100))) {
      const answer = await fetch(`http://127.0.0.1:${port}/janus/info`).catch(() => null)
      if (answer?.ok) return
      if (Date.now() > until) throw new Error(`Janus did not start\n${logged}`)
    }
  }
  async function kill() {
    janus.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    options: [...(cable ? ['--address', cable.address] : []), '--conference-janus', `http://127.0.0.1:${port}/janus`, '--conference-janus-secret', secret],
    cable, kill, start,
    log: () => logged,
    launch: () => launch({
      ...(cable ? { path: wrapper } : {}),
      more: ['--use-fake-device-for-media-stream=fps=5', '--use-fake-ui-for-media-stream', '--disable-features=WebRtcHideLocalIpsWithMdns', '--allow-loopback-in-peer-connection', '--autoplay-policy=no-user-gesture-required'],
    }),
    async stop() {
      await kill()
      await cable?.remove()
      await rm(folder, { recursive: true, force: true })
      taken.delete(port)
    },
  }
}
