import { Failure } from '@domain/failure'
import { useEffect, useRef, useState } from 'react'

/** A call of a dialog: busy while it runs, its failure kept for the dialog to show. Ends with the dialog. */
export function useCall() {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const controller = useRef<AbortController | null>(null)
  useEffect(() => () => controller.current?.abort(), [])

  /** Resolves to true when it was done. */
  const run = async (work: (signal: AbortSignal) => Promise<void>): Promise<boolean> => {
    controller.current?.abort()
    const mine = new AbortController()
    controller.current = mine
    setBusy(true)
    setFailure(null)
    try {
      await work(mine.signal)
      return !mine.signal.aborted
    } catch (thrown) {
      if (!mine.signal.aborted) setFailure(Failure.from(thrown))
      return false
    } finally {
      if (controller.current === mine) setBusy(false)
    }
  }
  return { busy, failure, run }
}
