import { Failure } from '@domain/failure'
import { useEffect, useRef, useState } from 'react'

export interface Asked<T> {
  /** Null until the first answer. */
  readonly answer: T | null
  readonly failure: Failure | null
  again(): void
}

/** One question to the engine, asked again when `key` changes; the last answer stays until the next. Null: nothing is asked. */
export function useAsked<T>(key: string | null, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [answer, setAnswer] = useState<T | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [round, setRound] = useState(0)
  const latest = useRef(ask)
  latest.current = ask
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks the same again
  useEffect(() => {
    if (key === null) return
    const controller = new AbortController()
    latest.current(controller.signal).then(
      told => {
        if (controller.signal.aborted) return
        setAnswer(told)
        setFailure(null)
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted) setFailure(Failure.from(thrown))
      }
    )
    return () => controller.abort()
  }, [key, round])
  return { answer, failure, again: () => setRound(before => before + 1) }
}
