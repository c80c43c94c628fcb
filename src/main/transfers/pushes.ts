/** Files whose bytes only the window holds: they come in order, in pieces, over the contract. */
import type { Place } from '@contract/files'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem, FileSystems, WriteHandle } from '@domain/files/file-system'
import { lstatIfThere, makeFolders } from '@domain/files/make-folders'
import { mtimeSeconds } from '@domain/files/mtime-seconds'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import { numberedName, partName } from '@domain/transfers/part-name'
import { relativeNames } from '@domain/transfers/relative-path'
import { letGo } from './copy-file'
import { type Asker, type ConflictChoice, createConflictSettler, takenFailure } from './settle-conflict'
import { nameOfEnd } from './transfer-request'

/** A push that is not written to for so long is given up. Milliseconds. */
const abandonedMs = 10 * 60_000

export interface PushRequest {
  readonly id: string
  /** The folder it goes into. */
  readonly destination: Place
  /** Files of one batch share the answer "for all". */
  readonly batch?: string
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

/** The name that a file gets, and whether what has it now is replaced. */
interface PushGoal {
  readonly target: string
  readonly replace: boolean
}

/** Where the bytes wait until all of them came. */
interface PushStage {
  readonly writer: WriteHandle
  /** Gives the file its time and its name. */
  commit(): Promise<void>
  /** Leaves nothing behind. Never rejects. */
  drop(): Promise<void>
}

interface Push {
  readonly request: PushRequest
  readonly files: FileSystem
  readonly stage: PushStage
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
      settlers.get(key) ??
      createConflictSettler(request.conflict, parts.asker, {
        transfer: key,
        site: nameOfEnd(request.destination)
      })
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
      const files = await filesAt(parts.fileSystems, request.destination, signal)
      const wanted = names.reduce(joinPath, files.absolute(request.destination.path))
      // A bucket has no folders: the name of the object is its whole path.
      if (!files.wholeFilesOnly) await makeFolders(files, parentPath(wanted), signal)
      const place = await findPlace(files, wanted, request, settlerOf(request), signal ?? new AbortController().signal)
      if (!place) return { skip: true }
      const stage = files.wholeFilesOnly
        ? await openUpload(files, place, request)
        : await openPart(files, place, request, parts.newId())
      const timer = giveUpLater(request.id)
      pushes.set(request.id, { request, files, stage, received: 0, turn: Promise.resolve(), timer })
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
    await push.stage.drop()
    return true
  }

  async function writePiece(push: Push, offset: number, data: Blob): Promise<void> {
    const { request, files, stage } = push
    if (offset !== push.received || offset + data.size > request.size)
      throw new Failure(
        'usage',
        `Bytes ${offset} to ${offset + data.size} of ${request.relativePath} are out of order.`
      )
    push.timer.refresh()
    for (let at = 0; at < data.size; at += files.chunkBytes) {
      const piece = new Uint8Array(await data.slice(at, at + files.chunkBytes).arrayBuffer())
      await stage.writer.write(offset + at, piece)
    }
    push.received += data.size
  }

  async function finish(push: Push): Promise<void> {
    const { request, stage, received } = push
    if (received !== request.size)
      throw new Failure(
        'mismatch',
        `${received} of the ${request.size} bytes of ${displayName(request.relativePath)} came, so it was not stored.`,
        { hint: 'The file may have changed meanwhile; upload it again.' }
      )
    await stage.commit()
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

async function filesAt(fileSystems: FileSystems, place: Place, signal: AbortSignal | undefined): Promise<FileSystem> {
  if (place.kind === 'local') return fileSystems.local
  return place.kind === 's3' ? fileSystems.s3(place.profile) : fileSystems.site(place.site, signal)
}

/** A part file beside the target, which takes its name when all came. */
async function openPart(files: FileSystem, goal: PushGoal, request: PushRequest, id: string): Promise<PushStage> {
  const { target, replace } = goal
  const part = joinPath(parentPath(target), partName(baseName(target), id))
  const writer = await files.openWrite(part, { how: 'new' })
  return {
    writer,
    async commit() {
      await writer.finish({ mtime: mtimeSeconds(request) })
      if (replace) await files.replace(part, target)
      else await files.rename(part, target)
    },
    async drop() {
      await letGo(writer.close())
      await letGo(files.removeFile(part))
    }
  }
}

/** An object shows under its name only when all of it is there, so it needs no other name before. */
async function openUpload(files: FileSystem, goal: PushGoal, request: PushRequest): Promise<PushStage> {
  const mtime = mtimeSeconds(request)
  const final = { size: request.size, mtime }
  const writer = await files.openWrite(goal.target, { how: 'new', final, replaces: goal.replace })
  return {
    writer,
    commit: () => writer.finish({ mtime }),
    drop: () => letGo(writer.discard ? writer.discard() : writer.close())
  }
}

/** Where the file goes by the rule for taken names; undefined: nowhere, it is skipped. */
async function findPlace(
  files: FileSystem,
  wanted: string,
  request: PushRequest,
  settle: Settler,
  signal: AbortSignal
): Promise<PushGoal | undefined> {
  const existing = await lstatIfThere(files, wanted, signal)
  if (!existing) return { target: wanted, replace: false }
  const mtime = mtimeSeconds(request)
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
