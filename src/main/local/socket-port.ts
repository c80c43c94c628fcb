/**
 * oRPC's messages over a local socket: each frame is a length (4 bytes, big endian), one byte (0 text, 1 binary, 2 a part
 * that is followed by another) and the message or its part. A message of several parts has the kind of its last.
 */
import type { Socket } from 'node:net'
import type { WireMessage, WirePort } from '../wire-port'

/** A peer that claims more is not one of ours. */
const largestFrame = 1024 * 1024
/** Of all parts together: 100,000 jobs are 80 MB. */
const largestMessage = 512 * 1024 * 1024
const headerLength = 5
const kinds = { text: 0, binary: 1, part: 2 }

type Message = WireMessage
interface Listeners {
  message: Set<(event: { data: Message }) => void>
  close: Set<() => void>
}

export function createSocketPort(socket: Socket): WirePort {
  const listeners: Listeners = { message: new Set(), close: new Set() }
  let held: Buffer = Buffer.alloc(0)
  let parts: Buffer[] = []
  let partsLength = 0

  const takeFrame = (): { kind: number; body: Buffer } | undefined => {
    if (held.length < headerLength) return undefined
    const length = held.readUInt32BE(0)
    if (length > largestFrame || partsLength + length > largestMessage) {
      socket.destroy(new Error(`A frame of ${length} bytes is not ours.`))
      return undefined
    }
    if (held.length < headerLength + length) return undefined
    const frame = { kind: held[4] ?? kinds.text, body: held.subarray(headerLength, headerLength + length) }
    held = held.subarray(headerLength + length)
    return frame
  }

  /** The message that the frame ends. */
  const messageOf = ({ kind, body }: { kind: number; body: Buffer }): Message | undefined => {
    parts.push(body)
    partsLength += body.length
    if (kind === kinds.part) return undefined
    const whole = parts.length === 1 ? body : Buffer.concat(parts)
    parts = []
    partsLength = 0
    return kind === kinds.text ? whole.toString('utf8') : new Uint8Array(whole)
  }

  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    for (let frame = takeFrame(); frame !== undefined; frame = takeFrame()) {
      const message = messageOf(frame)
      if (message === undefined) continue
      for (const listener of listeners.message) listener({ data: message })
    }
  })
  // 'close' always follows 'error'.
  socket.on('error', () => {})
  socket.on('close', () => {
    for (const listener of listeners.close) listener()
  })

  const send = (data: unknown): void => {
    if (socket.destroyed || !socket.writable) return
    const body = typeof data === 'string' ? Buffer.from(data, 'utf8') : bytesOf(data)
    const kind = typeof data === 'string' ? kinds.text : kinds.binary
    socket.cork()
    let at = 0
    do {
      const part = body.subarray(at, at + largestFrame)
      at += largestFrame
      const header = Buffer.alloc(headerLength)
      header.writeUInt32BE(part.length, 0)
      header[4] = at < body.length ? kinds.part : kind
      socket.write(header)
      socket.write(part)
    } while (at < body.length)
    socket.uncork()
  }

  return {
    send,
    close: () => socket.destroy(),
    addEventListener: (type, listener) => {
      if (type === 'message') listeners.message.add(listener)
      // A close has no data; oRPC's listener for it takes no argument.
      else if (type === 'close') listeners.close.add(() => listener({ data: '' }))
    }
  }
}

function bytesOf(data: unknown): Buffer {
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  if (data instanceof ArrayBuffer) return Buffer.from(data)
  throw new TypeError('A message is text or bytes.')
}
