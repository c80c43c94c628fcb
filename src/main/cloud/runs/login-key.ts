/** The key that signs in on a run's machine: made here for this run alone, and gone with the machine. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '@domain/failure'

export const runFolder = (dataFolder: string, run: string): string => join(dataFolder, 'runs', run)
export const keyFileOf = (dataFolder: string, run: string): string => join(runFolder(dataFolder, run), 'key')

/** Writes `runs/ID/key` (mode 0600); gives the line of the public half. */
export async function makeLoginKey(dataFolder: string, run: string): Promise<string> {
  const { privateText, publicLine } = newKey()
  await mkdir(runFolder(dataFolder, run), { recursive: true, mode: 0o700 })
  await writeFile(keyFileOf(dataFolder, run), privateText, { mode: 0o600 })
  return publicLine
}

export const removeLoginKey = (dataFolder: string, run: string): Promise<void> =>
  rm(keyFileOf(dataFolder, run), { force: true })

const comment = 'farscope'
const type = 'ssh-ed25519'

/** OpenSSH's own form, which is the only one for ed25519 that ssh(1) and our SSH read: its PROTOCOL.key. */
function newKey(): { privateText: string; publicLine: string } {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  if (!x || !d) throw new Failure('internal', 'No ed25519 key could be made.')
  const open = Buffer.from(x, 'base64url')
  const blob = Buffer.concat([field(type), field(open)])
  const check = randomBytes(4)
  const secret = Buffer.concat([
    ...[check, check, blob, field(Buffer.concat([Buffer.from(d, 'base64url'), open])), field(comment)]
  ])
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, at) => at + 1))
  const whole = Buffer.concat([
    ...[Buffer.from('openssh-key-v1\0'), field('none'), field('none'), field(''), number(1), field(blob)],
    field(Buffer.concat([secret, padding]))
  ])
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? []
  return {
    privateText: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicLine: `${type} ${blob.toString('base64')} ${comment}`
  }
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([number(bytes.length), bytes])
}
