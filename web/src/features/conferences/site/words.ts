import { fill, language } from '@/shared/i18n'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export type Word = keyof typeof zh
/** t() for this page: its words come with it, since the first load has no room. */
export const say = (key: Word, values: Record<string, string | number> = {}) => fill((language.value === 'en' ? en : zh)[key], values)
