// Names what others wrote: the licences of the packages whose code stands in a build, as one text file beside the page.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const in_package = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//

export function notices(file: string): Plugin {
  return {
    name: 'notices',
    generateBundle(_options, bundle) {
      const folders = new Map<string, string>()
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
          const [, folder, name] = in_package.exec(id) ?? []
          if (folder && name) folders.set(name, folder)
        }
      }
      const texts = [...folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, folder]) => {
        const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string; license?: string }
        const licences = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isFile() && /^(licen[cs]e|notice)/i.test(one.name)).map((one) => one.name)
        return `${name} ${about.version} (${about.license ?? 'see below'})\n\n${licences.map((one) => readFileSync(join(folder, one), 'utf8').trim()).join('\n\n')}`
      })
      this.emitFile({ type: 'asset', fileName: file, source: `These pages contain code of the following packages.\n\n${texts.join(`\n\n${'-'.repeat(78)}\n\n`)}\n` })
    },
  }
}
