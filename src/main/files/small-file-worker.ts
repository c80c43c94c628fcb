/**
 * The body of the thread for small local files. Its text is what the thread runs (small-file-thread.ts), so that no door
 * and no packaging has to find a file of it: it may use nothing from outside but its arguments.
 */
import type * as fs from 'node:fs'
import type { MessagePort } from 'node:worker_threads'

/** Paths as Node takes them. */
export type SmallJob =
  | { readonly do: 'read'; readonly path: string | Uint8Array; readonly most: number }
  | {
      readonly do: 'write'
      readonly path: string | Uint8Array
      readonly data: Uint8Array
      readonly mode: number
      /** Permission bits that the system would take away from a new file. */
      readonly mask: number
      readonly mtime: number | undefined
    }
  /** Regular files of at most so many bytes that do not change meanwhile. */
  | { readonly do: 'read-many'; readonly wishes: readonly { path: string | Uint8Array; most: number }[] }
  | { readonly do: 'write-many'; readonly files: readonly PlainWrite[]; readonly mask: number }
  /** What each is, links not followed. */
  | { readonly do: 'look'; readonly paths: readonly (string | Uint8Array)[] }
  /** Only for files, and never over one that is there. */
  | { readonly do: 'rename'; readonly from: string | Uint8Array; readonly to: string | Uint8Array }

/** Of domain/files/many-files `ManyWrite`, with paths as Node takes them. */
export interface PlainWrite {
  readonly part: string | Uint8Array
  readonly target: string | Uint8Array
  readonly how: 'new' | 'replace'
  readonly mode: number
  readonly mtime: number
  readonly data: Uint8Array
}

/** A file among the bytes of many. */
export interface PlainRead {
  readonly mode: number
  readonly mtimeMs: number
  readonly from: number
  readonly end: number
}

export type SmallRequest = SmallJob & { readonly id: number }

/** What `infoOf` needs of a file's stats. */
export interface PlainStats {
  readonly mode: number
  readonly size: number
  readonly mtimeMs: number
  readonly ino: number
  readonly uid: number
  readonly gid: number
}

export type SmallReply =
  | { readonly id: number; readonly before: PlainStats; readonly after: PlainStats; readonly data: Uint8Array }
  | { readonly id: number; readonly reads: readonly (PlainRead | undefined)[]; readonly data: Uint8Array }
  /** For each the numbers of its `PlainStats` in their order; all NaN where it could not be looked at. */
  | { readonly id: number; readonly looks: Float64Array }
  | { readonly id: number; readonly written: readonly boolean[] }
  /** Done; or, of a file to be read, longer than was asked for. */
  | { readonly id: number; readonly done: true }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: string | undefined } }

export interface SmallWorkerParts {
  readonly port: MessagePort
  readonly fs: typeof fs
}

export function runSmallFileWorker({ port, fs }: SmallWorkerParts): void {
  /** Replies that go back together. */
  const together = 16
  const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK = 0 } = fs.constants
  const native = (path: string | Uint8Array): string | Buffer => (typeof path === 'string' ? path : Buffer.from(path))
  const plain = ({ mode, size, mtimeMs, ino, uid, gid }: fs.Stats): PlainStats => ({
    ...{ mode, size, mtimeMs },
    ...{ ino, uid, gid }
  })

  function read(id: number, path: string | Uint8Array, most: number): SmallReply {
    const file = fs.openSync(native(path), O_RDONLY | O_NONBLOCK)
    try {
      const before = fs.fstatSync(file)
      if (!before.isFile() || before.size > most) return { id, done: true }
      const bytes = new Uint8Array(before.size)
      let length = 0
      while (length < bytes.length) {
        const count = fs.readSync(file, bytes, length, bytes.length - length, length)
        if (count === 0) break
        length += count
      }
      return { id, before: plain(before), after: plain(fs.fstatSync(file)), data: bytes.subarray(0, length) }
    } finally {
      fs.closeSync(file)
    }
  }

  function write(job: Extract<SmallJob, { do: 'write' }>): void {
    const file = fs.openSync(native(job.path), O_CREAT | O_EXCL | O_WRONLY, job.mode)
    let open = true
    try {
      for (let at = 0; at < job.data.length; ) at += fs.writeSync(file, job.data, at, job.data.length - at, at)
      if ((job.mode & job.mask) !== 0) fs.fchmodSync(file, job.mode)
      if (job.mtime !== undefined) fs.futimesSync(file, job.mtime, job.mtime)
      open = false
      fs.closeSync(file)
    } catch (thrown) {
      if (open) fs.closeSync(file)
      fs.unlinkSync(native(job.path))
      throw thrown
    }
  }

  /** Its bytes go to `into` from `at` on. Unset: it is none of the kind, or changed. */
  function readInto(path: string | Uint8Array, most: number, into: Uint8Array, at: number): PlainRead | undefined {
    const file = fs.openSync(native(path), O_RDONLY | O_NONBLOCK)
    try {
      const before = fs.fstatSync(file)
      if (!before.isFile() || before.size > most || before.size > into.length - at) return undefined
      const end = at + before.size
      let next = at
      while (next < end) {
        const count = fs.readSync(file, into, next, end - next, next - at)
        if (count === 0) return undefined
        next += count
      }
      const after = fs.fstatSync(file)
      if (after.size !== before.size || after.mtimeMs !== before.mtimeMs || after.ino !== before.ino) return undefined
      return { mode: before.mode & 0o7777, mtimeMs: before.mtimeMs, from: at, end }
    } finally {
      fs.closeSync(file)
    }
  }

  function readMany(id: number, { wishes }: Extract<SmallJob, { do: 'read-many' }>): SmallReply {
    const data = new Uint8Array(wishes.reduce((sum, { most }) => sum + most, 0))
    let at = 0
    const reads = wishes.map(({ path, most }) => {
      try {
        const file = readInto(path, most, data, at)
        at = file?.end ?? at
        return file
      } catch {
        return undefined
      }
    })
    return { id, reads, data }
  }

  function writeOne({ part, target, how, ...file }: PlainWrite, mask: number): boolean {
    let written = false
    let named = false
    try {
      write({ do: 'write', path: part, ...file, mask })
      written = true
      // A second name refuses where one is taken; rename(2) would not.
      if (how === 'replace') fs.renameSync(native(part), native(target))
      else fs.linkSync(native(part), native(target))
      named = true
      if (how === 'new') fs.unlinkSync(native(part))
    } catch {
      if (written && !named) fs.rmSync(native(part), { force: true })
    }
    return named
  }

  function look(id: number, paths: readonly (string | Uint8Array)[]): SmallReply {
    const looks = new Float64Array(paths.length * 6)
    for (const [at, path] of paths.entries())
      try {
        const { mode, size, mtimeMs, ino, uid, gid } = fs.lstatSync(native(path))
        looks.set([mode, size, mtimeMs, ino, uid, gid], at * 6)
      } catch {
        looks.fill(Number.NaN, at * 6, at * 6 + 6)
      }
    return { id, looks }
  }

  function work(request: SmallRequest): SmallReply {
    const { id } = request
    try {
      if (request.do === 'read') return read(id, request.path, request.most)
      if (request.do === 'look') return look(id, request.paths)
      if (request.do === 'read-many') return readMany(id, request)
      if (request.do === 'write-many') return { id, written: request.files.map(file => writeOne(file, request.mask)) }
      if (request.do === 'write') write(request)
      else {
        fs.linkSync(native(request.from), native(request.to))
        fs.unlinkSync(native(request.from))
      }
      return { id, done: true }
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined
      return { id, error: { message, code } }
    }
  }

  port.on('message', (requests: readonly SmallRequest[]) => {
    for (let at = 0; at < requests.length; at += together) {
      const replies = requests.slice(at, at + together).map(work)
      const buffers = replies.flatMap(reply => ('data' in reply ? [reply.data.buffer] : []))
      port.postMessage(
        replies,
        buffers.filter(buffer => buffer instanceof ArrayBuffer)
      )
    }
  })
}
