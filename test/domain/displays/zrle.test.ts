import { drawTile, mostTileBytes, tilesOf } from '@domain/displays/zrle'
import { describe, expect, it } from 'vitest'

const red = [0x00, 0xf8]
const blue = [0x1f, 0x00]

/** Draws one rectangle at 1,1 into a picture of 6 by 4. */
function drawn(bytes: readonly number[], width = 4, height = 2): number[][] {
  const picture = new Uint16Array(6 * 4)
  drawTile(Uint8Array.from(bytes), { x: 1, y: 1, width, height }, picture, 6)
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

  it('gives how many bytes it had, and fails where it is cut off or of another kind', () => {
    const picture = new Uint16Array(64 * 64)
    const area = { x: 0, y: 0, width: 2, height: 2 }
    const draw = (...bytes: number[]): number => drawTile(Uint8Array.from(bytes), area, picture, 64)
    expect(draw(1, ...red, 7)).toBe(3)
    expect(() => draw(0, 1)).toThrow('cut off')
    expect(() => draw(129, 1)).toThrow('unknown kind')
  })

  it('is refused where a run leaves it, however long it says it is', () => {
    const endless = Array.from({ length: 1000 }, () => 255)
    expect(() => drawn([128, ...red, ...endless])).toThrow('longer than its tile')
    expect(() => drawn([128, ...red, 8])).toThrow('longer than its tile')
    expect(() => drawn([130, ...red, ...blue, 129, ...endless])).toThrow('longer than its tile')
  })

  it('is never longer than a server may make it', () => {
    const picture = new Uint16Array(64 * 64)
    const worst = [130 + 125, ...Array.from({ length: 127 }, () => red).flat()]
    for (let pixel = 0; pixel < 64 * 64; pixel++) worst.push(129, 0)
    const used = drawTile(Uint8Array.from(worst), { x: 0, y: 0, width: 64, height: 64 }, picture, 64)
    expect(used).toBe(worst.length)
    expect(used).toBeLessThanOrEqual(mostTileBytes)
  })
})

describe('a rectangle of ZRLE', () => {
  it('is sent as tiles from left to right and down, the last ones smaller', () => {
    expect([...tilesOf({ x: 10, y: 20, width: 100, height: 65 })]).toEqual([
      { x: 10, y: 20, width: 64, height: 64 },
      { x: 74, y: 20, width: 36, height: 64 },
      { x: 10, y: 84, width: 64, height: 1 },
      { x: 74, y: 84, width: 36, height: 1 }
    ])
    expect([...tilesOf({ x: 0, y: 0, width: 0, height: 5 })]).toEqual([])
  })
})
