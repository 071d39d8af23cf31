import consultation from '@/features/consultation/site/i18n/zh-CN.json'
import discussion from '@/features/discussion/site/i18n/zh-CN.json'
import account from '@/features/identity/account/i18n/zh-CN.json'
import identity from '@/features/identity/site/i18n/zh-CN.json'
import { language, use_catalogue, type Language } from '@/shared/i18n'
import shared from '@/shared/i18n/zh-CN.json'
import site from './i18n/zh-CN.json'

let with_account = false

const english = async () => ({ ...(await import('./english')).default, ...(with_account ? (await import('@/features/identity/account/i18n/en.json')).default : {}) })

/** Chinese comes with the first load; English is fetched when somebody reads it. */
export async function use_language(chosen: Language) {
  use_catalogue(chosen, chosen === 'en' ? await english() : { ...shared, ...site, ...identity, ...account, ...consultation, ...discussion })
}

/** English words that only the pages of the account need; the first load has no room for them. */
export async function use_account_words() {
  if (with_account) return
  with_account = true
  if (language.value === 'en') await use_language('en')
}
