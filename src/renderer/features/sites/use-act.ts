import { useState } from 'react'

/** One act at a time, with the error of the last one. */
export function useAct(): { busy: boolean; error: unknown; run(work: () => Promise<void>): void } {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const run = (work: () => Promise<void>): void => {
    setBusy(true)
    setError(null)
    work()
      .catch(setError)
      .finally(() => setBusy(false))
  }
  return { busy, error, run }
}
