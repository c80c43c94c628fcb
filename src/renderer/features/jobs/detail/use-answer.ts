/** One question to the engine, asked while somebody looks, and again at a slow pace. */
import { Failure } from '@domain/failure'
import { useEffect, useRef, useState } from 'react'

/** What is known so far. A failure stands beside the answer before it. */
export interface Answer<T> {
  readonly value: T | null
  readonly failure: Failure | null
  /** When the value was read, milliseconds since 1970. */
  readonly at: number | undefined
  /** Asks again now. */
  readonly again: () => void
}

/** Failures that asking again does not change. */
const lasting = new Set(['unsupported', 'usage'])

/**
 * Asks when `key` comes to be or changes; null asks nothing. `everySeconds` null: once. A hidden window, and what has
 * failed for good, is not asked again. `ask` is told whether it is such a repetition, which must raise no prompt.
 */
export function useAnswer<T>(
  key: string | null,
  ask: (signal: AbortSignal, automatic: boolean) => Promise<T>,
  everySeconds: number | null
): Answer<T> {
  const [state, setState] = useState<{ of: string | null; value: T | null; failure: Failure | null; at?: number }>({
    ...{ of: null, value: null, failure: null }
  })
  const [round, setRound] = useState(0)
  const latest = useRef(ask)
  latest.current = ask
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks again
  useEffect(() => {
    if (key === null) return
    const control = new AbortController()
    const { signal } = control
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = (): void => {
      if (everySeconds !== null) timer = setTimeout(() => void read(true), everySeconds * 1000)
    }
    const read = async (automatic: boolean): Promise<void> => {
      if (document.hidden) return later()
      try {
        const value = await latest.current(signal, automatic)
        if (signal.aborted) return
        setState({ of: key, value, failure: null, at: Date.now() })
        later()
      } catch (thrown) {
        if (signal.aborted) return
        const failure = Failure.from(thrown)
        setState(before => (before.of === key ? { ...before, failure } : { of: key, value: null, failure }))
        if (!lasting.has(failure.code)) later()
      }
    }
    void read(false)
    return () => {
      control.abort()
      clearTimeout(timer)
    }
  }, [key, everySeconds, round])
  const mine = key !== null && state.of === key
  return {
    value: mine ? state.value : null,
    failure: mine ? state.failure : null,
    at: mine ? state.at : undefined,
    again: () => setRound(before => before + 1)
  }
}
