/** Verifying anew, as long as the window wants it. */
import type { FarscopeClient } from '@contract/contract'
import type { LedgerChoice, VerifyEvent } from '@contract/ledger'
import { Failure } from '@domain/failure'
import { useEffect, useRef, useState } from 'react'

export interface Verifying {
  /** How far it is, or what it found; null before the first. */
  readonly event: VerifyEvent | null
  readonly running: boolean
  readonly failure: Failure | null
  start(choice: LedgerChoice): void
  stop(): void
  /** Takes what it found out of sight. */
  clear(): void
}

export function useVerify(client: FarscopeClient): Verifying {
  const [event, setEvent] = useState<VerifyEvent | null>(null)
  const [running, setRunning] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const controller = useRef<AbortController | null>(null)
  useEffect(() => () => controller.current?.abort(), [])
  const clear = (): void => {
    setEvent(null)
    setFailure(null)
  }
  const run = async (choice: LedgerChoice, { signal }: AbortController): Promise<void> => {
    try {
      for await (const next of await client.ledger.verify({ choice }, { signal })) setEvent(next)
    } catch (thrown) {
      if (!signal.aborted) setFailure(Failure.from(thrown))
    } finally {
      setRunning(false)
    }
  }
  return {
    ...{ event, running, failure, clear },
    start(choice) {
      clear()
      setRunning(true)
      controller.current = new AbortController()
      void run(choice, controller.current)
    },
    stop: () => controller.current?.abort()
  }
}
