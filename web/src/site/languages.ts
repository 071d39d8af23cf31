import consultation from '@/features/consultation/site/i18n/zh-CN.json'
import discussion from '@/features/discussion/site/i18n/zh-CN.json'
import account from '@/features/identity/account/i18n/zh-CN.json'
import identity from '@/features/identity/site/i18n/zh-CN.json'
import { use_catalogue, type Language } from '@/shared/i18n'
import shared from '@/shared/i18n/zh-CN.json'
import site from './i18n/zh-CN.json'

/** Chinese comes with the first load; English is fetched when somebody reads it. */
export async function use_language(chosen: Language) {
  const messages = chosen === 'en' ? (await import('./english')).default : { ...shared, ...site, ...identity, ...account, ...consultation, ...discussion }
  use_catalogue(chosen, messages)
}
