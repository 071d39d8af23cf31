// A phone on a slow line gets the site's script in one breath.
import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { consultation_in_state } from './api.mjs'

const most = 60_000

export const stories = [
  {
    name: 'the first load needs at most 60 KB of script',
    variants: ['phone zh-CN', 'phone en'],
    whole_browser: true,
    run: async ({ another, page, server, step }) => {
      const { id } = await consultation_in_state(page, server.base, 'open')
      for (const path of ['/', `/consultations/${id}`, `/consultations/${id}/vote`]) {
        await step(path, async () => {
          const fresh = await another()
          const scripts = []
          fresh.on('response', (response) => { if (response.request().resourceType() === 'script') scripts.push(response) })
          await fresh.goto(server.base + path, { waitUntil: 'load' })
          await fresh.getByRole('heading', { level: 1 }).waitFor()
          assert.ok(scripts.length > 0)
          let bytes = 0
          for (const script of scripts) {
            assert.match((await script.allHeaders())['content-encoding'] ?? '', /^(br|gzip)$/, `${script.url()} is sent compressed`)
            bytes += gzipSync(await script.body(), { level: 9 }).length
          }
          assert.ok(bytes <= most, `${path} loads ${bytes} bytes of script (gzip): ${scripts.map((one) => one.url()).join(' ')}`)
          if (process.env.SHOTS) console.log(`${path}: ${bytes} bytes of script (gzip)`)
        })
      }
    },
  },
]
