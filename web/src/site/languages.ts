import consultation from '@/features/consultation/site/i18n/zh-CN.json'
import discussion from '@/features/discussion/site/i18n/zh-CN.json'
import { language, use_catalogue, type Catalogue, type Language } from '@/shared/i18n'
import shared from '@/shared/i18n/zh-CN.json'
import site from './i18n/zh-CN.json'

/** Words that only some pages need; the first load has no room for them. */
const later = {
  account: {
    'zh-CN': () => [import('@/features/identity/account/i18n/zh-CN.json'), import('@/features/identity/site/i18n/zh-CN.json')],
    en: () => [import('@/features/identity/account/i18n/en.json'), import('@/features/identity/site/i18n/en.json')],
  },
  outcome: {
    'zh-CN': () => [import('@/features/consultation/site/outcome/i18n/zh-CN.json')],
    en: () => [import('@/features/consultation/site/outcome/i18n/en.json')],
  },
}
const wanted = new Set<keyof typeof later>()

/** Chinese comes with the first load; English is fetched when somebody reads it. */
export async function use_language(chosen: Language) {
  const messages = chosen === 'en' ? (await import('./english')).default : { ...shared, ...site, ...consultation, ...discussion }
  const more: Promise<{ default: Catalogue }>[] = []
  wanted.forEach((name) => more.push(...later[name][chosen]()))
  use_catalogue(chosen, Object.assign({}, messages, ...(await Promise.all(more)).map((one) => one.default)))
}

export async function use_words(name: keyof typeof later) {
  if (wanted.has(name)) return
  wanted.add(name)
  await use_language(language.value)
}
