import type { Watch } from '@contract/watch'
import type { Failure } from '@domain/failure'
import { useState } from 'react'
import { client } from './engine-link'
import { useEngineStream } from './use-engine-stream'

/** The watched folders as they stand, at most once a second; null until they are known. `failure`: they may be out of date. */
export function useWatches(visible: boolean): {
  readonly watches: readonly Watch[] | null
  readonly failure: Failure | null
} {
  const [watches, setWatches] = useState<readonly Watch[] | null>(null)
  const failure = useEngineStream<Watch[]>(
    visible ? 'watches' : null,
    signal => client.collection.watch(undefined, { signal }),
    setWatches
  )
  return { watches, failure }
}
