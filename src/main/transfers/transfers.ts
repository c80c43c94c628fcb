/** The queue of copies between any two places. It is kept in the journal and outlives the engine. */
import { randomBytes } from 'node:crypto'
import type {
  Endpoint,
  LedgerEntry,
  RateLimit,
  Transfer,
  TransferFile,
  TransferPriority,
  TransferResult
} from '@contract/transfers'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { nextToRun, type Queued } from '@domain/transfers/queue-order'
import { createBroadcast, pause } from '../broadcast'
import type { Platform } from '../platform'
import type { Ledger, LedgerQuery } from '../store/ledger'
import type { FileChoice, TransferJournal } from '../store/transfer-journal'
import type { ExplicitCopy } from './compare/explicit-copy'
import { createGlobalLimit, type LimitSettings } from './global-limit'
import { createPushes, type Pushes } from './pushes'
import { restoreTransfers } from './restore-transfers'
import { type CheckRoom, checkFreeSpace } from './room'
import { type ChooseRoute, createRouteHere } from './route'
import type { Asker } from './settle-conflict'
import { createTransferJob, type TransferJob } from './transfer-job'
import { newRecord, type TransferRecord } from './transfer-record'
import {
  busyEnds,
  explicitRequestOf,
  requestOf,
  type StartRequest,
  sameWork,
  type TransferRequest
} from './transfer-request'
import type { RetryRules } from './transfer-run'
import type { Verifier } from './verify/verifier'

/** Least time between two pictures of the list, and what each transfer in it adds. Milliseconds. */
const watchMs = { least: 250, each: 0.5 } as const
/** How long the end of the engine waits for what is on the way to be confirmed. Milliseconds. */
const closeMs = 5000

/** The calls of contract/transfers. */
export interface Transfers {
  readonly pushes: Pushes
  start(request: StartRequest): { id: string }
  /** For a mirror: exactly these files, and a step after them. */
  startExplicit(copy: ExplicitCopy): { id: string }
  result(id: string, signal: AbortSignal | undefined): Promise<TransferResult>
  list(): Transfer[]
  watch(signal: AbortSignal | undefined): AsyncGenerator<Transfer[], void, void>
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
  readonly ledger: Ledger
  openVerifier(ends: VerifierEnds, signal: AbortSignal, options: { automatic: boolean }): Promise<Verifier>
  /** Unset: through this computer. */
  readonly chooseRoute?: ChooseRoute
  /** Unset: by what the destination says is free. */
  readonly checkRoom?: CheckRoom
  readonly retry?: Partial<RetryRules>
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
  const lasting = platform.door !== 'cli'
  const retry: RetryRules = { firstMs: 1000, mostMs: 30_000, giveUpMs: lasting ? null : 120_000, ...parts.retry }
  const jobs = new Map<string, TransferJob>()
  /** Ids in queue order. */
  let order: string[] = []
  const pushes = createPushes({ fileSystems, asker: broker, newId })
  const inOrder = (): TransferJob[] => order.flatMap(id => jobs.get(id) ?? [])
  const list = (): Transfer[] => inOrder().map(job => job.view())
  const changes = createBroadcast(list, () => watchMs.least + watchMs.each * jobs.size)
  const globalLimit = createGlobalLimit(settings, clock)
  const forgetting = new Set<Promise<void>>()
  let closed = false

  /** The speed has to fall to zero on the screen too when nothing arrives any more. */
  const heartbeat = setInterval(() => {
    if (inOrder().some(job => job.active)) changes.publish()
  }, 1000)
  heartbeat.unref()

  function find(id: string): TransferJob {
    const job = jobs.get(id)
    if (job) return job
    throw new Failure('not-found', `There is no transfer ${id}.`, { hint: 'It may have been taken off the list.' })
  }

  function createJob(
    id: string,
    request: TransferRequest,
    record: TransferRecord,
    more: { startsByItself: boolean; after?: ExplicitCopy['after'] }
  ): TransferJob {
    const { after, startsByItself } = more
    return createTransferJob({
      ...{ id, request, record, startsByItself, lasting, clock, log, retry, newId },
      ...(after && { after }),
      stored: journal,
      asker: broker,
      globalLimiter: globalLimit.limiter,
      chooseRoute: parts.chooseRoute ?? (async wanted => createRouteHere(fileSystems, wanted)),
      checkRoom: parts.checkRoom ?? checkFreeSpace,
      openVerifier: ({ from, to }, signal, options) => {
        const ends = { from: { files: from, end: request.from }, to: { files: to, end: request.to } }
        return parts.openVerifier(ends, signal, options)
      },
      recordCopies: entries => parts.ledger.record(entries),
      onEnded: transfer => parts.onEnded?.(transfer),
      changed: changes.publish
    })
  }

  function add(
    id: string,
    request: TransferRequest,
    { priority, limit = null }: { priority: TransferPriority; limit?: RateLimit | undefined },
    after?: ExplicitCopy['after']
  ): { id: string } {
    if (closed) throw new Failure('cancelled', 'Farscope is ending.')
    if (jobs.has(id)) throw new Failure('exists', `There is a transfer ${id} already.`)
    const record = newRecord(clock.now().toISOString(), { priority, limit })
    journal.save([{ id, position: order.length, request, record }])
    jobs.set(id, createJob(id, request, record, { startsByItself: false, after }))
    order.push(id)
    changes.publish()
    startNext()
    return { id }
  }

  function startNext(): void {
    if (closed) return
    const queue = inOrder().flatMap((job): Queued[] => {
      const state = job.active ? 'running' : job.record.state
      if (state !== 'running' && state !== 'waiting') return []
      return [{ id: job.id, priority: job.record.priority, ends: busyEnds(job.request), state }]
    })
    for (const id of nextToRun(queue, settings.read().transfersAtOnce)) void find(id).run().then(startNext)
  }

  /** Its rows name its part files, so these go first. */
  function forget(job: TransferJob): void {
    if (!job.leftParts) {
      journal.forget(job.id)
      return
    }
    const gone = job.removeParts().then(() => {
      if (!closed) journal.forget(job.id)
      forgetting.delete(gone)
    })
    forgetting.add(gone)
  }

  function takeUp(request: TransferRequest, start: StartRequest): { id: string } | undefined {
    const job = inOrder().find(
      ({ request: other, record: { state } }) =>
        sameWork(request, other) && state !== 'finished' && state !== 'finished-with-errors' && state !== 'cancelled'
    )
    if (!job) return undefined
    job.change({ priority: start.priority, limit: start.limit })
    job.resume()
    startNext()
    return { id: job.id }
  }

  for (const { id, request, record, startsByItself } of restoreTransfers(journal, lasting, log)) {
    jobs.set(id, createJob(id, request, record, { startsByItself }))
    order.push(id)
  }
  journal.reorder(order)
  const stopFollowing = globalLimit.follow(startNext)
  startNext()

  return {
    pushes,
    start(start) {
      const request = requestOf(start)
      return (start.resume ? takeUp(request, start) : undefined) ?? add(start.id, request, start)
    },
    startExplicit: copy => add(copy.id, explicitRequestOf(copy), copy, copy.after?.bind(copy)),
    result: async (id, signal) => find(id).result(signal),
    list,
    watch: signal => changes.follow(signal),
    files(id, { states, offset, limit }) {
      find(id)
      const choice: FileChoice = { shown: true, ...(states && { states }) }
      const files = journal.shownPage(id, choice, offset, limit).map(
        ({ source, target, size, state, doneBytes, error, checksum }): TransferFile => ({
          ...{ source, target, size, state, doneBytes, error, checksum }
        })
      )
      return { total: journal.count(id, choice), files }
    },
    async pause(id) {
      const chosen = id === undefined ? inOrder().filter(job => !job.ended) : [find(id)]
      await Promise.all(chosen.map(job => job.pause()))
    },
    resume(id, automatic = false) {
      const paused = inOrder().filter(({ record }) => record.state === 'paused')
      for (const job of id === undefined ? paused : [find(id)]) job.resume(automatic)
      startNext()
    },
    reorder(id, before) {
      find(id)
      if (before !== null) find(before)
      if (before === id) return
      order = order.filter(other => other !== id)
      order.splice(before === null ? order.length : order.indexOf(before), 0, id)
      journal.reorder(order)
      changes.publish()
    },
    change(id, change) {
      find(id).change(change)
      startNext()
    },
    async cancel(id) {
      if (await pushes.cancel(id)) return
      await find(id).cancel()
      startNext()
    },
    retryFailed(id) {
      find(id).retryFailed()
      startNext()
    },
    forget(id) {
      for (const job of inOrder()) {
        if (!job.ended || job.active || (id !== undefined && id !== job.id)) continue
        jobs.delete(job.id)
        forget(job)
      }
      order = order.filter(one => jobs.has(one))
      // A new one goes after the last: its place is their number.
      journal.reorder(order)
      changes.publish()
    },
    ledger: query => parts.ledger.query(query),
    counts() {
      const states = inOrder().map(({ record }) => record.state)
      const count = (...wanted: Transfer['state'][]): number => states.filter(state => wanted.includes(state)).length
      return {
        waiting: count('waiting'),
        running: count('running') + pushes.active,
        finished: count('finished'),
        failed: count('failed', 'finished-with-errors')
      }
    },
    async close() {
      closed = true
      clearInterval(heartbeat)
      stopFollowing()
      await Promise.race([
        Promise.all([...inOrder().map(job => job.close()), ...forgetting]),
        pause(closeMs, undefined)
      ])
      await pushes.close()
    }
  }
}
