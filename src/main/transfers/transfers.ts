/** The queue of copies between any two places. It is kept in the journal and outlives the engine. */
import { randomBytes } from 'node:crypto'
import type {
  Endpoint,
  LedgerEntry,
  RateLimit,
  Transfer,
  TransferFile,
  TransferListEvent,
  TransferPriority,
  TransferResult
} from '@contract/transfers'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { listChanges } from '@domain/transfers/list-changes'
import { createBroadcast } from '../broadcast'
import type { Platform } from '../platform'
import type { SiteAccess } from '../site-access'
import type { JournalFile } from '../store/journal-file'
import type { Ledger, LedgerQuery } from '../store/ledger'
import type { FileChoice, TransferJournal } from '../store/transfer-journal'
import type { ExplicitCopy, MirrorEnd } from './compare/explicit-copy'
import { createGlobalLimit, type LimitSettings } from './global-limit'
import { linkHolder } from './hold-links'
import type { Limiter } from './limiter'
import { createPushes, type Pushes } from './pushes'
import { restoreTransfers } from './restore-transfers'
import { type CheckRoom, checkFreeSpace } from './room'
import { type ChooseRoute, createRouteHere } from './route'
import type { Asker } from './settle-conflict'
import { createTransferJob, type TransferJob } from './transfer-job'
import { createTransferQueue } from './transfer-queue'
import { newRecord, type TransferRecord } from './transfer-record'
import {
  doesWork,
  explicitRequestOf,
  foldersOf,
  requestOf,
  type StartRequest,
  type TransferRequest
} from './transfer-request'
import type { RetryRules } from './transfer-run'
import type { Verifier } from './verify/verifier'

/**
 * Least time between two pictures of the list, and what each transfer in it adds where the whole list is sent, and
 * where it is only compared with the one before. Milliseconds.
 */
const watchMs = { least: 250, each: 0.5, compared: 0.03 } as const

/** The calls of contract/transfers. */
export interface Transfers {
  readonly pushes: Pushes
  start(request: StartRequest): { id: string }
  /** For a mirror: exactly these files, and a step after them. */
  startExplicit(copy: ExplicitCopy): { id: string }
  result(id: string, signal: AbortSignal | undefined): Promise<TransferResult>
  list(): Transfer[]
  watch(signal: AbortSignal | undefined): AsyncGenerator<Transfer[], void, void>
  /** What changed in it. */
  watchChanges(signal: AbortSignal | undefined): AsyncGenerator<TransferListEvent, void, void>
  files(
    id: string,
    choice: { states?: FileChoice['states'] | undefined; offset: number; limit: number }
  ): { total: number; files: TransferFile[] }
  pause(id: string | undefined): Promise<void>
  /** `automatic`: nobody clicked, so nobody is asked for a sign-in. */
  resume(id: string | undefined, automatic?: boolean): void
  reorder(id: string, before: string | null): void
  change(id: string, change: { priority?: TransferPriority | undefined; limit?: RateLimit | undefined }): void
  /** Resolves when the part files are gone. */
  cancel(id: string): Promise<void>
  retryFailed(id: string): void
  forget(id: string | undefined): void
  /** Verified copies (contract/transfers `ledger`). */
  ledger(query: LedgerQuery): { total: number; entries: LedgerEntry[] }
  counts(): { waiting: number; running: number; finished: number; failed: number }
  close(): Promise<void>
}

export interface TransfersParts {
  readonly platform: Pick<Platform, 'clock' | 'log' | 'door'>
  readonly fileSystems: FileSystems
  readonly broker: Asker
  readonly journal: TransferJournal
  readonly settings: LimitSettings
  /** Where copies that are proven are written down. */
  readonly ledger: Pick<Ledger, 'query' | 'record'>
  openVerifier(ends: VerifierEnds, signal: AbortSignal, options: { automatic: boolean }): Promise<Verifier>
  /** Unset: through this computer. */
  readonly chooseRoute?: ChooseRoute
  /** Unset: by what the destination says is free. */
  readonly checkRoom?: CheckRoom
  readonly retry?: Partial<RetryRules>
  /** Unset: no link comes back by itself but by the tries of the transfers. */
  readonly hold?: SiteAccess['hold']
  /** The last step of a mirror that an earlier engine began. Unset: such a mirror ends `partial`. */
  takeUpMirror?(folders: Pick<ExplicitCopy, 'from' | 'to'>, end: MirrorEnd): NonNullable<ExplicitCopy['after']>
  /** A transfer came to its end by itself. */
  onEnded?(transfer: Transfer): void
}

export interface VerifierEnds {
  readonly from: { readonly files: FileSystem; readonly end: Endpoint }
  readonly to: { readonly files: FileSystem; readonly end: Endpoint }
}

const newId = (): string => randomBytes(6).toString('hex')

export function createTransfers(parts: TransfersParts): Transfers {
  const { platform, fileSystems, broker, journal, settings } = parts
  const { clock, log } = platform
  const pushes = createPushes({ fileSystems, asker: broker, newId })
  const queue = createTransferQueue({ journal, atOnce: () => settings.read().transfersAtOnce })
  const list = (): Transfer[] => queue.jobs.map(job => job.view())
  const lists = createBroadcast(list, () => watchMs.least + watchMs.each * queue.size)
  const changes = createBroadcast(list, () => watchMs.least + watchMs.compared * queue.size)
  const publish = (): void => {
    lists.publish()
    changes.publish()
  }
  const globalLimit = createGlobalLimit(settings, clock)
  const createJob = jobMaker(parts, globalLimit.limiter, { changed: publish, startNext: queue.startNext })

  /** The speed has to fall to zero on the screen too when nothing arrives any more. */
  const heartbeat = setInterval(() => {
    if (queue.jobs.some(job => job.active)) publish()
  }, 1000)
  heartbeat.unref()

  for (const { startsByItself, ...restored } of restoreTransfers(journal, isLasting(platform), log))
    queue.add(createJob(restored, { startsByItself, after: stepAgain(parts, restored.request) }))
  journal.reorder(queue.jobs.map(({ id }) => id))
  const stopFollowing = globalLimit.follow(queue.startNext)
  queue.startNext()

  function add(
    id: string,
    request: TransferRequest,
    { priority, limit = null }: { priority: TransferPriority; limit?: RateLimit | undefined },
    after?: ExplicitCopy['after']
  ): { id: string } {
    queue.requireOpen()
    if (queue.has(id)) throw new Failure('exists', `There is a transfer ${id} already.`)
    const record = newRecord(clock.now().toISOString(), { priority, limit, partKey: newId() })
    const job = createJob({ id, request, record }, { startsByItself: false, after })
    journal.save([{ id, position: queue.size, request, record }])
    queue.add(job)
    publish()
    queue.startNext()
    return { id }
  }

  function takeUp(request: TransferRequest, { priority, limit }: StartRequest): { id: string } | undefined {
    const job = queue.jobs.find(({ request: other, record }) => canGoOn(record) && doesWork(other, request))
    if (!job) return undefined
    job.change({ priority, limit })
    job.resume()
    queue.startNext()
    return { id: job.id }
  }

  return {
    pushes,
    start(start) {
      const request = requestOf(start)
      return (start.resume ? takeUp(request, start) : undefined) ?? add(start.id, request, start)
    },
    startExplicit: copy => add(copy.id, explicitRequestOf(copy), copy, copy.after?.bind(copy)),
    result: async (id, signal) => queue.find(id).result(signal),
    list,
    watch: signal => lists.follow(signal),
    watchChanges: signal => listChanges(changes.follow(signal)),
    files(id, { states, offset, limit }) {
      queue.find(id)
      const choice: FileChoice = { shown: true, ...(states && { states }) }
      const files = journal.shownPage(id, choice, offset, limit).map(fileView)
      return { total: journal.count(id, choice), files }
    },
    async pause(id) {
      const chosen = id === undefined ? queue.jobs.filter(job => !job.ended) : [queue.find(id)]
      await Promise.all(chosen.map(job => job.pause()))
    },
    resume(id, automatic = false) {
      const paused = queue.jobs.filter(({ record }) => record.state === 'paused')
      for (const job of id === undefined ? paused : [queue.find(id)]) job.resume(automatic)
      queue.startNext()
    },
    reorder(id, before) {
      queue.reorder(id, before)
      publish()
    },
    change(id, change) {
      queue.find(id).change(change)
      queue.startNext()
    },
    async cancel(id) {
      if (await pushes.cancel(id)) return
      await queue.find(id).cancel()
      queue.startNext()
    },
    retryFailed(id) {
      queue.find(id).retryFailed()
      queue.startNext()
    },
    forget(id) {
      queue.forget(id)
      publish()
    },
    ledger: query => parts.ledger.query(query),
    counts: () => countStates(queue.jobs, pushes.active),
    async close() {
      clearInterval(heartbeat)
      stopFollowing()
      await queue.close()
      await pushes.close()
    }
  }
}

/** A command ends with its copy; the window and the host stay, and wait for a link as long as it takes. */
const isLasting = ({ door }: Pick<Platform, 'door'>): boolean => door !== 'cli'

function jobMaker(
  parts: TransfersParts,
  globalLimiter: Limiter,
  { changed, startNext }: { changed(): void; startNext(): void }
) {
  const { platform, fileSystems, journal } = parts
  const { clock, log } = platform
  const lasting = isLasting(platform)
  const retry: RetryRules = { firstMs: 1000, mostMs: 30_000, giveUpMs: lasting ? null : 120_000, ...parts.retry }
  const shared = { lasting, clock, log, retry, newId, globalLimiter, changed, holdLinks: linkHolder(parts.hold) }

  return (
    { id, request, record }: { id: string; request: TransferRequest; record: TransferRecord },
    { startsByItself, after }: { startsByItself: boolean; after?: ExplicitCopy['after'] }
  ): TransferJob =>
    createTransferJob({
      ...{ ...shared, id, request, record, startsByItself },
      ...(after && { after }),
      stored: journal,
      asker: parts.broker,
      chooseRoute: parts.chooseRoute ?? (async wanted => createRouteHere(fileSystems, wanted)),
      checkRoom: parts.checkRoom ?? checkFreeSpace,
      openVerifier: ({ from, to }, signal, options) => {
        const ends = { from: { files: from, end: request.from }, to: { files: to, end: request.to } }
        return parts.openVerifier(ends, signal, options)
      },
      recordCopies: entries => parts.ledger.record(entries),
      onEnded: transfer => parts.onEnded?.(transfer),
      onLinkBack: startNext
    })
}

/** Of a mirror from the journal. */
function stepAgain({ takeUpMirror }: TransfersParts, request: TransferRequest): ExplicitCopy['after'] {
  return request.mirrorEnd ? takeUpMirror?.(foldersOf(request), request.mirrorEnd) : undefined
}

/** What `start` with `resume` takes up: all that is not done, and one that failed as a whole. */
const canGoOn = ({ state }: Pick<TransferRecord, 'state'>): boolean =>
  state !== 'finished' && state !== 'finished-with-errors' && state !== 'cancelled'

function fileView({ source, target, size, state, doneBytes, error, checksum }: JournalFile): TransferFile {
  return { source, target, size, state, doneBytes, error, checksum }
}

function countStates(jobs: readonly TransferJob[], pushes: number): ReturnType<Transfers['counts']> {
  const count = (...wanted: Transfer['state'][]): number =>
    jobs.filter(({ record }) => wanted.includes(record.state)).length
  return {
    waiting: count('waiting'),
    running: count('running') + pushes,
    finished: count('finished'),
    failed: count('failed', 'finished-with-errors')
  }
}
