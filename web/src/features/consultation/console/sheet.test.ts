import { describe, expect, it } from 'vitest'
import { add_computed, is_blank, without_blanks, type SheetText } from './sheet'

const blank = (): SheetText => ({ agreed: [], to_study: [], remaining: [], explain: [], learned: '' })

describe('the sheet being written', () => {
  it('takes computed points once, and leaves what is written', () => {
    const sheet: SheetText = { ...blank(), to_study: [{ text: '改写过的话', statement: 4 }] }
    const computed: SheetText = { ...blank(), agreed: [{ text: '甲', statement: 3, share: '88%' }, { text: '原话', statement: 4 }], remaining: [{ text: '乙', statement: 5, between: '甲群与乙群' }] }
    expect(add_computed(sheet, computed)).toBe(2)
    expect(add_computed(sheet, computed)).toBe(0)
    expect(sheet.to_study).toEqual([{ text: '改写过的话', statement: 4 }])
    expect(sheet.agreed.map((point) => point.text)).toEqual(['甲'])
    expect(sheet.remaining[0]?.between).toBe('甲群与乙群')
  })

  it('does not send lines without words', () => {
    const sheet: SheetText = { ...blank(), agreed: [{ text: ' ' }, { text: '甲' }], explain: [{ who: '', to_whom: ' ', what: '' }, { who: '市城管局', to_whom: '', what: '' }] }
    expect(without_blanks(sheet).agreed).toEqual([{ text: '甲' }])
    expect(without_blanks(sheet).explain).toHaveLength(1)
  })

  it.each([[blank(), true], [{ ...blank(), learned: ' \n' }, true], [{ ...blank(), learned: '有收获' }, false], [{ ...blank(), agreed: [{ text: '' }] }, false]])('%j is blank: %s', (sheet, expected) =>
    expect(is_blank(sheet)).toBe(expected))
})
