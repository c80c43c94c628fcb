/** Files whose bytes only the window holds: they come in order, in pieces, over the contract. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem, FileSystems, WriteHandle } from '@domain/files/file-system'
import { makeFolders } from '@domain/files/make-folders'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import { numberedName, partName } from '@domain/transfers/part-name'
import { relativeNames } from '@domain/transfers/relative-path'
import { letGo } from './copy-file'
import { type Asker, type ConflictChoice, createConflictSettler, takenFailure } from './settle-conflict'

/** A push that is not written to for so long is given up. Milliseconds. */
const abandonedMs = 10 * 60_000

export interface PushRequest {
  readonly id: string
  readonly site: string
  /** Files of one batch share the answer "for all". */
  readonly batch?: string
  readonly folder: string
  readonly relativePath: string
  readonly size: number
  /** ISO 8601. */
  readonly mtime: string
  readonly conflict?: ConflictChoice
}

export interface Pushes {
  /** Those that are under way now. */
  readonly active: number
  begin(request: PushRequest, signal: AbortSignal | undefined): Promise<{ skip: boolean }>
  /** `usage` when `offset` is not where the last piece ended. */
  write(id: string, offset: number, data: Blob): Promise<void>
  /** `mismatch` when not all bytes came; nothing is left behind then. */
  end(id: string): Promise<void>
  /** False when there is none of that id. */
  cancel(id: string): Promise<boolean>
  close(): Promise<void>
}

/** Batches whose answers are remembered. */
const mostBatches = 100

type Settler = ReturnType<typeof createConflictSettler>

interface Push {
  readonly request: PushRequest
  readonly files: FileSystem
  readonly writer: WriteHandle
  readonly part: string
  readonly target: string
  readonly replace: boolean
  received: number
  /** The pieces are written one after the other, however they overlap on the way here. */
  turn: Promise<unknown>
  timer: NodeJS.Timeout
}

export function createPushes(parts: { fileSystems: FileSystems; asker: Asker; newId(): string }): Pushes {
  const pushes = new Map<string, Push>()
  const starting = new Set<string>()
  const settlers = new Map<string, Settler>()

  function settlerOf(request: PushRequest): Settler {
    const key = request.batch ?? request.id
    const settler =
      settlers.get(key) ?? createConflictSettler(request.conflict, parts.asker, { transfer: key, site: request.site })
    // The newest stand last; an old batch that goes on after many others is asked once more.
    settlers.delete(key)
    settlers.set(key, settler)
    for (const old of settlers.keys()) if (settlers.size > mostBatches) settlers.delete(old)
    return settler
  }

  async function begin(request: PushRequest, signal: AbortSignal | undefined): Promise<{ skip: boolean }> {
    const names = relativeNames(request.relativePath)
    if (pushes.has(request.id) || starting.has(request.id))
      throw new Failure('exists', `There is an upload ${request.id} already.`)
    starting.add(request.id)
    try {
      const files = await parts.fileSystems.site(request.site, signal)
      const wanted = names.reduce(joinPath, files.absolute(request.folder))
      await makeFolders(files, parentPath(wanted), signal)
      const place = await findPlace(files, wanted, request, settlerOf(request), signal ?? new AbortController().signal)
      if (!place) return { skip: true }
      const part = joinPath(parentPath(place.target), partName(baseName(place.target), parts.newId()))
      const writer = await files.openWrite(part, { how: 'new' })
      const timer = giveUpLater(request.id)
      pushes.set(request.id, { request, files, writer, part, ...place, received: 0, turn: Promise.resolve(), timer })
      return { skip: false }
    } finally {
      starting.delete(request.id)
    }
  }

  function giveUpLater(id: string): NodeJS.Timeout {
    const timer = setTimeout(() => void drop(id), abandonedMs)
    timer.unref()
    return timer
  }

  function find(id: string): Push {
    const push = pushes.get(id)
    if (push) return push
    throw new Failure('not-found', `There is no upload ${id}; it may have been given up.`, { hint: 'Start it again.' })
  }

  /** Forgets a push and removes what it wrote. */
  async function drop(id: string): Promise<boolean> {
    const push = pushes.get(id)
    if (!push) return false
    pushes.delete(id)
    clearTimeout(push.timer)
    await letGo(push.writer.close())
    await letGo(push.files.removeFile(push.part))
    return true
  }

  async function writePiece(push: Push, offset: number, data: Blob): Promise<void> {
    const { request, files, writer } = push
    if (offset !== push.received || offset + data.size > request.size)
      throw new Failure(
        'usage',
        `Bytes ${offset} to ${offset + data.size} of ${request.relativePath} are out of order.`
      )
    push.timer.refresh()
    for (let at = 0; at < data.size; at += files.chunkBytes) {
      const piece = new Uint8Array(await data.slice(at, at + files.chunkBytes).arrayBuffer())
      await writer.write(offset + at, piece)
    }
    push.received += data.size
  }

  async function finish(push: Push): Promise<void> {
    const { request, files, writer, part, target, received } = push
    if (received !== request.size)
      throw new Failure(
        'mismatch',
        `${received} of the ${request.size} bytes of ${displayName(request.relativePath)} came, so it was not stored.`,
        { hint: 'The file may have changed meanwhile; upload it again.' }
      )
    await writer.setAttributes({ mtime: Math.floor(Date.parse(request.mtime) / 1000) })
    await writer.close()
    if (push.replace) await files.replace(part, target)
    else await files.rename(part, target)
    clearTimeout(push.timer)
    pushes.delete(request.id)
  }

  /** One after the other; an error ends the push and removes its part file. */
  function inTurn(id: string, work: (push: Push) => Promise<void>): Promise<void> {
    const push = find(id)
    const done = push.turn.then(async () => {
      // An earlier piece may have failed and taken the push with it.
      find(id)
      try {
        await work(push)
      } catch (thrown) {
        await drop(id)
        throw thrown
      }
    })
    push.turn = done.catch(() => undefined)
    return done
  }

  return {
    get active() {
      return pushes.size
    },
    begin,
    write: async (id, offset, data) => inTurn(id, push => writePiece(push, offset, data)),
    end: async id => inTurn(id, finish),
    cancel: drop,
    close: async () => {
      await Promise.all([...pushes.keys()].map(drop))
    }
  }
}

/** Where the file goes by the rule for taken names; undefined: nowhere, it is skipped. */
async function findPlace(
  files: FileSystem,
  wanted: string,
  request: PushRequest,
  settle: Settler,
  signal: AbortSignal
): Promise<{ target: string; replace: boolean } | undefined> {
  const existing = await lstatIfThere(files, wanted, signal)
  if (!existing) return { target: wanted, replace: false }
  const mtime = Math.floor(Date.parse(request.mtime) / 1000)
  const source: FileInfo = { type: 'file', size: request.size, mtime, mode: 0, owner: '', group: '', stamp: '' }
  const taken = { source: { path: request.relativePath, info: source }, existing: { path: wanted, info: existing } }
  const decision = await settle(taken, signal)
  if (decision === 'skip') return undefined
  if (decision === 'refuse-exists' || decision === 'refuse-directory') throw takenFailure(displayName(wanted), decision)
  // What the window pushes always comes whole, so a copy cannot be resumed: it is sent again.
  if (decision !== 'rename') return { target: wanted, replace: true }
  for (let number = 2; ; number++) {
    const target = joinPath(parentPath(wanted), numberedName(baseName(wanted), number))
    if (!(await lstatIfThere(files, target, signal))) return { target, replace: false }
  }
}

async function lstatIfThere(files: FileSystem, path: string, signal: AbortSignal): Promise<FileInfo | undefined> {
  try {
    return await files.lstat(path, signal)
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return undefined
    throw thrown
  }
}
