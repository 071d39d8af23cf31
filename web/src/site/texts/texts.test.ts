import { expect, it } from 'vitest'
import about_en from './about.en.json'
import about from './about.zh-CN.json'
import accessibility_en from './accessibility.en.json'
import accessibility from './accessibility.zh-CN.json'
import privacy_en from './privacy.en.json'
import privacy from './privacy.zh-CN.json'

it.each([[about, about_en], [accessibility, accessibility_en], [privacy, privacy_en]])('says the same in both languages', (chinese, english) => {
  expect(english.sections.map((section) => section.paragraphs.length)).toEqual(chinese.sections.map((section) => section.paragraphs.length))
})
