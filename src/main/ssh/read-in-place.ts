/**
 * A TCP connection that reads into one buffer again and again. Node takes a fresh 64 kB for each read, and SSH packets
 * of 32 kB then lie across two of them, which costs ssh2 one more copy of nearly each.
 */
import { connect, type Socket } from 'node:net'

/** What the kernel may hand over at once: eight packets of SSH's usual size. Bytes. */
const readBytes = 256 * 1024
/** Before that: Node's own. Bytes. */
const freshBytes = 64 * 1024

export interface ReadingInPlace {
  readonly socket: Socket
  /**
   * From now on the bytes of a `data` event are only there until its listeners return. ssh2 keeps parts of what comes
   * in clear, before the keys are agreed on; of what it decrypts with AES-GCM it keeps copies only.
   */
  reuse(): void
}

export function connectReadingInPlace(endpoint: { host: string; port: number }): ReadingInPlace {
  let buffer: Buffer | undefined
  const socket = connect({
    ...{ host: endpoint.host, port: endpoint.port, noDelay: true },
    onread: {
      buffer: () => buffer ?? Buffer.allocUnsafeSlow(freshBytes),
      callback(length, bytes) {
        // Node's types say Uint8Array; it is what `buffer` gave.
        socket.emit('data', Buffer.from(bytes.buffer, bytes.byteOffset, length))
        return true
      }
    }
  })
  return {
    socket,
    reuse() {
      buffer = Buffer.allocUnsafeSlow(readBytes)
    }
  }
}
