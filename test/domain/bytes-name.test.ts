import { decodeName, displayName, encodeName, exactNameBase64 } from '@domain/bytes-name'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a name', () => {
  it('comes back as the bytes it was, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        expect([...encodeName(decodeName(bytes))]).toEqual([...bytes])
      }),
      { numRuns: 2000 }
    )
  })

  it('comes back from the edges of UTF-8 too, between text', () => {
    const edges = [
      0x00, 0x2f, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xa0, 0x9f, 0xef, 0xf0, 0x90, 0xf4, 0x8f, 0xf5,
      0xff
    ]
    const piece = fc.oneof(
      fc.constantFrom(...edges).map(byte => [byte]),
      fc.string({ unit: 'grapheme', maxLength: 3 }).map(text => [...bytesOf(text)])
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const bytes = Uint8Array.from(pieces.flat())
        expect([...encodeName(decodeName(bytes))]).toEqual([...bytes])
      }),
      { numRuns: 2000 }
    )
  })

  it('survives JSON, which is how it crosses a door', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), bytes => {
        const name = decodeName(bytes)
        expect(JSON.parse(new TextDecoder().decode(bytesOf(JSON.stringify(name))))).toBe(name)
      })
    )
  })

  it('that is text stays that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        fc.pre(text.isWellFormed())
        expect(decodeName(bytesOf(text))).toBe(text)
        expect(displayName(text)).toBe(text)
        expect(exactNameBase64(text)).toBeUndefined()
      })
    )
  })

  it('keeps each byte that is no text apart from its neighbours', () => {
    expect(decodeName(Uint8Array.of(0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82))).toBe('a\udcff\udcc3(\udce2\udc82')
    // A surrogate written as UTF-8 (RFC 3629 3: prohibited) is bytes, and so is an overlong slash.
    expect(decodeName(Uint8Array.of(0xed, 0xb2, 0x80))).toBe('\udced\udcb2\udc80')
    expect(decodeName(Uint8Array.of(0xc0, 0xaf))).toBe('\udcc0\udcaf')
    // A byte order mark is part of a name.
    expect(decodeName(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa')
  })

  it('is told apart from every other: two names never share a string', () => {
    const pair = fc.tuple(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }))
    fc.assert(
      fc.property(pair, ([one, other]) => {
        expect(decodeName(one) === decodeName(other)).toBe(Buffer.from(one).equals(Buffer.from(other)))
      }),
      { numRuns: 2000 }
    )
  })

  it('that is no text is shown with a mark, and exactly as base64', () => {
    const name = decodeName(Uint8Array.of(0x61, 0xff))
    expect(displayName(name)).toBe('a\ufffd')
    expect(exactNameBase64(name)).toBe(Buffer.from([0x61, 0xff]).toString('base64'))
  })
})
