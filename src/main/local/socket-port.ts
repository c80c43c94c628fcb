/**
 * oRPC's messages over a local socket: each frame is a length (4 bytes, big endian), one byte (0 text, 1 binary) and
 * the message.
 */
import type { Socket } from 'node:net'
import type { WireMessage, WirePort } from '../wire-port'

/** Bigger than any message of ours; a peer that claims more is not one of ours. */
const largestFrame = 32 * 1024 * 1024
const headerLength = 5

type Message = WireMessage
interface Listeners {
  message: Set<(event: { data: Message }) => void>
  close: Set<() => void>
}

export function createSocketPort(socket: Socket): WirePort {
  const listeners: Listeners = { message: new Set(), close: new Set() }
  let held: Buffer = Buffer.alloc(0)

  const takeFrame = (): Message | undefined => {
    if (held.length < headerLength) return undefined
    const length = held.readUInt32BE(0)
    if (length > largestFrame) {
      socket.destroy(new Error(`A frame of ${length} bytes is not ours.`))
      return undefined
    }
    if (held.length < headerLength + length) return undefined
    const body = held.subarray(headerLength, headerLength + length)
    const message = held[4] === 0 ? body.toString('utf8') : new Uint8Array(body)
    held = held.subarray(headerLength + length)
    return message
  }

  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    for (let message = takeFrame(); message !== undefined; message = takeFrame())
      for (const listener of listeners.message) listener({ data: message })
  })
  // 'close' always follows 'error'.
  socket.on('error', () => {})
  socket.on('close', () => {
    for (const listener of listeners.close) listener()
  })

  const send = (data: unknown): void => {
    if (socket.destroyed || !socket.writable) return
    const body = typeof data === 'string' ? Buffer.from(data, 'utf8') : bytesOf(data)
    const header = Buffer.alloc(headerLength)
    header.writeUInt32BE(body.length, 0)
    header[4] = typeof data === 'string' ? 0 : 1
    socket.cork()
    socket.write(header)
    socket.write(body)
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
