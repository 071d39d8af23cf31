import { shallowRef } from 'vue'
import type { Language as ElementWords } from 'element-plus/es/locale/index.mjs'
import element_chinese from 'element-plus/es/locale/lang/zh-cn.mjs'
import assemblies from '@/features/assemblies/console/i18n/zh-CN.json'
import calendar from '@/features/calendar/console/i18n/zh-CN.json'
import circulars from '@/features/circulars/console/i18n/zh-CN.json'
import consultation from '@/features/consultation/console/i18n/zh-CN.json'
import handling from '@/features/handling/console/i18n/zh-CN.json'
import handover from '@/features/handover/console/i18n/zh-CN.json'
import account from '@/features/identity/account/i18n/zh-CN.json'
import identity from '@/features/identity/console/i18n/zh-CN.json'
import meetings from '@/features/meetings/console/i18n/zh-CN.json'
import proposals from '@/features/proposals/console/i18n/zh-CN.json'
import settings from '@/features/settings/console/i18n/zh-CN.json'
import { use_catalogue, type Language } from '@/shared/i18n'
import shared from '@/shared/i18n/zh-CN.json'
import console_words from './i18n/zh-CN.json'

export const element_words = shallowRef<ElementWords>(element_chinese)

export async function use_language(chosen: Language) {
  const english = chosen === 'en' ? await import('./english') : undefined
  use_catalogue(chosen, english?.messages ?? { ...shared, ...console_words, ...assemblies, ...calendar, ...circulars, ...consultation, ...handling, ...handover, ...meetings, ...proposals, ...settings, ...identity, ...account })
  element_words.value = english?.element_english ?? element_chinese
}
