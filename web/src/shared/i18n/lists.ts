import { language } from './index'

/** Several names in a row, as the reader's language divides them. */
export const in_a_row = (names: readonly string[]) => names.join(language.value === 'en' ? ', ' : '、')
