import { beforeEach, expect, it } from 'vitest'
import { date, days_until, when } from './dates'
import english from './en.json'
import { fill, number, use_catalogue } from './index'
import chinese from './zh-CN.json'

beforeEach(() => use_catalogue('zh-CN', chinese))
const at = (text: string) => Date.parse(`${text}+08:00`)
const now = at('2026-11-24T15:00:00')

it.each([
  ['{name}，您好', { name: '示例' }, '示例，您好'],
  ['{count} 人', { count: 3170 }, '3,170 人'],
  ['{count, plural, one {# vote} other {# votes}}', { count: 1 }, '1 vote'],
  ['{count, plural, one {# vote} other {# votes}} by {who}', { count: 1200, who: 'A' }, '1,200 votes by A'],
])('fills %s', (message, values, filled) => expect(fill(message, values as Record<string, string | number>)).toBe(filled))

it.each([
  ['2026-11-24T14:59:40', '刚刚', 'just now'],
  ['2026-11-24T14:20:00', '40 分钟前', '40 minutes ago'],
  ['2026-11-24T09:05:00', '今天 9:05', 'today 9:05'],
  ['2026-11-23T23:59:00', '昨天 23:59', 'yesterday 23:59'],
  ['2026-11-18T08:00:00', '6 天前', '6 days ago'],
  ['2026-11-17T08:00:00', '11 月 17 日', '17 Nov'],
  ['2025-01-12T08:00:00', '2025 年 1 月 12 日', '12 Jan 2025'],
  ['2026-11-25T08:00:00', '11 月 25 日', '25 Nov'],
])('says when %s was', (moment, in_chinese, in_english) => {
  expect(when(at(moment), now)).toBe(in_chinese)
  use_catalogue('en', english)
  expect(when(at(moment), now)).toBe(in_english)
})

it('counts days by the calendar of China', () => {
  expect(days_until(at('2026-11-24T23:59:00'), now)).toBe(0)
  expect(days_until(at('2026-11-25T00:01:00'), now)).toBe(1)
  expect(days_until(at('2026-11-24T14:59:00'), now)).toBe(-1)
  expect(date(at('2026-01-01T00:00:00'), now)).toBe('1 月 1 日')
})

it('writes numbers with their digits', () => expect(number(0.256, 1)).toBe('0.3'))
