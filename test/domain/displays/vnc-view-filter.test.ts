import { describe, expect, it } from 'vitest'
import { createViewFilter } from '../../../src/domain/displays/vnc-view-filter'

const pixelFormat = [0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]
/** Raw, Tight, DesktopSize (-223). */
const encodings = [2, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 7, 0xff, 0xff, 0xff, 0x21]
/** Raw, ExtendedMouseButtons (-316). */
const withLongPointers = [2, 0, 0, 2, 0, 0, 0, 0, 0xff, 0xff, 0xfe, 0xc4]
const updateRequest = [3, 1, 0, 0, 0, 0, 4, 0, 3, 0]
const key = [4, 1, 0, 0, 0, 0, 0, 0x61]
const pointer = [5, 1, 0, 17, 0, 19]
const cutText = (length: number): number[] => [6, 0, 0, 0, 0, 0, length >> 8, length & 255, ...Array(length).fill(4)]
/** Three bytes, of the extended form: a negative length. */
const extendedCutText = [6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfd, 4, 5, 3]
const continuousUpdates = [150, 1, 0, 0, 0, 0, 4, 0, 3, 0]
const fence = [248, 0, 0, 0, 0, 0, 0, 1, 2, 5, 4]
const powerOff = [250, 0, 1, 2]
const desktopSize = [251, 0, 4, 0, 3, 0, 1, 0, ...Array(16).fill(5)]
const extendedKey = [255, 0, 0, 1, 0, 0, 0, 0x61, 0, 0, 0, 30]
const soundOn = [255, 1, 0, 0]
const soundFormat = [255, 1, 0, 2, 3, 2, 0, 0, 172, 68]

const looks = [pixelFormat, encodings, updateRequest, continuousUpdates, fence]
const drives = [
  ...[key, pointer, cutText(0), cutText(300), extendedCutText],
  ...[powerOff, desktopSize, extendedKey, soundOn, soundFormat]
]

/** What passes of these messages, given in pieces of so many bytes. */
function passing(messages: readonly number[][], piece = Number.POSITIVE_INFINITY): number[] {
  const filter = createViewFilter()
  const bytes = Uint8Array.from(messages.flat())
  const passed: number[] = []
  for (let at = 0; at < bytes.length; at += piece) passed.push(...filter(bytes.slice(at, at + piece)))
  return passed
}

describe('what a client that may only look sends to a VNC server', () => {
  it('goes on where it asks for the picture', () => {
    expect(passing(looks)).toEqual(looks.flat())
  })

  it.each(drives.map(message => [message[0], message]))(
    'ends here where it would drive: message %i',
    (_type, message) => {
      expect(passing([updateRequest, message, updateRequest])).toEqual([...updateRequest, ...updateRequest])
    }
  )

  it.each([1, 2, 3, 5, 7, 64])('is told apart in pieces of %i bytes', piece => {
    const mixed = looks.flatMap(look => [...drives, look])
    expect(passing(mixed, piece)).toEqual(looks.flat())
  })

  it('names no encoding for which messages would have another length', () => {
    expect(passing([withLongPointers, pointer, updateRequest])).toEqual([2, 0, 0, 1, 0, 0, 0, 0, ...updateRequest])
  })

  it('is refused where it is not known', () => {
    expect(() => passing([updateRequest, [99, 0, 0, 0]])).toThrow(/message 99/)
  })

  it('is not kept, however long a text that goes nowhere claims to be', () => {
    const filter = createViewFilter()
    expect(filter(Uint8Array.from([6, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]))).toHaveLength(0)
    const piece = new Uint8Array(1024 * 1024).fill(4)
    for (let count = 0; count < 64; count++) expect(filter(piece)).toHaveLength(0)
  })
})
