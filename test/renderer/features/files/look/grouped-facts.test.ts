import { describe, expect, it } from 'vitest'
import { groupedFacts } from '../../../../../src/renderer/features/files/look/grouped-facts'

describe('facts out of a file', () => {
  it('of one name stand below each other, and are never taken for ours', () => {
    expect(
      groupedFacts([
        { name: 'Labels', value: 'one' },
        { name: 'Labels', value: 'two\u202e' },
        { name: 'Size', value: '1 byte' }
      ])
    ).toEqual([
      { name: 'Labels', value: 'one\ntwo‹U+202E›' },
      { name: 'Size in the file', value: '1 byte' }
    ])
  })
})
