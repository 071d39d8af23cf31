// Writes .gz and .br beside every text asset. The two shells are left out: the server fills them in per request.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const folder = new URL('../dist/assets/', import.meta.url).pathname
for (const name of readdirSync(folder)) {
  if (!/\.(js|css|svg|json|webmanifest|txt)$/.test(name)) continue
  const file = join(folder, name)
  const bytes = readFileSync(file)
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  )
}
