/** One account in one region, asked again each minute while it is in sight. */
import type { CloudAccount, CloudInventory, CloudTarget } from '@contract/cloud'
import type { Failure } from '@domain/failure'
import { useEffect, useRef } from 'react'
import { client } from '../../../client/engine-link'
import { useAsked } from '../../../client/use-asked'

/** Milliseconds between two looks: costs are told by the minute. */
export const lookMs = 60_000

export interface CloudView {
  /** Null before the first answer. */
  readonly account: CloudAccount | null
  readonly list: CloudInventory | null
  readonly failure: Failure | null
  readonly again: () => void
}

export function useCloud(target: CloudTarget, visible: boolean): CloudView {
  const key = `${target.profile ?? ''} ${target.region ?? ''}`
  const asking = useRef(0)
  const counted = async <T>(question: Promise<T>): Promise<T> => {
    asking.current += 1
    try {
      return await question
    } finally {
      asking.current -= 1
    }
  }
  const account = useAsked(visible ? key : null, signal => counted(client.cloud.account(target, { signal })))
  const signedIn = account.answer?.identity ? key : null
  const list = useAsked(visible ? signedIn : null, signal => counted(client.cloud.list(target, { signal })))
  const again = (): void => {
    account.again()
    list.again()
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest of the two questions is asked anyway
  useEffect(() => {
    if (!visible) return
    // Another question would end the one that still waits: where answers are slow there would never be one.
    const timer = setInterval(() => {
      if (asking.current === 0) again()
    }, lookMs)
    return () => clearInterval(timer)
  }, [visible, key])
  return { account: account.answer, list: list.answer, failure: account.failure ?? list.failure, again }
}
