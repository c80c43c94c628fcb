/** What the list of transfers and the details beside it share. */
import { useMemo, useState } from 'react'
import { createStore, type StoreApi } from 'zustand'
import { transferFeed } from '../../../client/transfer-feed'
import type { FileFilter } from './file-filter'
import type { QueueActs } from './queue-acts'
import { inQueueOrder } from './queue-order'
import { createRowMemory, type QueueRow, uploadRow } from './queue-row'
import { createRateHistory, type RateHistory } from './rate-history'
import type { Uploads } from './uploads'
import { usePaced } from './use-paced'

/** Which transfer is looked at closely, and which of its files. */
export interface QueueView {
  readonly openId: string | null
  readonly files: FileFilter
}

/** The parts of the list that live as long as the room. */
export interface Queue {
  readonly uploads: Uploads
  readonly acts: QueueActs
  readonly rates: RateHistory
  readonly view: StoreApi<QueueView>
}

/** A queue with nothing looked at. */
export function createQueue(uploads: Uploads, acts: QueueActs): Queue {
  return {
    uploads,
    acts,
    rates: createRateHistory(),
    view: createStore<QueueView>(() => ({ openId: null, files: 'all' }))
  }
}

/** Writes the rates of what moves into the memory. Returns the way to stop. */
export function recordRates({ rates, uploads }: Queue, now: () => number): () => void {
  const record = (): void => {
    const moving = new Map<string, number>()
    for (const { id, state, rate } of transferFeed.getState().transfers) if (state === 'running') moving.set(id, rate)
    for (const { id, state, rate } of uploads.store.getState().list) if (state === 'running') moving.set(id, rate)
    rates.add(moving, now())
  }
  const stops = [transferFeed.subscribe(record), uploads.store.subscribe(record)]
  return () => {
    for (const stop of stops) stop()
  }
}

/** The rows of engine and window in the order shown, drawn at most four times a second while they are seen. */
export function useQueueRows(
  queue: Queue,
  visible: boolean
): { rows: readonly QueueRow[]; failure: string | undefined } {
  const { transfers, failure } = usePaced(transferFeed, visible)
  const { list } = usePaced(queue.uploads.store, visible)
  const [rowsOf] = useState(createRowMemory)
  const rows = useMemo(() => inQueueOrder([...rowsOf(transfers), ...list.map(uploadRow)]), [rowsOf, transfers, list])
  return { rows, failure }
}
