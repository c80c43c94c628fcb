import type { Refusal } from '@contract/booking'
import { useEffect, useState } from 'react'
import { useRoom } from '../room-context'
import type { Draft } from './draft'
import { judge, planRefusals } from './judge'

/** Milliseconds that a drag stands still before it is judged. */
const settleMs = 120

/** What stands against a draft; null while that is not known. It follows the drag. */
export function useJudgement(draft: Draft | null): readonly Refusal[] | null {
  const { bookings, store } = useRoom()
  const [known, setKnown] = useState<{ key: string; refusals: readonly Refusal[] } | null>(null)
  const key = draft && `${draft.booking?.uid ?? ''} ${draft.resource} ${draft.start} ${draft.end}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the draft
  useEffect(() => {
    if (draft === null || key === null) return
    const controller = new AbortController()
    const timer = setTimeout(() => {
      judge(bookings, store, draft, controller.signal).then(
        plan => setKnown({ key, refusals: planRefusals(plan) }),
        // A judgement that fails is made again, and its failure shown, when the pointer lets go.
        () => undefined
      )
    }, settleMs)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [key, bookings, store])
  return known !== null && known.key === key ? known.refusals : null
}
