import { describe, expect, it } from 'vitest'
import { limitMarks } from '../../../../src/renderer/features/terminals/limit-marks'

describe('marks on one letter', () => {
  it('stay where a script has them', () => {
    for (const text of ['plain \x1b[31mred', 'e\u0301', 'กำ', '👩\u200d👩\u200d👧\ufe0f', 'ﷺ\u0651\u0650', '漢字'])
      expect(limitMarks(text)).toBe(text)
  })

  it('beyond any use are dropped, and what follows stays', () => {
    expect(limitMarks(`a${'\u0301'.repeat(50_000)}b`)).toBe(`a${'\u0301'.repeat(16)}b`)
    expect(limitMarks(`a${'\u202e\u2066\u200b\ufeff\u{e0041}'.repeat(2000)}b`).length).toBeLessThan(40)
  })

  it('in broken text do no harm', () => {
    expect(limitMarks('\ud83d\u0301\udca9')).toBe('\ud83d\u0301\udca9')
  })
})
