/** A job's own folder as its progress is read from: bounded reads, and nothing twice that has not changed. */
import { eachAtOnce } from '@domain/each-at-once'
import type { Connection, Sftp } from '../ssh/types'

type Signal = AbortSignal | undefined

/** Names of a job's folder that are looked at; RELION writes a handful each iteration. */
const mostNames = 50_000
/** Parsed files that are remembered, over all jobs. */
const mostRemembered = 4000

/** A file of the folder: bytes, and seconds since 1970 UTC. */
export interface FolderEntry {
  readonly name: string
  readonly size: number
  readonly mtime: number
}

/** What was made of files, by site, path, size and time: a poll reads only what is new. */
export interface ParsedFiles {
  /** What `parse` made of this very state of the file, now or earlier. */
  get<Value>(key: string, parse: () => Promise<Value>): Promise<Value>
}

export function createParsedFiles(): ParsedFiles {
  const known = new Map<string, Promise<unknown>>()
  return {
    async get<Value>(key: string, parse: () => Promise<Value>): Promise<Value> {
      // Each key is made of the file and the reader's name, so what stands there is what this reader made.
      const present = known.get(key) as Promise<Value> | undefined
      known.delete(key)
      if (present) {
        known.set(key, present)
        // Whoever began it may have gone away in the middle; then it is done anew for this one.
        const done = await present.then(
          value => ({ value }),
          () => null
        )
        if (done) return done.value
      }
      const value = parse()
      known.set(key, value)
      value.catch(() => {
        if (known.get(key) === value) known.delete(key)
      })
      for (const oldest of known.keys()) {
        if (known.size <= mostRemembered) break
        known.delete(oldest)
      }
      return value
    }
  }
}

/** One job's folder on one site. */
export interface JobFolder {
  readonly path: string
  readonly entries: readonly FolderEntry[]
  readonly connection: Connection
  find(name: string): FolderEntry | undefined
  /** At most `length` bytes from `offset`, as UTF-8. */
  text(path: string, offset: number, length: number): Promise<string>
  /** What `parse` makes of the first `length` bytes of a file of this folder, once for each state of it. */
  head<Value>(entry: FolderEntry, length: number, reader: string, parse: (text: string) => Value): Promise<Value>
}

/** Errors: `not-found` before the folder is there, the connection's. */
export async function openJobFolder(
  connection: Connection,
  site: string,
  path: string,
  parsed: ParsedFiles,
  signal: Signal
): Promise<JobFolder> {
  const entries = await entriesOf(await connection.sftp({ signal }), path, signal)
  const text = async (file: string, offset: number, length: number): Promise<string> =>
    (await readRange(connection, file, offset, length, signal)).toString('utf8')
  return {
    path,
    entries,
    connection,
    find: name => entries.find(entry => entry.name === name),
    text,
    head: ({ name, size, mtime }, length, reader, parse) =>
      parsed.get(JSON.stringify([site, path, name, size, mtime, reader]), async () =>
        parse(await text(`${path}/${name}`, 0, Math.min(length, size)))
      )
  }
}

async function entriesOf(sftp: Sftp, folder: string, signal: Signal): Promise<FolderEntry[]> {
  const found: FolderEntry[] = []
  for await (const entries of sftp.readDirectory(folder, { signal })) {
    for (const { name, attributes } of entries)
      found.push({ name, size: attributes.size, mtime: attributes.mtime ?? 0 })
    if (found.length >= mostNames) break
  }
  return found
}

/** Requests of one range that are on their way at a time. */
const readsAtOnce = 8

/** The bytes of a range; fewer at the end of the file. One handle, several requests under way. */
export async function readRange(
  connection: Connection,
  path: string,
  offset: number,
  length: number,
  signal: Signal
): Promise<Buffer> {
  const sftp = await connection.sftp({ signal })
  const handle = await sftp.open(path, { read: true }, undefined, { signal })
  const piece = sftp.limits.maxRead
  /** A server may give less than was asked for; nothing means the end of the file. */
  const whole = async (from: number): Promise<Buffer> => {
    const blocks: Buffer[] = []
    const wanted = Math.min(piece, length - from)
    for (let read = 0; read < wanted; ) {
      const block = await sftp.read(handle, offset + from + read, wanted - read, { signal })
      if (block.length === 0) break
      blocks.push(block)
      read += block.length
    }
    return Buffer.concat(blocks)
  }
  try {
    const starts = Array.from({ length: Math.ceil(length / piece) }, (_, at) => at * piece)
    return Buffer.concat(await eachAtOnce(starts, readsAtOnce, whole))
  } finally {
    await sftp.closeFile(handle).catch(() => {})
  }
}
