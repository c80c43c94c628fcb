/** Follows a stream of the engine for as long as a component wants it. */
import { Failure } from '@domain/failure'
import { useEffect, useRef, useState } from 'react'
import { useLink } from './engine-link'

/** Milliseconds before a stream that failed is opened again; doubled with each failure in a row. */
const retryMs = { first: 3_000, longest: 60_000 } as const

/**
 * Opens the stream while `key` is not null and the link stands, again after the link came back, and from the start
 * when `key` changes. Returns the failure that ended it last, which is tried again after three seconds, and ever more seldom.
 */
export function useEngineStream<T>(
  key: string | null,
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  onItem: (item: T) => void
): Failure | null {
  const { state, generation } = useLink()
  const [failure, setFailure] = useState<Failure | null>(null)
  // The newest callbacks are used without opening the stream again for each render.
  const latest = useRef({ open, onItem })
  latest.current = { open, onItem }

  // biome-ignore lint/correctness/useExhaustiveDependencies: `generation` opens the stream on the new link
  useEffect(() => {
    if (key === null || state !== 'open') return
    const controller = new AbortController()
    let retry: ReturnType<typeof setTimeout> | undefined
    let wait: number = retryMs.first
    const follow = async (): Promise<void> => {
      try {
        for await (const item of await latest.current.open(controller.signal)) {
          if (controller.signal.aborted) return
          setFailure(null)
          wait = retryMs.first
          latest.current.onItem(item)
        }
      } catch (thrown) {
        if (controller.signal.aborted) return
        setFailure(Failure.from(thrown))
        retry = setTimeout(() => void follow(), wait)
        wait = Math.min(retryMs.longest, wait * 2)
      }
    }
    void follow()
    return () => {
      controller.abort()
      clearTimeout(retry)
    }
  }, [key, state, generation])

  return failure
}
