/**
 * Of what a client sends to a VNC server (RFC 6143, 7.5; the extensions as the RFB protocol of rfbproto/rfbproto
 * describes them): only what it needs to see the picture. Whoever may look only can then do nothing else, whatever the
 * client is.
 */
import { Failure } from '../failure'

/** Takes bytes as they come, cut anywhere; gives those that may go on. `protocol` for a message that is not known. */
export type ViewFilter = (bytes: Uint8Array) => Uint8Array

interface Message {
  /** Bytes that must be there before its length is known. */
  readonly head: number
  /** Bytes of the whole; the view begins with it. */
  length(view: DataView): number
  /** It only asks for the picture. */
  readonly passes: boolean
}

const fixed = (length: number, passes: boolean): Message => ({ head: 1, length: () => length, passes })

const setEncodings = 2
const messages: Readonly<Record<number, Message>> = {
  /** SetPixelFormat. */
  0: fixed(20, true),
  [setEncodings]: { head: 4, length: view => 4 + 4 * view.getUint16(2), passes: true },
  /** FramebufferUpdateRequest. */
  3: fixed(10, true),
  /** KeyEvent, PointerEvent. */
  4: fixed(8, false),
  5: fixed(6, false),
  /** ClientCutText; its extension counts in negative numbers. */
  6: { head: 8, length: view => 8 + Math.abs(view.getInt32(4)), passes: false },
  /** EnableContinuousUpdates. */
  150: fixed(10, true),
  /** ClientFence. */
  248: { head: 9, length: view => 9 + view.getUint8(8), passes: true },
  /** Of xvp: it shuts the machine down. */
  250: fixed(4, false),
  /** SetDesktopSize: the others look at the same desktop. */
  251: { head: 8, length: view => 8 + 16 * view.getUint8(6), passes: false },
  /** QEMU's: an extended KeyEvent; sound, of which the second kind has a format behind it. */
  255: {
    head: 4,
    length: view => {
      if (view.getUint8(1) === 0) return 12
      return view.getUint8(1) === 1 && view.getUint16(2) === 2 ? 10 : 4
    },
    passes: false
  }
}

/** ExtendedMouseButtons: a server that knows it would take longer PointerEvents, and this filter does not. */
const longPointers = -316

function withoutLongPointers(message: Uint8Array): Uint8Array {
  const view = new DataView(message.buffer, message.byteOffset, message.length)
  const kept: number[] = []
  for (let at = 4; at < message.length; at += 4) if (view.getInt32(at) !== longPointers) kept.push(view.getInt32(at))
  const answer = new Uint8Array(4 + 4 * kept.length)
  const words = new DataView(answer.buffer)
  words.setUint8(0, setEncodings)
  words.setUint16(2, kept.length)
  kept.forEach((encoding, index) => {
    words.setInt32(4 + 4 * index, encoding)
  })
  return answer
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** For the bytes from the first message on: after ClientInit. Keeps at most one message that passes, 256 KiB. */
export function createViewFilter(): ViewFilter {
  let rest: Uint8Array = new Uint8Array()
  /** Bytes still to come of a message that does not pass. */
  let unwanted = 0

  /** The next message that passes, as far as there is one: empty for one that does not; undefined: more must come. */
  function next(): Uint8Array | undefined {
    const type = rest[0]
    if (type === undefined) return undefined
    const message = messages[type]
    if (!message)
      throw new Failure('protocol', `The viewer sent what Farscope does not know of VNC (message ${type}).`, {
        hint: 'You may look at this display only, so nothing unknown is sent to it.'
      })
    if (rest.length < message.head) return undefined
    const length = message.length(new DataView(rest.buffer, rest.byteOffset, rest.length))
    if (!message.passes) {
      unwanted = Math.max(0, length - rest.length)
      rest = rest.subarray(length)
      return new Uint8Array()
    }
    if (rest.length < length) return undefined
    const whole = rest.subarray(0, length)
    rest = rest.subarray(length)
    return type === setEncodings ? withoutLongPointers(whole) : whole
  }

  return bytes => {
    const skipped = Math.min(unwanted, bytes.length)
    unwanted -= skipped
    rest = joined([rest, bytes.subarray(skipped)])
    const passing: Uint8Array[] = []
    for (let message = next(); message; message = next()) passing.push(message)
    return joined(passing)
  }
}
