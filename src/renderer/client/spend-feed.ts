/** What cloud runs cost today, asked again each minute while one goes on. */
import type { Spend } from '@contract/cloud-spend'
import { runIsOver } from '@domain/cloud/run-look'
import { dayText } from '@domain/cloud/spend/days'
import { useEffect } from 'react'
import { createStore, useStore } from 'zustand'
import { client, useLink } from './engine-link'
import { noRuns, runFeed } from './run-feed'

/** Milliseconds between two questions. */
const askMs = 60_000

/** Null before the first answer, and where it cannot be told. */
export const spendFeed = createStore<{ readonly today: Spend | null }>(() => ({ today: null }))

/** Mounted once, by the frame. Nothing is asked while there is no run: an engine without any has nothing to tell. */
export function useFollowSpend(): void {
  const { state } = useLink()
  const runs = useStore(runFeed, feed => feed.runs) ?? noRuns
  const going = runs.filter(run => !runIsOver(run)).length
  const any = runs.length > 0
  // The engine estimates anew each minute; so does the sum of today.
  const cost = runs.reduce((sum, { usd }) => sum + (usd ?? 0), 0).toFixed(2)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `cost` and `going` say that the sum is another one
  useEffect(() => {
    if (state !== 'open' || !any) return
    const controller = new AbortController()
    const ask = (): void => {
      const day = dayText(Date.now())
      const options = { signal: AbortSignal.any([controller.signal, AbortSignal.timeout(askMs)]) }
      client.spend.show({ from: day, to: day, by: 'day' }, options).then(
        today => spendFeed.setState({ today }),
        () => !controller.signal.aborted && spendFeed.setState({ today: null })
      )
    }
    ask()
    const timer = going > 0 ? setInterval(ask, askMs) : undefined
    return () => {
      controller.abort()
      clearInterval(timer)
    }
  }, [state, any, going, cost])
}
