/** The beginning of RFB (RFC 6143, 7.1): hello and password, with a limit of time. */
import type { Duplex } from 'node:stream'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import { ByteReader } from './rfb-reader'
import { challengeAnswer } from './vnc-secrets'

/** Milliseconds for all that is asked of a server. */
const limitMs = 20_000
/** Milliseconds in which a server says why, if it does. */
const reasonMs = 500
/** A result of the login besides 0, it is in, and 1, it failed: too many have tried. */
const tooMany = 2
/** Bytes of a reason that are worth reading. */
const mostReason = 2_000

export interface RfbLogin {
  /** Null: none that we know. */
  readonly password: string | null
  readonly signal: AbortSignal | undefined
}

/** The password was wrong, and is wrong the next time: no other refusal says so. */
export class WrongPassword extends Failure {
  constructor() {
    super('auth-failed', 'The VNC server refused the password.', { hint: 'Try again in a minute.' })
  }
}

/** Why it lets nobody in, in its own words. */
async function reasonOf(reader: ByteReader): Promise<string> {
  const length = (await reader.take(4)).readUInt32BE()
  const words = (await reader.take(Math.min(length, mostReason))).toString('latin1')
  return words.replace(/[^\x20-\x7e\xa0-\xff]/g, ' ').trim()
}

const lockedOut = (reason: string): Failure =>
  new Failure('auth-failed', `The VNC server lets nobody in: ${reason || 'it gave no reason'}.`, {
    hint: 'After too many logins without the right password a server waits: try again in a minute.'
  })

const refusal = async (reader: ByteReader): Promise<Failure> => lockedOut(await reasonOf(reader))

/** Version 3.8 says why after a login that failed; not all of its servers do. */
async function refusedBecause(reader: ByteReader, version: string): Promise<string> {
  if (!version.endsWith('8\n')) return ''
  const late = new AbortController()
  const silent = pause(reasonMs, late.signal).then(() => '')
  const reason = await Promise.race([reasonOf(reader).catch(() => ''), silent])
  late.abort()
  return reason
}

/** Kinds of security that it offers; version 3.3 names the one that it wants. */
async function securityKinds(reader: ByteReader, version: string): Promise<{ kinds: number[]; told: boolean }> {
  if (version.endsWith('3\n')) {
    const kind = (await reader.take(4)).readUInt32BE()
    if (kind === 0) throw await refusal(reader)
    return { kinds: [kind], told: true }
  }
  const kinds = [...(await reader.take((await reader.take(1)).readUInt8()))]
  if (kinds.length === 0) throw await refusal(reader)
  return { kinds, told: false }
}

/**
 * `in`: it lets us in. `password`: it wants one. `refused`: not with this one. `other`: it asks for what Farscope does
 * not know.
 */
export type LoginOutcome = 'in' | 'password' | 'refused' | 'other'

/** What is answered to a server of this version; makers count further than the protocol does. */
function answerTo(version: string): string {
  if (/^RFB 003\.00[37]\n$/.test(version)) return version
  if (/^RFB (003\.008|003\.889|004\.00[01]|005\.000)\n$/.test(version)) return 'RFB 003.008\n'
  throw new Failure('protocol', `The VNC server speaks a version that is not known: ${JSON.stringify(version)}.`)
}

/** Says hello and proves the password. `protocol` for a server of another kind, `auth-failed` where nobody gets in. */
async function logIn(stream: Duplex, reader: ByteReader, password: string | null): Promise<LoginOutcome> {
  const version = answerTo((await reader.take(12)).toString('latin1'))
  stream.write(version)
  const { kinds, told } = await securityKinds(reader, version)
  const open = kinds.includes(1)
  if (!open && !kinds.includes(2)) return 'other'
  if (!open && password === null) return 'password'
  if (!told) stream.write(Buffer.from([open ? 1 : 2]))
  if (!open) stream.write(challengeAnswer(await reader.take(16), password ?? ''))
  // Only version 3.8 sends a result where nothing was asked.
  if (open && !version.endsWith('8\n')) return 'in'
  const result = (await reader.take(4)).readUInt32BE()
  if (result === 0) return 'in'
  const reason = await refusedBecause(reader, version)
  // The password itself may be right.
  if (result === tooMany || /too many/i.test(reason)) throw lockedOut(reason)
  return 'refused'
}

/** Works with a stream within the limit of time, after which it is closed. `timeout`, `cancelled`. */
async function inTime<T>(
  stream: Duplex,
  signal: AbortSignal | undefined,
  work: (reader: ByteReader) => Promise<T>
): Promise<T> {
  stream.on('error', () => undefined)
  const late = AbortSignal.timeout(limitMs)
  const over = AbortSignal.any([late, ...(signal ? [signal] : [])])
  const end = (): void => void stream.destroy()
  over.addEventListener('abort', end)
  try {
    if (over.aborted) end()
    return await work(new ByteReader(stream))
  } catch (thrown) {
    if (late.aborted) throw new Failure('timeout', 'The VNC server did not answer in time.', { cause: thrown })
    throw signal?.aborted ? new Failure('cancelled', 'Nobody waits for the VNC server any more.') : thrown
  } finally {
    over.removeEventListener('abort', end)
  }
}

/**
 * Does something on a stream to a server that lets us in. The stream is closed afterwards, whatever happens. `timeout`,
 * `cancelled`, `protocol`, `auth-failed`.
 */
export async function loggedIn<T>(
  stream: Duplex,
  { password, signal }: RfbLogin,
  use: (reader: ByteReader) => Promise<T>
): Promise<T> {
  try {
    return await inTime(stream, signal, async reader => {
      const outcome = await logIn(stream, reader, password)
      if (outcome === 'in') return await use(reader)
      if (outcome !== 'refused')
        throw new Failure('auth-failed', 'The VNC server asks for what Farscope does not know.')
      throw new WrongPassword()
    })
  } finally {
    stream.destroy()
    stream.resume()
  }
}

/**
 * Logs in on a stream; what comes after the login is read with `reader`. Unless we are in, the stream is closed.
 * `timeout`, `cancelled`, `protocol`, `auth-failed` where it lets nobody in.
 */
export async function tryLogin(
  stream: Duplex,
  { password, signal }: RfbLogin
): Promise<{ readonly outcome: LoginOutcome; readonly reader: ByteReader }> {
  const close = (): void => {
    stream.destroy()
    stream.resume()
  }
  try {
    return await inTime(stream, signal, async reader => {
      const outcome = await logIn(stream, reader, password)
      if (outcome !== 'in') close()
      return { outcome, reader }
    })
  } catch (thrown) {
    close()
    throw thrown
  }
}
