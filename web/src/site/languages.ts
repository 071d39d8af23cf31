import consultation from '@/features/consultation/site/i18n/zh-CN.json'
import discussion from '@/features/discussion/site/i18n/zh-CN.json'
import { language, use_catalogue, type Language } from '@/shared/i18n'
import shared from '@/shared/i18n/zh-CN.json'
import site from './i18n/zh-CN.json'

let with_account = false

async function account_words(chosen: Language) {
  if (!with_account) return {}
  const [account, identity] = await (chosen === 'en'
    ? Promise.all([import('@/features/identity/account/i18n/en.json'), import('@/features/identity/site/i18n/en.json')])
    : Promise.all([import('@/features/identity/account/i18n/zh-CN.json'), import('@/features/identity/site/i18n/zh-CN.json')]))
  return { ...account.default, ...identity.default }
}

/** Chinese comes with the first load; English is fetched when somebody reads it. */
export async function use_language(chosen: Language) {
  const messages = chosen === 'en' ? (await import('./english')).default : { ...shared, ...site, ...consultation, ...discussion }
  use_catalogue(chosen, { ...messages, ...(await account_words(chosen)) })
}

/** Words that only the pages of the account need; the first load has no room for them. */
export async function use_account_words() {
  if (with_account) return
  with_account = true
  await use_language(language.value)
}
