/**
 * Checksums at a site, computed there by its own commands over one exec at a time: an account has few channels. What is
 * asked travels on standard input, so no file name is ever part of a command line.
 */
import { decodeName, displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { octal } from '@domain/shell'
import {
  type ChecksumTool,
  hashRequest,
  hashScript,
  isPlainName,
  parseAnswer,
  parseProbe,
  probeScript
} from '@domain/transfers/checksum-tools'
import type { ChecksumAnswer, Checksums, HashableFile } from '@domain/transfers/checksums'
import {
  parseWindowsProbe,
  windowsHashRequest,
  windowsHashScript,
  windowsProbeScript
} from '@domain/transfers/windows-checksums'
import { orAborted } from '../ssh/errors'
import type { Connection, RunningScript } from '../ssh/types'
import { lineReader, type NextLine } from './line-reader'

/** What one request may hold: so much is begun at most when the asking side gives up, and one line stays short. */
const most = { files: 256, nameCharacters: 24_000, bytes: 1024 ** 3 } as const

/** A disk that gives less than this, with this long a pause (a tape that is fetched), is taken to hang. */
const slowest = { pauseMs: 600_000, bytesPerMs: 2000 } as const

/** Answers that settle that nothing can be computed there; anything else may be different next time. */
const noCommands = new Set(['not-allowed', 'command-missing', 'remote-error', 'unsupported'])

const probed = new WeakMap<Connection, Promise<readonly ChecksumTool[]>>()
const queues = new WeakMap<Connection, Promise<unknown>>()

/** `label`: the site's name, for messages. Tools are probed once a connection. */
export function createSiteChecksums(connection: Connection, label: string): Checksums {
  return {
    async offers(signal) {
      const tools = await toolsAt(connection, signal)
      return tools.map(({ algorithm, bytesPerSecond }) => ({ algorithm, bytesPerSecond }))
    },
    async *hashMany(algorithm, files, signal) {
      const tool = (await toolsAt(connection, signal)).find(found => found.algorithm === algorithm)
      if (!tool)
        throw new Failure('unsupported', `${label} has no command that computes ${algorithm}.`, {
          hint: 'Ask the facility for xxhash, b3sum or openssl, or go by sizes.'
        })
      const release = await turn(connection, signal)
      try {
        yield* hashAt({ connection, label, tool, signal }, files)
      } finally {
        release()
      }
    }
  }
}

function toolsAt(connection: Connection, signal: AbortSignal | undefined): Promise<readonly ChecksumTool[]> {
  let asking = probed.get(connection)
  if (!asking) {
    asking = probe(connection)
    probed.set(connection, asking)
    asking.catch(() => probed.delete(connection))
  }
  return orAborted(signal, asking)
}

/** OpenSSH_for_Windows_9.5 and the like: no sh there. */
const isWindows = ({ serverVersion }: Connection): boolean => /windows/i.test(serverVersion)

/** Without anybody's signal: others may wait for the same answer. */
async function probe(connection: Connection): Promise<readonly ChecksumTool[]> {
  try {
    const windows = isWindows(connection)
    const limits = { maxBytes: 64 * 1024, ...(windows && { language: 'powershell' as const }) }
    const { stdout } = await connection.run(windows ? windowsProbeScript : probeScript, limits)
    return windows ? parseWindowsProbe(stdout.toString('latin1')) : parseProbe(stdout.toString('latin1'))
  } catch (thrown) {
    if (!connection.connected || !noCommands.has(Failure.from(thrown).code)) throw thrown
    return []
  }
}

/** Waits until no other hashing goes on over this connection. */
async function turn(connection: Connection, signal: AbortSignal | undefined): Promise<() => void> {
  const before = queues.get(connection) ?? Promise.resolve()
  let release: () => void = () => undefined
  const mine = new Promise<void>(resolve => {
    release = resolve
  })
  queues.set(
    connection,
    before.then(() => mine)
  )
  try {
    await orAborted(signal, before)
  } catch (thrown) {
    release()
    throw thrown
  }
  return release
}

interface Asking {
  readonly connection: Connection
  readonly label: string
  readonly tool: ChecksumTool
  readonly signal: AbortSignal | undefined
}

async function* hashAt(asking: Asking, files: readonly HashableFile[]): AsyncGenerator<ChecksumAnswer, void, void> {
  const { connection, label, tool, signal } = asking
  const windows = isWindows(connection)
  const script = windows
    ? await connection.start(windowsHashScript, { signal, language: 'powershell' })
    : await connection.start(hashScript(tool), { signal })
  const lines = lineReader(script, label, signal)
  try {
    const numbered: HashableFile[] = []
    const plain: HashableFile[] = []
    for (const file of files) (!windows && isPlainName(file.path) ? plain : numbered).push(file)
    for (const batch of batches(plain)) {
      const unanswered = new Map(batch.map(file => [file.path, file]))
      yield* many(script, lines, unanswered)
      // Without an answer: the numbered way says why.
      numbered.push(...unanswered.values())
    }
    const request = windows ? windowsHashRequest : numberedRequest
    for (const batch of batches(numbered)) yield* each(asking, script, lines, batch, request)
  } finally {
    lines.close()
    // Its input at its end ends the script, and what it still runs.
    script.close()
  }
}

const numberedRequest = (paths: readonly string[]): string => octal(hashRequest('each', paths.map(absolute)))

function* batches(files: readonly HashableFile[]): Generator<HashableFile[], void, void> {
  let batch: HashableFile[] = []
  let characters = 0
  let bytes = 0
  for (const file of files) {
    if (
      batch.length === most.files ||
      characters > most.nameCharacters ||
      (batch.length > 0 && bytes + file.size > most.bytes)
    ) {
      yield batch
      batch = []
      characters = 0
      bytes = 0
    }
    batch.push(file)
    characters += file.path.length
    bytes += file.size
  }
  if (batch.length > 0) yield batch
}

const timeLimit = (files: Iterable<HashableFile>): number => {
  let bytes = 0
  for (const { size } of files) bytes += size
  return slowest.pauseMs + bytes / slowest.bytesPerMs
}

const absolute = (path: string): string => (path.startsWith('/') ? path : `./${path}`)

/** Takes those that were answered out of `files`. */
async function* many(
  script: RunningScript,
  lines: NextLine,
  files: Map<string, HashableFile>
): AsyncGenerator<ChecksumAnswer, void, void> {
  const byName = new Map([...files.keys()].map(path => [absolute(path), path]))
  const limit = timeLimit(files.values())
  script.stdin.write(`${octal(hashRequest('many', [...byName.keys()]))}\n`)
  while (true) {
    const answer = parseAnswer(decodeName(await lines.next(limit)))
    if (answer?.kind === 'end') return
    const path = answer?.kind === 'named' ? byName.get(answer.path) : undefined
    if (answer?.kind === 'named' && path !== undefined && files.delete(path)) yield { path, hex: answer.hex }
  }
}

async function* each(
  { label }: Asking,
  script: RunningScript,
  lines: NextLine,
  files: readonly HashableFile[],
  request: (paths: readonly string[]) => string
): AsyncGenerator<ChecksumAnswer, void, void> {
  const limit = timeLimit(files)
  const waiting = new Set(files)
  const take = (number: number): HashableFile | undefined => {
    const file = files[number - 1]
    return file && waiting.delete(file) ? file : undefined
  }
  script.stdin.write(`${request(files.map(file => file.path))}\n`)
  while (true) {
    const answer = parseAnswer(decodeName(await lines.next(limit)))
    if (answer?.kind === 'end') break
    if (answer?.kind !== 'numbered' && answer?.kind !== 'refused') continue
    const file = take(answer.number)
    if (!file) continue
    if (answer.kind === 'numbered') yield { path: file.path, hex: answer.hex }
    else yield { path: file.path, failure: refusal(label, file.path, answer.why) }
  }
  for (const { path } of waiting) yield { path, failure: refusal(label, path, 'failed') }
}

function refusal(label: string, path: string, why: 'missing' | 'other' | 'denied' | 'failed'): Failure {
  const name = `${displayName(path)} at ${label}`
  switch (why) {
    case 'missing':
      return new Failure('not-found', `${name} is not there.`, { hint: 'Check the path.' })
    case 'denied':
      return new Failure('permission', `You have no permission to read ${name}, so it has no checksum.`, {
        hint: 'Check the owner and the permissions of it and of its folder.'
      })
    case 'other':
      return new Failure('unsupported', `${name} is not a regular file, so it has no checksum.`)
    case 'failed':
      return new Failure('remote-error', `${name} could not be read to its end for a checksum.`, {
        hint: 'The disk there may have a fault; look at the file there.'
      })
  }
}
