import { decodeName } from '@domain/bytes-name'
import {
  decodeNames,
  decodeStatus,
  decodeVersion,
  encodeInit,
  encodeRequest,
  type Field,
  fileTypeOf,
  ownersOf,
  PacketReader,
  packetType,
  type WireAttributes
} from '@domain/sftp-packet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const word = fc.integer({ min: 0, max: 0xffffffff })
const name = fc.uint8Array({ maxLength: 300 }).map(decodeName)
const size = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const attributes: fc.Arbitrary<WireAttributes> = fc
  .record({
    size: fc.option(size, { nil: undefined }),
    owner: fc.option(fc.record({ uid: word, gid: word }), { nil: undefined }),
    permissions: fc.option(word, { nil: undefined }),
    times: fc.option(fc.record({ atime: word, mtime: word }), { nil: undefined })
  })
  .map(({ size: bytes, owner, permissions, times }) => ({
    ...(bytes !== undefined && { size: bytes }),
    ...owner,
    ...(permissions !== undefined && { permissions }),
    ...times
  }))
const field: fc.Arbitrary<Field> = fc.oneof(
  word.map(uint32 => ({ uint32 })),
  size.map(uint64 => ({ uint64 })),
  fc.uint8Array({ maxLength: 50 }).map(bytes => ({ bytes })),
  name.map(text => ({ text })),
  attributes.map(given => ({ attributes: given }))
)

function readBack(reader: PacketReader, like: Field): unknown {
  if ('uint32' in like) return { uint32: reader.uint32() }
  if ('uint64' in like) return { uint64: reader.uint64() }
  if ('bytes' in like) return { bytes: Uint8Array.from(reader.bytesField()) }
  if ('text' in like) return { text: reader.text() }
  return { attributes: reader.attributes() }
}

/** A reader of what follows type and id. */
const bodyOf = (fields: readonly Field[]): PacketReader => new PacketReader(encodeRequest(1, 1, fields).subarray(9))

describe('SFTP packets', () => {
  it('come back as they were sent, with their length in front', () => {
    fc.assert(
      fc.property(word, fc.array(field, { maxLength: 6 }), fc.option(fc.nat(1000)), (id, fields, payload) => {
        const packet = encodeRequest(packetType.write, id, fields, payload ?? undefined)
        const reader = new PacketReader(packet)
        expect(reader.uint32()).toBe(packet.length - 4 + (payload ?? 0))
        expect([reader.byte(), reader.uint32()]).toEqual([packetType.write, id])
        expect(fields.map(one => readBack(reader, one))).toEqual(fields)
        if (payload !== null) expect(reader.uint32()).toBe(payload)
        expect(reader.left).toBe(0)
      })
    )
  })

  it('that end early are refused, never read beyond their end', () => {
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 4 }), fc.nat(), (fields, cut) => {
        const whole = encodeRequest(1, 1, fields).subarray(9)
        const reader = new PacketReader(whole.subarray(0, cut % whole.length))
        const read = (): unknown => fields.map(one => readBack(reader, one))
        expect(read).toThrow(expect.objectContaining({ code: 'protocol' }))
      })
    )
  })

  it('of random bytes are read or refused, without end or crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), bytes => {
        for (const decode of [decodeNames, decodeStatus, decodeVersion]) {
          try {
            decode(new PacketReader(bytes))
          } catch (error) {
            expect(error).toMatchObject({ code: 'protocol' })
          }
        }
      })
    )
  })

  it('tell names with their attributes', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ name, longname: name, attributes }), { maxLength: 5 }), entries => {
        const fields = entries.flatMap((entry): Field[] => [
          { text: entry.name },
          { text: entry.longname },
          { attributes: entry.attributes }
        ])
        expect(decodeNames(bodyOf([{ uint32: entries.length }, ...fields]))).toEqual(entries)
      })
    )
  })

  it('tell the version with its extensions, and a status without a text', () => {
    expect([...encodeInit()]).toEqual([0, 0, 0, 5, 1, 0, 0, 0, 3])
    const version = bodyOf([{ uint32: 3 }, { text: 'limits@openssh.com' }, { text: '1' }])
    expect(decodeVersion(version)).toEqual({ version: 3, extensions: new Map([['limits@openssh.com', '1']]) })
    expect(decodeStatus(bodyOf([{ uint32: 4 }]))).toEqual({ code: 4, text: '' })
  })

  it('refuse a size above 2^53, but read a count above it as no limit', () => {
    const bytes = new Uint8Array(8).fill(255)
    expect(() => new PacketReader(bytes).uint64()).toThrow(expect.objectContaining({ code: 'protocol' }))
    expect(new PacketReader(bytes).count64()).toBe(Number.MAX_SAFE_INTEGER)
  })

  it.each([
    ['-rw-r--r--    1 ann      lab          12 Jan  1 00:00 f', { owner: 'ann', group: 'lab' }],
    ['drwxrwsr-x+   1 1001     users      4096 Jan  1  2020 d', { owner: '1001', group: 'users' }],
    ['11/21/26  04:00AM   <DIR>   x', undefined]
  ])('give the owners of %j', (line, owners) => {
    expect(ownersOf(line)).toEqual(owners)
  })

  it('tell files from folders and links', () => {
    expect([0o100644, 0o40755, 0o120777, 0o60660, undefined].map(fileTypeOf)).toEqual([
      'file',
      'directory',
      'link',
      'other',
      'other'
    ])
  })
})
