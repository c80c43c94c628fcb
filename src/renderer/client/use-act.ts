import { Failure } from '@domain/failure'
import { useState } from 'react'

export interface Act {
  readonly busy: boolean
  /** Why the last one was not done; null while the next one runs. */
  readonly failure: Failure | null
  /** Resolves to whether it was done; it never rejects. */
  run(work: () => Promise<unknown>): Promise<boolean>
}

/** One act at a time, with the failure of the last one. */
export function useAct(): Act {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setFailure(null)
    try {
      await work()
      return true
    } catch (thrown) {
      setFailure(Failure.from(thrown))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, failure, run }
}
