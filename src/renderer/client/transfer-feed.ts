/** The engine's transfers, followed once for the whole window: the strip, the rail and the list share one stream. */
import type { Transfer, TransferListEvent } from '@contract/transfers'
import { changedList } from '@domain/transfers/list-changes'
import { useEffect } from 'react'
import { createStore } from 'zustand'
import { client } from './engine-link'
import { useEngineStream } from './use-engine-stream'

/** The newest list; `failure` says why it may be out of date. */
export interface TransferFeed {
  readonly transfers: readonly Transfer[]
  readonly failure: string | undefined
}

/** Changes at most four times a second (contract/transfers, `watchChanges`). */
export const transferFeed = createStore<TransferFeed>(() => ({ transfers: [], failure: undefined }))

/** Mounted once, by the frame. */
export function useFollowTransfers(): void {
  const failure = useEngineStream<TransferListEvent>(
    'transfers',
    signal => client.transfers.watchChanges(undefined, { signal }),
    event => transferFeed.setState(({ transfers }) => ({ transfers: changedList(transfers, event) }))
  )
  useEffect(() => transferFeed.setState({ failure: failure?.message }), [failure])
}
