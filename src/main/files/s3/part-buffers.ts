/** Collects the bytes of a file, as they come in any order, into the parts of an upload. */
import { Failure } from '@domain/failure'
import { addRange, type ByteRange, rangesLength } from '@domain/transfers/byte-ranges'

export interface WholePart {
  /** From 1 on. */
  readonly number: number
  readonly body: Uint8Array
}

export interface PartBuffers {
  /** First byte, and the one after the last, of a part. */
  rangeOf(number: number): ByteRange
  /** The byte after the last one that came. */
  readonly end: number
  /** Takes each byte once; answers with the parts that are whole now. A body may be a piece of `data` itself. */
  add(offset: number, data: Uint8Array): WholePart[]
  /** At the end of a file whose size was not known: its last part, as far as it came. */
  rest(): WholePart[]
  /** While a part is on its way it counts against `room`. */
  sending(bytes: number): { done(): void }
  /** Resolves when so little is on its way that more may come. */
  room(signal: AbortSignal | undefined): Promise<void>
  clear(): void
}

/** Bytes on their way before more has to wait. */
const mostSending = 128 * 1024 * 1024

interface Collected {
  readonly bytes: Uint8Array
  filled: ByteRange[]
}

/** `size` of the file, where it is known. */
export function createPartBuffers(partBytes: number, size = Number.POSITIVE_INFINITY): PartBuffers {
  const collected = new Map<number, Collected>()
  const gate = createGate()
  let end = 0
  const rangeOf = (number: number): ByteRange => {
    const from = (number - 1) * partBytes
    return [from, Math.max(from, Math.min(from + partBytes, size))]
  }

  /** `at`: in the part. */
  function fill(number: number, at: number, data: Uint8Array): WholePart[] {
    const length = rangesLength([rangeOf(number)])
    // A part that comes in one piece goes on without being copied.
    if (data.length === length) return [{ number, body: data }]
    const part = collected.get(number) ?? { bytes: Buffer.allocUnsafeSlow(length), filled: [] }
    part.bytes.set(data, at)
    part.filled = addRange(part.filled, [at, at + data.length])
    const whole = rangesLength(part.filled) === length
    if (whole) collected.delete(number)
    else collected.set(number, part)
    return whole ? [{ number, body: part.bytes }] : []
  }

  return {
    ...gate,
    rangeOf,
    get end() {
      return end
    },
    add(offset, data) {
      const whole: WholePart[] = []
      for (let at = 0; at < data.length; ) {
        const number = Math.floor((offset + at) / partBytes) + 1
        const [from, stop] = rangeOf(number)
        if (offset + at >= stop) throw new Failure('internal', 'More was written than the file was to have.')
        const piece = data.subarray(at, at + stop - offset - at)
        whole.push(...fill(number, offset + at - from, piece))
        at += piece.length
      }
      end = Math.max(end, offset + data.length)
      return whole
    },
    rest() {
      const left = [...collected].map(([number, { bytes, filled }]) => {
        const first = filled[0]
        return { number, body: bytes.subarray(0, first?.[0] === 0 ? first[1] : 0) }
      })
      collected.clear()
      return left
    },
    clear: () => collected.clear()
  }
}

function createGate(): Pick<PartBuffers, 'sending' | 'room'> {
  let onTheWay = 0
  let waiting: (() => void)[] = []
  return {
    sending(bytes) {
      onTheWay += bytes
      return {
        done() {
          onTheWay -= bytes
          const all = waiting
          waiting = []
          for (const go of all) go()
        }
      }
    },
    async room(signal) {
      while (onTheWay > mostSending && !signal?.aborted)
        await new Promise<void>(resolve => {
          waiting.push(resolve)
          signal?.addEventListener('abort', () => resolve(), { once: true })
        })
    }
  }
}
