import { contactSheet } from '@domain/mrc/contact-sheet'
import { describe, expect, it } from 'vitest'

const picture = (value: number) => ({ width: 2, height: 1, pixels: Uint8Array.of(value, value) })

describe('pictures on one sheet', () => {
  it('stand in rows with a gap between them', () => {
    const { width, height, pixels } = contactSheet([1, 2, 3].map(picture))
    expect([width, height]).toEqual([2 + 4 + 2, 1 + 4 + 1])
    const row = (at: number): number[] => [...pixels.subarray(at * width, (at + 1) * width)]
    expect(row(0)).toEqual([1, 1, 0, 0, 0, 0, 2, 2])
    expect(row(5)).toEqual([3, 3, 0, 0, 0, 0, 0, 0])
  })
  it('are an empty one when there is none', () => {
    expect(contactSheet([]).pixels.length).toBeGreaterThan(0)
  })
})
