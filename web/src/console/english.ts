import element_english from 'element-plus/es/locale/lang/en.mjs'
import assemblies from '@/features/assemblies/console/i18n/en.json'
import calendar from '@/features/calendar/console/i18n/en.json'
import circulars from '@/features/circulars/console/i18n/en.json'
import consultation from '@/features/consultation/console/i18n/en.json'
import handling from '@/features/handling/console/i18n/en.json'
import handover from '@/features/handover/console/i18n/en.json'
import account from '@/features/identity/account/i18n/en.json'
import identity from '@/features/identity/console/i18n/en.json'
import meetings from '@/features/meetings/console/i18n/en.json'
import proposals from '@/features/proposals/console/i18n/en.json'
import settings from '@/features/settings/console/i18n/en.json'
import shared from '@/shared/i18n/en.json'
import console_words from './i18n/en.json'

export const messages = { ...shared, ...console_words, ...assemblies, ...calendar, ...circulars, ...consultation, ...handling, ...handover, ...meetings, ...proposals, ...settings, ...identity, ...account }
export { element_english }
