/** The queue of copies between this computer and the sites. */
import { randomBytes } from 'node:crypto'
import type { Place } from '@contract/files'
import type { Transfer, TransferResult } from '@contract/transfers'
import { Failure } from '@domain/failure'
import type { FileSystems } from '@domain/files/file-system'
import { createBroadcast, pause } from '../broadcast'
import type { Platform } from '../platform'
import { orAborted } from '../ssh/errors'
import { interruptedTransfer, resultOf } from './past-transfer'
import { createPushes, type Pushes } from './pushes'
import type { Asker, ConflictChoice } from './settle-conflict'
import { createTransferJob, type TransferJob, type TransferRequest, titleOf } from './transfer-job'

/** Transfers of one site that run at once; the others wait in order. */
const runningPerSite = 2
/** Least time between two pictures of the list. Milliseconds. */
const watchMs = 250

export interface StartRequest {
  readonly id: string
  readonly sources: readonly Place[]
  readonly destination: Place
  readonly conflict?: ConflictChoice
  readonly parents: boolean
  readonly followLinks: boolean
}

/** Where transfers outlive the engine. */
export interface TransferHistory {
  load(): Transfer[]
  save(transfer: Transfer): void
  forget(id: string): void
}

/** The calls of contract/transfers. */
export interface Transfers {
  readonly pushes: Pushes
  start(request: StartRequest): { id: string }
  result(id: string, signal: AbortSignal | undefined): Promise<TransferResult>
  list(): Transfer[]
  watch(signal: AbortSignal | undefined): AsyncGenerator<Transfer[], void, void>
  /** Resolves when the part files are gone. */
  cancel(id: string): Promise<void>
  retryFailed(id: string, newId: string): { id: string }
  forget(id: string | undefined): void
  counts(): { waiting: number; running: number; finished: number; failed: number }
  close(): Promise<void>
}

export interface TransfersParts {
  readonly platform: Pick<Platform, 'clock' | 'log'>
  readonly fileSystems: FileSystems
  readonly broker: Asker
  readonly history?: TransferHistory
}

const ended = ({ state }: Transfer): boolean => state !== 'waiting' && state !== 'running'

export function createTransfers({ platform, fileSystems, broker, history }: TransfersParts): Transfers {
  const { clock, log } = platform
  const jobs = new Map<string, TransferJob>()
  const past = new Map<string, Transfer>()
  const runs = new Map<string, Promise<void>>()
  const newId = (): string => randomBytes(6).toString('hex')
  const pushes = createPushes({ fileSystems, asker: broker, newId })
  const list = (): Transfer[] => [...past.values(), ...[...jobs.values()].map(job => job.view())]
  const changes = createBroadcast(list, watchMs)
  let closed = false

  for (const stored of history?.load() ?? []) {
    const shown = ended(stored) ? stored : interruptedTransfer(stored, clock.now())
    if (shown !== stored) history?.save(shown)
    past.set(shown.id, shown)
  }

  /** The speed has to fall to zero on the screen too when nothing arrives any more. */
  const heartbeat = setInterval(() => {
    if (runs.size > 0) changes.publish()
  }, 1000)
  heartbeat.unref()

  function find(id: string): TransferJob {
    const job = jobs.get(id)
    if (job) return job
    throw new Failure('not-found', `There is no transfer ${id}.`, { hint: 'It may have been taken off the list.' })
  }

  function add(request: TransferRequest): { id: string } {
    if (closed) throw new Failure('cancelled', 'Farscope is ending.')
    if (jobs.has(request.id) || past.has(request.id))
      throw new Failure('exists', `There is a transfer ${request.id} already.`)
    const job = createTransferJob(request, { fileSystems, asker: broker, clock, log, newId, changed: changes.publish })
    jobs.set(request.id, job)
    history?.save(job.view())
    changes.publish()
    startNext(request.site)
    return { id: request.id }
  }

  function startNext(site: string): void {
    const ofSite = [...jobs.values()].filter(job => job.request.site === site)
    const running = ofSite.filter(job => runs.has(job.request.id)).length
    const waiting = ofSite.filter(job => job.view().state === 'waiting' && !runs.has(job.request.id))
    for (const job of waiting.slice(0, Math.max(0, runningPerSite - running))) {
      const { id } = job.request
      const run = job.run().finally(() => {
        runs.delete(id)
        if (jobs.has(id)) history?.save(job.view())
        startNext(site)
      })
      runs.set(id, run)
    }
  }

  /** A waiting one is run so that it ends at once as cancelled, whatever its turn. */
  async function cancelJob(job: TransferJob): Promise<void> {
    job.cancel()
    const { id } = job.request
    if (job.view().state === 'waiting') {
      await job.run()
      history?.save(job.view())
    }
    await runs.get(id)
  }

  return {
    pushes,
    start: request => add(requestOf(request)),
    result: (id, signal) => {
      const stored = past.get(id)
      return stored ? resultOf(stored) : orAborted(signal, find(id).result)
    },
    list,
    watch: signal => changes.follow(signal),
    async cancel(id) {
      if (await pushes.cancel(id)) return
      if (!past.has(id)) await cancelJob(find(id))
    },
    retryFailed(id, again) {
      if (past.has(id))
        throw new Failure('unsupported', 'That transfer was made before Farscope was started the last time.', {
          hint: 'Start the copy again; what arrived already is skipped.'
        })
      const job = find(id)
      if (!ended(job.view()) || job.failedItems.length === 0)
        throw new Failure('usage', 'That transfer has no failed files to copy again.')
      return add({ ...job.request, id: again, what: { again: [...job.failedItems] } })
    },
    forget(id) {
      for (const transfer of list()) {
        if (!ended(transfer) || (id !== undefined && id !== transfer.id)) continue
        jobs.delete(transfer.id)
        past.delete(transfer.id)
        history?.forget(transfer.id)
      }
      changes.publish()
    },
    counts() {
      const states = list().map(transfer => transfer.state)
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
      const open = [...jobs.values()].filter(job => !ended(job.view()))
      await Promise.race([Promise.all(open.map(cancelJob)), pause(5000, undefined)])
      await pushes.close()
    }
  }
}

/** One side is this computer, the other one site. */
function requestOf({ id, sources, destination, conflict, parents, followLinks }: StartRequest): TransferRequest {
  const places = new Set(sources.map(place => (place.kind === 'site' ? `site ${place.site}` : 'local')))
  const [first] = sources
  if (places.size !== 1 || !first) throw new Failure('usage', 'The sources of a copy must be in one place.')
  if (first.kind === destination.kind)
    throw new Failure('unsupported', 'A copy goes between this computer and a site.', {
      hint: 'Copy it to this computer first, then to the other site.'
    })
  const site = first.kind === 'site' ? first.site : destination.kind === 'site' ? destination.site : ''
  return {
    id,
    direction: first.kind === 'site' ? 'get' : 'put',
    site,
    what: { sources: sources.map(place => place.path), destination: destination.path, parents },
    title: titleOf(sources),
    destination: destination.path,
    conflict,
    followLinks
  }
}
