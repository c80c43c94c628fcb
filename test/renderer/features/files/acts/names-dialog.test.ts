import { describe, expect, it } from 'vitest'
import { chosenNames } from '../../../../../src/renderer/features/files/acts/names-dialog'

describe('selecting by name', () => {
  it('adds to what is chosen, and takes away from it', () => {
    const before = new Set(['a', 'b'])
    expect([...chosenNames(before, ['b', 'c'], true)]).toEqual(['a', 'b', 'c'])
    expect([...chosenNames(before, ['b', 'c'], false)]).toEqual(['a'])
    expect([...before]).toEqual(['a', 'b'])
  })
})
