import consultation from '@/features/consultation/site/i18n/en.json'
import discussion from '@/features/discussion/site/i18n/en.json'
import shared from '@/shared/i18n/en.json'
import site from './i18n/en.json'

export default { ...shared, ...site, ...consultation, ...discussion }
