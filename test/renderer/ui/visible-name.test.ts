import { describe, expect, it } from 'vitest'
import { splitName, visibleLines, visibleName } from '../../../src/renderer/ui/visible-name'

describe('a name that is shown', () => {
  it('shows control characters as pictures', () => {
    expect(visibleName('a\nb\u001b[31m\u007f')).toBe('a␊b␛[31m␡')
  })

  it('shows characters that would turn or hide the text as their codes', () => {
    expect(visibleName('invoice\u202efdp.exe')).toBe('invoice‹U+202E›fdp.exe')
    expect(visibleName('a\u200bb')).toBe('a‹U+200B›b')
  })

  it('shows bytes that are not text as the replacement character', () => {
    expect(visibleName('caf\udce9')).toBe('caf\ufffd')
  })

  it('keeps the lines of a text, and shows what hides or turns it', () => {
    expect(visibleLines('one\u202etwo\nthree')).toBe('one‹U+202E›two\nthree')
    expect(visibleLines('{\n  "indented": 1\n}')).toBe('{\n  "indented": 1\n}')
  })

  it('shows spaces at the ends', () => expect(visibleName(' two words  ')).toBe('␣two words␣␣'))
})

describe('a name that loses its middle', () => {
  const long = 'FoilHole_16402_Data_2011_0400_20261117_201643_fractions.eer'

  it('keeps its end whole, and the halves together are the name', () => {
    const { head, tail } = splitName(long)
    expect(tail).toBe('_201643_fractions.eer')
    expect(head + tail).toBe(long)
  })

  it('stays whole when it is short', () => expect(splitName('gain.mrc')).toEqual({ head: 'gain.mrc', tail: '' }))

  it('never splits a letter from its accent', () => {
    const name = 'e\u0301'.repeat(30)
    expect(splitName(name).tail.startsWith('e')).toBe(true)
  })

  it('is not split when it runs from right to left', () => {
    expect(splitName('שלום שלום שלום שלום שלום.mrc').tail).toBe('')
  })
})
