import type { BookingPlan } from '@contract/bookings'
import { Failure } from '@domain/failure'
import { useEffect, useRef, useState } from 'react'

/** Milliseconds that a form stands still before it is judged. */
const settleMs = 250

export interface Planned {
  /** Null while it is not known. */
  readonly plan: BookingPlan | null
  readonly failure: Failure | null
}

const unknown: Planned = { plan: null, failure: null }

/** What would be written, as the form stands. `key` says all of the form; null: it is not whole. */
export function usePlan(key: string | null, ask: (signal: AbortSignal) => Promise<BookingPlan>): Planned {
  const [known, setKnown] = useState<{ key: string; planned: Planned } | null>(null)
  const latest = useRef(ask)
  latest.current = ask
  useEffect(() => {
    if (key === null) return
    const controller = new AbortController()
    const timer = setTimeout(() => {
      latest.current(controller.signal).then(
        plan => setKnown({ key, planned: { plan, failure: null } }),
        (thrown: unknown) =>
          !controller.signal.aborted && setKnown({ key, planned: { plan: null, failure: Failure.from(thrown) } })
      )
    }, settleMs)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [key])
  return known?.key === key ? known.planned : unknown
}
