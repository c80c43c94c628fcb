import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { greyPng } from '../../src/main/grey-png'

describe('a grey picture as PNG', () => {
  it('is read by others as it was written', async () => {
    for (const [width, height] of [
      [1, 1],
      [3, 7],
      [640, 2]
    ] as const) {
      const pixels = Uint8Array.from({ length: width * height }, (_, at) => (at * 37) % 256)
      const read = decode(await greyPng({ width, height, pixels }), { checkCrc: true })
      expect(read).toMatchObject({ width, height, depth: 8, channels: 1 })
      expect([...read.data]).toEqual([...pixels])
    }
  })
})
