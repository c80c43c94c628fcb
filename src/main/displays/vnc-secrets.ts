/** The secrets of a VNC display, made here: the server never chooses one, and none of them is in an argument list. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Failure } from '@domain/failure'

/** Letters and digits that are told apart in print; VNC passwords count eight characters (RFC 6143, 7.2.2). */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'

/** Of one display: the one that controls, the one that only looks on. */
export interface VncPasswords {
  readonly control: string
  readonly view: string
}

function password(): string {
  let text = ''
  // Bytes beyond the last whole round of letters would make the first ones more likely.
  const round = 256 - (256 % letters.length)
  while (text.length < 8) {
    for (const byte of randomBytes(16)) if (byte < round && text.length < 8) text += letters[byte % letters.length]
  }
  return text
}

export const newPasswords = (): VncPasswords => ({ control: password(), view: password() })

/**
 * One DES block. Node's OpenSSL has no single DES any more, Electron's BoringSSL no ECB of triple DES: triple DES with
 * three equal keys is DES, and one block of CBC from zero is ECB, and both have that.
 */
function desBlock(key: Uint8Array, block: Uint8Array): Buffer {
  const cipher = createCipheriv('des-ede3-cbc', Buffer.concat([key, key, key]), Buffer.alloc(8))
  cipher.setAutoPadding(false)
  return Buffer.concat([cipher.update(block), cipher.final()])
}

function desBlockBack(key: Uint8Array, block: Uint8Array): Buffer {
  const cipher = createDecipheriv('des-ede3-cbc', Buffer.concat([key, key, key]), Buffer.alloc(8))
  cipher.setAutoPadding(false)
  return Buffer.concat([cipher.update(block), cipher.final()])
}

function padded(text: string): Buffer {
  const bytes = Buffer.alloc(8)
  Buffer.from(text, 'latin1').copy(bytes)
  return bytes
}

/** VNC reads the bits of each byte of a key in the other order than DES. */
function mirrored(key: Uint8Array): Buffer {
  return Buffer.from(
    key.map(byte => [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, bit) => sum | (((byte >> bit) & 1) << (7 - bit)), 0))
  )
}

/** The key by which vncpasswd(1) makes a password unreadable at a glance; it is no secret. */
const fileKey = Buffer.from([23, 82, 107, 6, 35, 78, 88, 7])

/** What `vncpasswd -f` writes: 16 bytes, the password that controls and the one that only looks on. */
export function passwordFile({ control, view }: VncPasswords): Buffer {
  const key = mirrored(fileKey)
  return Buffer.concat([desBlock(key, padded(control)), desBlock(key, padded(view))])
}

/** The passwords of such a file; undefined where it is none of 16 bytes. Whoever may read it knows them. */
export function readPasswordFile(bytes: Uint8Array): VncPasswords | undefined {
  if (bytes.length !== 16) return undefined
  const key = mirrored(fileKey)
  const text = (block: Uint8Array): string => desBlockBack(key, block).toString('latin1').replace(/\0+$/, '')
  return { control: text(bytes.subarray(0, 8)), view: text(bytes.subarray(8)) }
}

/** The answer to the server's challenge of 16 bytes (RFC 6143, 7.2.2). */
export function challengeAnswer(challenge: Uint8Array, text: string): Buffer {
  if (challenge.length !== 16) throw new Failure('protocol', 'The VNC server sent a challenge of a wrong length.')
  const key = mirrored(padded(text))
  return Buffer.concat([desBlock(key, challenge.subarray(0, 8)), desBlock(key, challenge.subarray(8))])
}

/** A string of an X authority file: its length in two bytes, then itself (libXau, AuWrite.c). */
function counted(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** An X authority file with one random cookie that opens any display of the one who has the file. */
export function newAuthority(): Buffer {
  const anyHost = Buffer.from([0xff, 0xff])
  const nothing = counted(Buffer.alloc(0))
  const name = counted(Buffer.from('MIT-MAGIC-COOKIE-1', 'latin1'))
  return Buffer.concat([anyHost, nothing, nothing, name, counted(randomBytes(16))])
}
