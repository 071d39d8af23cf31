import { shallowRef } from 'vue'
import { connection, page_data } from '@/api/client'
import type { MessageKey } from './keys'

export type Language = 'zh-CN' | 'en'
export type Catalogue = Record<string, string>
export type { MessageKey }

export const language = shallowRef<Language>('zh-CN')
const catalogue = shallowRef<Catalogue>({})

/**
 * The message of a key in the reader's language. `{name}` is replaced by an argument; `{count, plural, one {# vote} other {# votes}}`
 * chooses by a number, "#" being that number.
 */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  const message = catalogue.value[key]
  if (message === undefined) throw new Error(`No message for ${key}`)
  return fill(message, values)
}

export function fill(message: string, values: Record<string, string | number>): string {
  return message
    .replace(/\{(\w+), plural, one \{([^}]*)\} other \{([^}]*)\}\}/g, (_all, name: string, one: string, other: string) => {
      const count = Number(values[name])
      return (count === 1 ? one : other).replace(/#/g, number(count))
    })
    .replace(/\{(\w+)\}/g, (_all, name: string) => {
      const value = values[name]
      return typeof value === 'number' ? number(value) : String(value ?? '')
    })
}

export function number(value: number, digits = 0): string {
  return value.toLocaleString(language.value, { maximumFractionDigits: digits, minimumFractionDigits: digits })
}

/** The name that the program comes with is said in the reader's language; one that the deployer chose stays as it is. */
export function product(): string {
  const name = page_data.settings.site_name
  return name && name !== '共识' ? name : t('shared.product')
}

const stored = 'gongshi.language'

/** The language of words that a person wrote and nobody asked about, for the voice that reads them out. */
export const written_in = (words: string) => (/[\u3400-\u9fff]/.test(words) ? 'zh-CN' : 'en')

/** The reader's own choice, else what the server wrote into the page. */
export function preferred_language(): Language {
  let chosen: string | null = null
  try { chosen = localStorage.getItem(stored) } catch { /* storage may be refused */ }
  return (chosen ?? document.documentElement.lang).startsWith('en') ? 'en' : 'zh-CN'
}

export function use_catalogue(chosen: Language, messages: Catalogue) {
  language.value = chosen
  catalogue.value = messages
  document.documentElement.lang = chosen
  connection.language = chosen
  connection.words = { lost: t('shared.lost_connection'), unreadable: t('shared.unreadable_answer') }
}

/** Also told to the server by a cookie, which then writes the page's head in that language. */
export function remember_language(chosen: Language) {
  try { localStorage.setItem(stored, chosen) } catch { /* storage may be refused */ }
  const [prefix, secure] = location.protocol === 'https:' ? ['__Host-', '; secure'] : ['', '']
  document.cookie = `${prefix}language=${chosen}; path=/; max-age=31536000; samesite=lax${secure}`
}
