import { describe, expect, it } from 'vitest'
import { lines_of } from './draft'

describe('first statements, one a line', () => {
  it.each([
    ['', []],
    ['\n  \n', []],
    ['应当优先引进龙头。\n\n 工业用地先租后让。 ', ['应当优先引进龙头。', '工业用地先租后让。']],
    ['1. 甲\n2、乙\n3）丙\n• 丁\n- 戊', ['甲', '乙', '丙', '丁', '戊']],
    ['2025 年应当完成。', ['2025 年应当完成。']],
  ])('%j', (text, expected) => expect(lines_of(text)).toEqual(expected))
})
