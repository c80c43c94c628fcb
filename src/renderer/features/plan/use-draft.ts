import type { FarscopeClient } from '@contract/contract'
import type { PlanDraft } from '@contract/plan-draft'
import { Failure } from '@domain/failure'
import { useCallback, useEffect, useRef, useState } from 'react'
import { firstDraft } from './plan-draft'

/** Milliseconds after the last change until the fields are kept: nobody wants a file written at each key. */
const keepMs = 300

export interface DraftState {
  readonly draft: PlanDraft
  readonly change: (next: PlanDraft) => void
  /** Why the fields are not kept. */
  readonly failure: Failure | null
}

/** The fields as they were left; what is changed is kept by the engine, also when the window is closed right after. */
export function useDraft(client: FarscopeClient, kept: PlanDraft | null): DraftState {
  const [draft, setDraft] = useState<PlanDraft>(kept ?? firstDraft)
  const [failure, setFailure] = useState<Failure | null>(null)
  const waiting = useRef<{ planner: PlanDraft; timer: ReturnType<typeof setTimeout> } | null>(null)
  const keep = useCallback((): void => {
    const { current } = waiting
    if (current === null) return
    clearTimeout(current.timer)
    waiting.current = null
    client.app.saveSettings({ planner: current.planner }).then(
      () => setFailure(null),
      (thrown: unknown) => setFailure(Failure.from(thrown))
    )
  }, [client])
  useEffect(() => {
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      keep()
    }
  }, [keep])
  const change = useCallback(
    (next: PlanDraft): void => {
      setDraft(next)
      clearTimeout(waiting.current?.timer)
      waiting.current = { planner: next, timer: setTimeout(keep, keepMs) }
    },
    [keep]
  )
  return { draft, change, failure }
}
