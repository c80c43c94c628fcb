/** Transfers of a run: begun once, gone on with after whatever interrupted them, followed to their proven end. */
import type { Run } from '@contract/cloud-runs'
import type { Transfer, TransferResult } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { pause } from '../../broadcast'
import type { RunCopy, RunQueue, WorkTiming } from './ports'

export type Moved = Run['uploaded']
export const nothingMoved: Moved = { files: 0, bytes: 0, totalBytes: 0, verified: 0 }

const movedOf = ({ doneFiles, doneBytes, totalBytes, verified }: Transfer): Moved => ({
  ...{ files: doneFiles, bytes: doneBytes, totalBytes, verified }
})

/** Of several together. */
export const addMoved = (one: Moved, other: Moved): Moved => ({
  files: one.files + other.files,
  bytes: one.bytes + other.bytes,
  totalBytes: one.totalBytes + other.totalBytes,
  verified: one.verified + other.verified
})

export interface BringParts {
  readonly queue: RunQueue
  readonly timing: Pick<WorkTiming, 'progressMs' | 'patienceMs'>
  readonly signal: AbortSignal
  /** Null: a lost link is waited for as long as it takes. */
  readonly patient: boolean
  moved(moved: Moved): void
  /** What it waits for; null: it goes on. */
  waits(why: Failure | null): void
}

/**
 * Rejects when all of it failed, with what it waits for when that needs a person or, unless `patient`, takes too long.
 * The transfer then stays as it is, and the next call goes on with it.
 */
export async function bring(copy: RunCopy, parts: BringParts): Promise<TransferResult> {
  const { queue, signal, timing } = parts
  takeUp(copy, queue)
  const ended = new AbortController()
  const result = queue.result(copy.id, signal).finally(() => ended.abort())
  result.catch(() => undefined)
  let heldSince: number | null = null
  while (!ended.signal.aborted) {
    const view = find(queue, copy.id)
    if (view) parts.moved(movedOf(view))
    const held = view ? heldFailure(view) : null
    parts.waits(held)
    heldSince = held ? (heldSince ?? performance.now()) : null
    const tooLong = heldSince !== null && !parts.patient && performance.now() - heldSince > timing.patienceMs
    if (held && (held.code === 'answer-needed' || tooLong)) throw held
    await pause(timing.progressMs, AbortSignal.any([ended.signal, signal]))
  }
  const came = await result
  const view = find(queue, copy.id)
  if (view) parts.moved(movedOf(view))
  return came
}

const find = (queue: RunQueue, id: string): Transfer | undefined => queue.list().find(one => one.id === id)

function takeUp(copy: RunCopy, queue: RunQueue): void {
  const known = find(queue, copy.id)
  if (known?.state === 'cancelled') queue.forget(copy.id)
  if (!known || known.state === 'cancelled') queue.startExplicit(copy)
  else if (known.state === 'finished-with-errors') queue.retryFailed(copy.id)
  else if (known.state === 'paused' || known.state === 'failed') queue.resume(copy.id, true)
}

function heldFailure({ hold, notices }: Transfer): Failure | null {
  if (hold === 'sign-in')
    return new Failure('answer-needed', notices.at(-1) ?? 'A link is lost, and its login needs a person.', {
      hint: 'Connect the site again; the run then goes on.'
    })
  if (hold === 'link')
    return new Failure('unreachable', 'The link to the machine, or to the other end, is lost.', {
      hint: 'It is dialled again by itself.'
    })
  return null
}
