import type { ProcessingRule } from '@contract/processing'
import type { Failure } from '@domain/failure'
import { useState } from 'react'
import { client } from './engine-link'
import { useEngineStream } from './use-engine-stream'

/** The rules of pre-processing, at most once a second; null until they are known. `failure`: they may be out of date. */
export function useProcessing(visible: boolean): {
  readonly rules: readonly ProcessingRule[] | null
  readonly failure: Failure | null
} {
  const [rules, setRules] = useState<readonly ProcessingRule[] | null>(null)
  const failure = useEngineStream<ProcessingRule[]>(
    visible ? 'processing' : null,
    signal => client.processing.watch(undefined, { signal }),
    setRules
  )
  return { rules, failure }
}
