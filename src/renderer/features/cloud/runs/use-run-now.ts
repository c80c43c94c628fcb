import { useStore } from 'zustand'
import { runFeed } from '../../../client/run-feed'
import { useNow } from '../../../ui/use-now'

/** The time by AWS's clock, as the times of runs are: that of this computer may be wrong. Milliseconds; each second. */
export function useRunNow(visible: boolean): number {
  return useNow(visible) - useStore(runFeed, feed => feed.aheadMs)
}
