import type { FarscopeClient } from '@contract/contract'
import { Failure } from '@domain/failure'
import { useRef, useState } from 'react'
import { saveFile } from '../../../ui/save-file'
import { exportName, type HistoryChoices, historyQuery } from './history-choices'

/** The export as it runs: the engine gives its text in pieces, the window saves it as one file. */
export interface Export {
  readonly running: boolean
  readonly failure: Failure | null
  /** Starts it, or stops the one that runs. */
  toggle(choices: HistoryChoices): void
}

/** Everything that the choices leave, also what the list does not show. */
export function useExport(client: FarscopeClient): Export {
  const controller = useRef<AbortController | null>(null)
  const [running, setRunning] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = async (choices: HistoryChoices, signal: AbortSignal): Promise<void> => {
    const parts: string[] = []
    for await (const { text } of await client.jobs.exportHistory(historyQuery(choices), { signal })) parts.push(text)
    if (!signal.aborted) saveFile(parts, exportName(choices.site, new Date()), 'text/csv')
  }
  const toggle = (choices: HistoryChoices): void => {
    if (controller.current) {
      controller.current.abort()
      return
    }
    const own = new AbortController()
    controller.current = own
    setRunning(true)
    setFailure(null)
    run(choices, own.signal)
      .catch((thrown: unknown) => {
        if (!own.signal.aborted) setFailure(Failure.from(thrown))
      })
      .finally(() => {
        controller.current = null
        setRunning(false)
      })
  }
  return { running, failure, toggle }
}
