import { Failure } from '@domain/failure'
import { useState } from 'react'

/** One act at a time, with the failure of the last one. */
export function useSessionAct(): { busy: boolean; failure: Failure | null; run(work: () => Promise<void>): void } {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = (work: () => Promise<void>): void => {
    setBusy(true)
    setFailure(null)
    work()
      .catch((thrown: unknown) => setFailure(Failure.from(thrown)))
      .finally(() => setBusy(false))
  }
  return { busy, failure, run }
}
