/**
 * Sending with ssh2 for less. The random padding of each packet is a system call of 12 microseconds; here it is taken
 * from a larger piece of random bytes, each used once. And each packet of 32 kB is two fresh buffers, one to put it
 * together and one for its encrypted form, while V8 answers each few megabytes of them with a collection: the first is
 * used again here, the second is Node's, whose ciphers have no other way.
 */
import { randomBytes } from 'node:crypto'
import type { Client } from 'ssh2'

/** The part of ssh2's cipher for AES-GCM that is used here. */
interface Cipher {
  allocPacket(payloadLength: number): Buffer
  encrypt(packet: Buffer): void
  /** Takes the pieces of an encrypted packet; the first, its length, is a part of the buffer given to `encrypt`. */
  _onWrite(piece: Buffer): void
}

/** The buffer of one connection. `lent`: a packet in it is not encrypted yet. */
interface Scratch {
  readonly bytes: ArrayBuffer
  lent: boolean
}

/** RFC 4253 6: four bytes of length, one of padding length, at least four of padding, whole cipher blocks. */
const framing = { lengthBytes: 4, headBytes: 5, block: 16, fewestPadding: 4 } as const
/** Smaller packets come from Node's pool anyway. Bytes. */
const worthBytes = 4096
/** Random bytes that are asked for at once. */
const randomAtOnce = 16 * 1024
/** The largest that servers take, with all around it. Bytes. */
const bufferBytes = 36 * 1024

const changed = new WeakSet<object>()

function cipherOf(client: Client): Cipher | undefined {
  const protocol: unknown = '_protocol' in client ? client._protocol : undefined
  if (typeof protocol !== 'object' || protocol === null || !('_cipher' in protocol)) return undefined
  const { _cipher: cipher } = protocol
  if (typeof cipher !== 'object' || cipher === null || cipher.constructor.name !== 'AESGCMCipherNative')
    return undefined
  const fits = 'allocPacket' in cipher && 'encrypt' in cipher && '_onWrite' in cipher
  // All were just seen; ssh2's types leave its ciphers out.
  return fits ? (cipher as Cipher) : undefined
}

/**
 * Call after a handshake; from then on all connections of this cipher do so. Without that cipher, or with another
 * version of ssh2, it does nothing.
 */
export function reusePackets(client: Client): void {
  const cipher = cipherOf(client)
  const kind: unknown = cipher && Object.getPrototypeOf(cipher)
  if (!cipher || typeof kind !== 'object' || kind === null || changed.has(kind)) return
  changed.add(kind)
  const { encrypt } = cipher
  const scratches = new WeakMap<Cipher, Scratch>()
  const own: Pick<Cipher, 'allocPacket' | 'encrypt'> & ThisType<Cipher> = {
    allocPacket(payloadLength) {
      const scratch = scratches.get(this) ?? newScratch(this)
      scratches.set(this, scratch)
      const { length, padding } = lengthsOf(payloadLength)
      const packet = memoryFor(scratch, length)
      packet.writeUInt32BE(length - framing.lengthBytes, 0)
      packet[framing.lengthBytes] = padding
      packet.set(takeRandom(padding), framing.headBytes + payloadLength)
      return packet
    },
    encrypt(packet) {
      encrypt.call(this, packet)
      const scratch = scratches.get(this)
      if (scratch?.bytes === packet.buffer) scratch.lent = false
    }
  }
  Object.assign(kind, own)
}

/** The length is sent some moments later, when the next packet may be in the buffer already. */
function newScratch(cipher: Cipher): Scratch {
  const bytes = new ArrayBuffer(bufferBytes)
  const send = cipher._onWrite
  cipher._onWrite = piece => send(piece.buffer === bytes ? Buffer.from(piece) : piece)
  return { bytes, lent: false }
}

/** While keys are renewed a packet waits before it is encrypted; what comes then gets memory of its own. */
function memoryFor(scratch: Scratch, length: number): Buffer {
  if (scratch.lent || length < worthBytes || length > bufferBytes) return Buffer.allocUnsafe(length)
  scratch.lent = true
  return Buffer.from(scratch.bytes, 0, length)
}

let random = randomBytes(0)

/** Bytes that nobody had before. */
function takeRandom(count: number): Buffer {
  if (random.length < count) random = randomBytes(randomAtOnce)
  const taken = random.subarray(0, count)
  random = random.subarray(count)
  return taken
}

function lengthsOf(payloadLength: number): { length: number; padding: number } {
  const { headBytes, lengthBytes, block, fewestPadding } = framing
  const bare = block - ((headBytes - lengthBytes + payloadLength) % block)
  const padding = bare < fewestPadding ? bare + block : bare
  return { length: headBytes + payloadLength + padding, padding }
}
