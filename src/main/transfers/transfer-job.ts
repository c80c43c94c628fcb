/** One transfer from the queue to its result. */
import type { Place } from '@contract/files'
import type { Transfer, TransferResult } from '@contract/transfers'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { makeFolders, statIfThere } from '@domain/files/make-folders'
import { baseName } from '@domain/files/path'
import { type CopyRoot, type DestinationState, planRoots } from '@domain/transfers/copy-roots'
import type { Clock, Log } from '../platform'
import { createCopyFile } from './copy-file'
import { copyTree } from './copy-tree'
import { type Asker, type ConflictChoice, createConflictSettler } from './settle-conflict'
import { createSlots } from './slots'
import { createTally, type FailedItem, type Tally } from './tally'

/** Chunks in memory and on the way, for all files of a transfer together. */
const requestsAtOnce = 32
/** Failed files that the list of transfers shows. */
const shownFailures = 1000

/** What is to be copied: by what the user named, or exactly what failed before. */
export interface TransferRequest {
  readonly id: string
  readonly direction: 'put' | 'get'
  readonly site: string
  readonly what:
    | { sources: readonly string[]; destination: string; parents: boolean }
    | { again: readonly FailedItem[] }
  /** For the list. */
  readonly title: string
  readonly destination: string
  readonly conflict: ConflictChoice
  readonly followLinks: boolean
}

export interface JobParts {
  readonly fileSystems: FileSystems
  readonly asker: Asker
  readonly clock: Clock
  readonly log: Log
  changed(): void
  newId(): string
}

export interface TransferJob {
  readonly request: TransferRequest
  readonly result: Promise<TransferResult>
  readonly failedItems: readonly FailedItem[]
  view(): Transfer
  /** Never rejects. */
  run(): Promise<void>
  cancel(): void
}

/** The row's name: the first source. */
export function titleOf(sources: readonly Place[]): string {
  const path = sources[0]?.path ?? ''
  return baseName(path.replace(/\/+$/, '')) || path || '~'
}

export function createTransferJob(request: TransferRequest, parts: JobParts): TransferJob {
  const { clock } = parts
  const cancelling = new AbortController()
  const tally = createTally(clock, parts.changed)
  const addedAt = clock.now().toISOString()
  let state: Transfer['state'] = 'waiting'
  let endedAt: string | null = null
  let whole: Failure | undefined
  const { promise: result, resolve, reject } = deferred<TransferResult>()
  // Nobody has to wait for a result.
  result.catch(() => undefined)

  function end(next: Transfer['state'], failure?: Failure): void {
    state = next
    whole = failure
    tally.scanning = false
    tally.currentFile = null
    endedAt = clock.now().toISOString()
  }

  async function run(): Promise<void> {
    const startedMs = clock.now().getTime()
    state = 'running'
    parts.changed()
    try {
      cancelling.signal.throwIfAborted()
      await copyAll(request, parts, tally, cancelling.signal)
      end(tally.failed.length > 0 ? 'finished-with-errors' : 'finished')
      const { files, bytes, skipped, sentBytes, resumedBytes, failed } = tally
      const seconds = (clock.now().getTime() - startedMs) / 1000
      resolve({ files, bytes, seconds, skipped, verified: 0, sizeOnly: 0, sentBytes, resumedBytes, failed })
    } catch (thrown) {
      const cancelled = new Failure('cancelled', 'The transfer was cancelled.')
      const failure = cancelling.signal.aborted ? cancelled : Failure.from(thrown)
      end(cancelling.signal.aborted ? 'cancelled' : 'failed', failure)
      reject(failure)
    }
    parts.changed()
  }

  function view(): Transfer {
    const own =
      whole && state === 'failed' ? [{ path: request.destination, code: whole.code, message: whole.message }] : []
    return {
      id: request.id,
      ...endsOf(request),
      route: 'here',
      title: request.title,
      sources: 'again' in request.what ? request.what.again.length : request.what.sources.length,
      destination: request.destination,
      state,
      hold: null,
      priority: 'normal',
      limit: null,
      verify: false,
      addedAt,
      endedAt,
      totalFiles: tally.totalFiles,
      totalBytes: tally.totalBytes,
      scanning: tally.scanning && state === 'running',
      doneFiles: tally.files,
      doneBytes: tally.doneBytes,
      skipped: tally.skipped,
      verified: 0,
      sizeOnly: 0,
      verifying: 0,
      sentBytes: tally.sentBytes,
      resumedBytes: tally.resumedBytes,
      rate: state === 'running' ? tally.rate() : 0,
      currentFile: tally.currentFile,
      failed: [...own, ...tally.failed.slice(0, shownFailures - own.length)],
      failedCount: tally.failed.length + own.length,
      notices: []
    }
  }

  return {
    request,
    result,
    get failedItems() {
      return tally.failedItems
    },
    view,
    run,
    cancel: () => cancelling.abort(new Failure('cancelled', 'The transfer was cancelled.'))
  }
}

function endsOf({ direction, site }: TransferRequest): Pick<Transfer, 'from' | 'to'> {
  const here = { kind: 'local' } as const
  const there = { kind: 'site', site } as const
  return direction === 'put' ? { from: here, to: there } : { from: there, to: here }
}

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void; reject(reason: Failure): void } {
  let resolve: (value: T) => void = () => undefined
  let reject: (reason: Failure) => void = () => undefined
  const promise = new Promise<T>((first, second) => {
    resolve = first
    reject = second
  })
  return { promise, resolve, reject }
}

async function copyAll(request: TransferRequest, parts: JobParts, tally: Tally, signal: AbortSignal): Promise<void> {
  const site = await parts.fileSystems.openSite(request.site, signal)
  try {
    const { local } = parts.fileSystems
    const [from, to] = request.direction === 'put' ? [local, site] : [site, local]
    const roots = await findRoots(request, from, to, tally, signal)
    const requests = createSlots(requestsAtOnce)
    const context = { transfer: request.id, site: request.site }
    await copyTree({
      from,
      to,
      roots,
      followLinks: request.followLinks,
      copyFile: createCopyFile({ from, to, requests, newId: parts.newId }),
      tally,
      signal,
      settle: createConflictSettler(request.conflict, parts.asker, context),
      changed: parts.changed,
      remark: text => parts.log.warn(`Transfer ${request.id}: ${text}`),
      newId: parts.newId
    })
  } finally {
    site.close()
  }
}

/** Works out who goes where. What makes the whole copy impossible is thrown. */
async function findRoots(
  { what }: TransferRequest,
  from: FileSystem,
  to: FileSystem,
  tally: Tally,
  signal: AbortSignal
): Promise<readonly CopyRoot[]> {
  if ('again' in what) return what.again.map(item => ({ ...item, contents: false, follow: false }))
  const destination = { asked: what.destination, absolute: to.absolute(what.destination) }
  const sources = what.sources.map(asked => ({ asked, absolute: from.absolute(asked) }))
  const there = await statIfThere(to, destination.absolute, signal)
  const state: DestinationState = !there ? 'missing' : there.type === 'directory' ? 'directory' : 'other'
  const plan = planRoots(sources, destination, state)
  for (const { source, failure } of plan.refused) tally.fail({ source, target: destination.absolute }, failure)
  if (what.parents) await makeFolders(to, plan.folder, signal)
  else if (state !== 'directory') await requireFolder(to, plan.folder, signal)
  return plan.roots
}

async function requireFolder(to: FileSystem, path: string, signal: AbortSignal): Promise<void> {
  const there = await statIfThere(to, path, signal)
  if (!there)
    throw new Failure('not-found', `The folder ${displayName(path)} (${to.label}) is not there.`, {
      hint: 'Make it first, or have missing folders made (--parents).'
    })
  if (there.type !== 'directory')
    throw new Failure('not-a-directory', `${displayName(path)} (${to.label}) is not a folder.`, {
      hint: 'Check the path.'
    })
}
