/** The end of an output file, and what is added to it: range reads, so that NFS and rotation do no harm. */
import { StringDecoder } from 'node:string_decoder'
import type { TailEvent } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Connection, Sftp } from '../ssh/types'

/** Bytes of one read; no more than one is in memory. */
const chunkBytes = 64 * 1024
/** The beginning of a file by which a replaced one is known (SFTP 3 tells no inode). Bytes. */
const headBytes = 256
/** The farthest back that lines are looked for. Bytes. */
const farthestBack = 8 * 1024 * 1024

export interface RemoteText {
  /** Bytes, or null while there is no such file. */
  size(signal: AbortSignal | undefined): Promise<number | null>
  read(offset: number, length: number, signal: AbortSignal | undefined): Promise<Buffer>
}

/** Over SFTP; over `tail -c` where the server has none. */
export async function openRemoteText(
  connection: Connection,
  path: string,
  signal: AbortSignal | undefined
): Promise<RemoteText> {
  const sftp = await connection.sftp({ signal }).catch((thrown: unknown) => {
    if (thrown instanceof Failure && thrown.code === 'no-sftp') return null
    throw thrown
  })
  return sftp ? overSftp(sftp, path) : overShell(connection, path)
}

function overSftp(sftp: Sftp, path: string): RemoteText {
  return {
    size: signal =>
      sftp.stat(path, { signal }).then(
        attributes => attributes.size,
        (thrown: unknown) => {
          if (thrown instanceof Failure && thrown.code === 'not-found') return null
          throw thrown
        }
      ),
    async read(offset, length, signal) {
      const handle = await sftp.open(path, { read: true }, undefined, { signal })
      try {
        const most = Math.min(length, sftp.limits.maxRead)
        return await sftp.read(handle, offset, most, { signal })
      } finally {
        await sftp.closeFile(handle).catch(() => {})
      }
    }
  }
}

function overShell(connection: Connection, path: string): RemoteText {
  return {
    async size(signal) {
      const { stdout } = await connection.run('[ -e "$1" ] && wc -c <"$1"', { args: [path], signal })
      const text = stdout.toString().trim()
      return text === '' ? null : Number(text)
    },
    async read(offset, length, signal) {
      const script = 'tail -c "+$2" -- "$1" | head -c "$3"'
      const result = await connection.run(script, { args: [path, String(offset + 1), String(length)], signal })
      if (result.stdout.length === 0 && result.stderr.length > 0)
        throw new Failure('remote-error', `${path} cannot be read: ${result.stderr.toString().trim()}`)
      return result.stdout
    }
  }
}

/** Where the last `lines` lines begin. Bytes from the start of the file. */
export async function lastLines(
  file: RemoteText,
  size: number,
  lines: number,
  signal: AbortSignal | undefined
): Promise<number> {
  if (lines === 0) return size
  let found = 0
  let at = size
  const floor = Math.max(0, size - farthestBack)
  while (at > floor) {
    const from = Math.max(floor, at - 32_768)
    const block = await file.read(from, at - from, signal)
    if (block.length === 0) return at
    for (let index = block.length - 1; index >= 0; index--) {
      // The line break at the very end ends the last line and begins none.
      if (block[index] === 10 && from + index !== size - 1 && ++found === lines) return from + index + 1
    }
    at = from
  }
  return floor
}

export interface TailRequest {
  readonly path: string
  readonly lines: number
  readonly follow: boolean
  /** Milliseconds of the shortest and longest wait between two looks. */
  readonly pollMs: readonly [number, number]
  /** Whether the job may still write. */
  readonly alive: (signal: AbortSignal | undefined) => Promise<boolean>
}

/** The stream of contract/jobs `tail`. `not-found` when the job has ended and never wrote the file. */
export async function* tailFile(
  file: RemoteText,
  request: TailRequest,
  signal: AbortSignal | undefined
): AsyncGenerator<TailEvent, void, void> {
  const { path, lines, follow, alive } = request
  const [shortest, longest] = request.pollMs
  let wait = shortest
  let waiting = false
  let size = await file.size(signal)
  while (size === null && !signal?.aborted) {
    const lives = await alive(signal)
    // A job that ended just now may have written in between.
    size = await file.size(signal)
    if (size !== null) break
    if (!lives || !follow) throw new Failure('not-found', `There is no output file ${path} yet.`)
    if (!waiting) yield { type: 'waiting', message: `The job has not written ${path} yet.` }
    waiting = true
    await pause(wait, signal)
    wait = Math.min(longest, wait * 2)
  }
  if (size === null) return
  let offset = waiting ? 0 : await lastLines(file, size, lines, signal)
  let decoder = new StringDecoder('utf8')
  let head = await file.read(0, headBytes, signal)
  yield { type: 'opened', path, size }
  let last = false
  wait = shortest
  while (!signal?.aborted) {
    const now = (await file.size(signal)) ?? 0
    const grown = now !== size
    const changed = now < offset || (grown && (await wasReplaced(file, head, signal)))
    if (changed) {
      yield { type: 'reset' }
      offset = 0
      decoder = new StringDecoder('utf8')
    }
    if (grown && (changed || head.length < headBytes))
      head = now === 0 ? Buffer.alloc(0) : await file.read(0, headBytes, signal)
    size = now
    let progressed = false
    while (offset < size && !signal?.aborted) {
      const bytes = await file.read(offset, Math.min(chunkBytes, size - offset), signal)
      if (bytes.length === 0) break
      offset += bytes.length
      progressed = true
      const text = decoder.write(bytes)
      if (text !== '') yield { type: 'text', text }
    }
    if (!follow || last) break
    wait = progressed ? shortest : Math.min(longest, wait * 1.5)
    if (!progressed && !(await alive(signal))) last = true
    else await pause(wait, signal)
  }
  if (signal?.aborted) return
  const rest = decoder.end()
  if (rest !== '') yield { type: 'text', text: rest }
  yield { type: 'end' }
}

async function wasReplaced(file: RemoteText, head: Buffer, signal: AbortSignal | undefined): Promise<boolean> {
  if (head.length === 0) return false
  const now = await file.read(0, head.length, signal)
  return !now.equals(head)
}
