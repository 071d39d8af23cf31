import { expect, it } from 'vitest'
import { pieces } from './prose'

it.each([
  ['没有链接的一段。', [{ text: '没有链接的一段。' }]],
  ['见[資料目錄](http://a.example/b-_1)（歡迎投稿）。', [{ text: '见' }, { text: '資料目錄', href: 'http://a.example/b-_1' }, { text: '（歡迎投稿）。' }]],
  ['看 https://a.example/x?y=1，再说。', [{ text: '看 ' }, { text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' }, { text: '，再说。' }]],
  ['* **第一**\n- 第二', [{ text: '· 第一\n· 第二' }]],
  ['[不是链接](javascript:alert(1))', [{ text: '[不是链接](javascript:alert(1))' }]],
  ['3 * 4 * 5', [{ text: '3 * 4 * 5' }]],
  ['', []],
])('%s', (paragraph, expected) => {
  expect(pieces(paragraph)).toEqual(expected)
})
