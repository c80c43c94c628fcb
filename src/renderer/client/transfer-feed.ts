/** The engine's transfers, followed once for the whole window: the strip, the rail and the list share one stream. */
import type { Transfer } from '@contract/transfers'
import { useEffect } from 'react'
import { createStore } from 'zustand'
import { client } from './engine-link'
import { useEngineStream } from './use-engine-stream'

/** The newest list; `failure` says why it may be out of date. */
export interface TransferFeed {
  readonly transfers: readonly Transfer[]
  readonly failure: string | undefined
}

/** Changes at most four times a second (contract/transfers, `watch`). */
export const transferFeed = createStore<TransferFeed>(() => ({ transfers: [], failure: undefined }))

/** Mounted once, by the frame. */
export function useFollowTransfers(): void {
  const failure = useEngineStream<readonly Transfer[]>(
    'transfers',
    signal => client.transfers.watch(undefined, { signal }),
    transfers => transferFeed.setState({ transfers })
  )
  useEffect(() => transferFeed.setState({ failure: failure?.message }), [failure])
}
