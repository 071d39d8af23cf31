// A camera that sends a test picture and a tone, as an encoder of a meeting does.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'

export const listening = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)))
export async function free_port() {
  const server = createServer()
  const port = await listening(server)
  await new Promise((done) => server.close(done))
  return port
}

/** A camera with a test picture and a tone; resolves with its exit code once it has ended. */
export function encoder(address, key) {
  const words = [
    '-hide_banner', '-loglevel', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc=size=480x270:rate=15', '-f', 'lavfi', '-i', 'sine=frequency=440', '-c:v', 'libx264', '-preset', 'ultrafast',
    '-tune', 'zerolatency', '-g', '15', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-f', 'flv', `${address}/${key}`,
  ]
  const program = spawn('ffmpeg', words, { stdio: 'ignore' })
  const ended = new Promise((done, failed) => program.on('error', failed).on('exit', done))
  return { ended, stop: async () => { program.kill('SIGKILL'); await ended } }
}
