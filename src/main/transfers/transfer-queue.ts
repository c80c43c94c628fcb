/** The transfers in their order: which one runs when, and which are still known. The order outlives the engine. */
import { Failure } from '@domain/failure'
import { nextToRun, type Queued } from '@domain/transfers/queue-order'
import { pause } from '../broadcast'
import type { TransferJournal } from '../store/transfer-journal'
import type { TransferJob } from './transfer-job'
import { busyEnds } from './transfer-request'

export interface TransferQueue {
  /** In queue order. */
  readonly jobs: readonly TransferJob[]
  readonly size: number
  /** `not-found` */
  find(id: string): TransferJob
  has(id: string): boolean
  /** `cancelled` when the engine is ending. */
  requireOpen(): void
  /** At the end; it starts with the next `startNext`. */
  add(job: TransferJob): void
  /** Starts those whose turn it is. */
  startNext(): void
  /** null: at the end. */
  reorder(id: string, before: string | null): void
  /** Takes ended ones off; without an id all of them. */
  forget(id: string | undefined): void
  /** Everything stops so that the next engine can go on with it. Has an end. */
  close(): Promise<void>
}

/** How long the end of the engine waits for what is on the way to be confirmed. Milliseconds. */
const closeMs = 5000

/** `atOnce`: transfers of one place that run at the same time. */
export function createTransferQueue(parts: { journal: TransferJournal; atOnce(): number }): TransferQueue {
  const { journal } = parts
  const jobs = new Map<string, TransferJob>()
  let order: string[] = []
  const forgetting = new Set<Promise<void>>()
  let closed = false
  const inOrder = (): TransferJob[] => order.flatMap(id => jobs.get(id) ?? [])

  function find(id: string): TransferJob {
    const job = jobs.get(id)
    if (job) return job
    throw new Failure('not-found', `There is no transfer ${id}.`, { hint: 'It may have been taken off the list.' })
  }

  function startNext(): void {
    if (closed) return
    const queue = inOrder().flatMap((job): Queued[] => {
      const state = job.active ? 'running' : job.record.state
      if (state !== 'running' && state !== 'waiting') return []
      return [{ id: job.id, priority: job.record.priority, ends: busyEnds(job.request), state }]
    })
    for (const id of nextToRun(queue, parts.atOnce())) void find(id).run().then(startNext)
  }

  /** Its rows name its part files, so these go first. */
  function forgetOne(job: TransferJob): void {
    jobs.delete(job.id)
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

  return {
    get jobs() {
      return inOrder()
    },
    get size() {
      return jobs.size
    },
    find,
    has: id => jobs.has(id),
    requireOpen() {
      if (closed) throw new Failure('cancelled', 'Farscope is ending.')
    },
    add(job) {
      jobs.set(job.id, job)
      order.push(job.id)
    },
    startNext,
    reorder(id, before) {
      find(id)
      if (before !== null) find(before)
      if (before === id) return
      order = order.filter(other => other !== id)
      order.splice(before === null ? order.length : order.indexOf(before), 0, id)
      journal.reorder(order)
    },
    forget(id) {
      for (const job of inOrder()) if (job.ended && !job.active && (id === undefined || id === job.id)) forgetOne(job)
      order = order.filter(one => jobs.has(one))
      // A new one goes after the last: its place is their number.
      journal.reorder(order)
    },
    async close() {
      closed = true
      const stopped = Promise.all([...inOrder().map(job => job.close()), ...forgetting])
      await Promise.race([stopped, pause(closeMs, undefined)])
    }
  }
}
