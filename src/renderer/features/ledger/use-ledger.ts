/** The rows of the ledger as they change. */
import type { FarscopeClient } from '@contract/contract'
import type { LedgerFile, Release } from '@contract/ledger'
import { Failure } from '@domain/failure'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useEngineStream } from '../../client/use-engine-stream'

export interface LedgerRows {
  /** Null: not read yet. */
  readonly files: readonly LedgerFile[] | null
  readonly releases: readonly Release[]
  readonly failure: Failure | null
  again(): void
}

/** After so many milliseconds a row at most the list is read again: a long one changes while it is verified. */
const restPerRowMs = 0.5
const leastRestMs = 500

async function readAll(client: FarscopeClient, copies: number, signal: AbortSignal): Promise<LedgerFile[]> {
  const files: LedgerFile[] = []
  for await (const event of await client.ledger.list({ copies }, { signal }))
    if (event.type === 'files') files.push(...event.files)
  return files
}

/** `visible`: whether the list is in sight; it is read only then. */
export function useLedger(client: FarscopeClient, copies: number, visible: boolean): LedgerRows {
  const [read, setRead] = useState<Pick<LedgerRows, 'files' | 'releases'>>({ files: null, releases: [] })
  const [failure, setFailure] = useState<Failure | null>(null)
  /** Grows with each reason to read. */
  const wanted = useRef(0)
  const wake = useRef(() => {})
  const again = useCallback((): void => {
    wanted.current++
    wake.current()
  }, [])
  const lost = useEngineStream(
    visible ? 'ledger' : null,
    signal => client.ledger.watch(undefined, { signal }),
    () => again()
  )
  useEffect(() => {
    if (!visible) return
    const controller = new AbortController()
    const { signal } = controller
    const follow = async (): Promise<void> => {
      // The first reason is the stream's own first word.
      for (let done = wanted.current === 0 ? 0 : -1; !signal.aborted; ) {
        if (done === wanted.current) await new Promise<void>(resolve => (wake.current = resolve))
        if (signal.aborted) return
        done = wanted.current
        try {
          const [files, releases] = await Promise.all([
            readAll(client, copies, signal),
            client.ledger.releases(undefined, { signal })
          ])
          if (signal.aborted) return
          setRead({ files, releases })
          setFailure(null)
          await rest(Math.max(leastRestMs, files.length * restPerRowMs), signal)
        } catch (thrown) {
          if (!signal.aborted) setFailure(Failure.from(thrown))
        }
      }
    }
    void follow()
    return () => {
      controller.abort()
      wake.current()
    }
  }, [client, copies, visible])
  return { ...read, failure: failure ?? lost, again }
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end, { once: true })
  })
}
