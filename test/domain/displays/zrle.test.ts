import { drawZrle } from '@domain/displays/zrle'
import { describe, expect, it } from 'vitest'

const red = [0x00, 0xf8]
const blue = [0x1f, 0x00]

/** Draws one rectangle at 1,1 into a picture of 6 by 4. */
function drawn(bytes: readonly number[], width = 4, height = 2): number[][] {
  const picture = new Uint16Array(6 * 4)
  drawZrle(Uint8Array.from(bytes), 0, { x: 1, y: 1, width, height }, picture, 6)
  return Array.from({ length: height }, (_, row) => [...picture.subarray((row + 1) * 6 + 1, (row + 1) * 6 + 1 + width)])
}

const R = 0xf800
const B = 0x001f

describe('a tile of ZRLE', () => {
  it('of one colour', () => {
    expect(drawn([1, ...red])).toEqual([
      [R, R, R, R],
      [R, R, R, R]
    ])
  })

  it('of plain pixels', () => {
    expect(drawn([0, ...red, ...blue, ...red, ...blue], 2, 2)).toEqual([
      [R, B],
      [R, B]
    ])
  })

  it('of two packed colours, each row from a whole byte', () => {
    expect(drawn([2, ...red, ...blue, 0b0101_0000, 0b1010_0000])).toEqual([
      [R, B, R, B],
      [B, R, B, R]
    ])
  })

  it('of runs', () => {
    expect(drawn([128, ...red, 2, ...blue, 4])).toEqual([
      [R, R, R, B],
      [B, B, B, B]
    ])
  })

  it('of runs of a palette', () => {
    expect(drawn([130, ...red, ...blue, 0, 129, 5, 0])).toEqual([
      [R, B, B, B],
      [B, B, B, R]
    ])
  })

  it('gives where it ends, and fails where it is cut off or of another kind', () => {
    const picture = new Uint16Array(64 * 64)
    const area = { x: 0, y: 0, width: 2, height: 2 }
    expect(drawZrle(Uint8Array.from([9, 9, 1, ...red, 7]), 2, area, picture, 64)).toBe(5)
    expect(() => drawZrle(Uint8Array.from([0, 1]), 0, area, picture, 64)).toThrow('cut off')
    expect(() => drawZrle(Uint8Array.from([129, 1]), 0, area, picture, 64)).toThrow('unknown kind')
  })
})
