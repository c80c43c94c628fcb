/** Brings the terminals back when the window starts or its link comes back, and keeps their arrangement. */
import { useEffect } from 'react'
import { client, useLink } from '../../client/engine-link'
import { toLayout } from './layout-wire'
import { isRestored, restoreTerminals, tabStore } from './tab-store'
import type { TabsState } from './terminal-tabs'

/** Milliseconds without a change before the arrangement is kept. */
const settleMs = 600

/** Writes the arrangement when it changed; what only the screen shows (titles, phases) is no change. */
function keepLayout(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let kept = JSON.stringify(toLayout(tabStore.getState()))
  const write = (): void => {
    clearTimeout(timer)
    timer = undefined
    const layout = toLayout(tabStore.getState())
    const text = JSON.stringify(layout)
    if (text === kept || !isRestored()) return
    kept = text
    // Without a link it is written after the next change.
    void client.terminals.saveLayout(layout).catch(() => (kept = ''))
  }
  const changed = (state: TabsState, before: TabsState): void => {
    if (state === before) return
    clearTimeout(timer)
    timer = setTimeout(write, settleMs)
  }
  const leave = (): void => {
    if (timer !== undefined) write()
  }
  const stop = tabStore.subscribe(changed)
  window.addEventListener('pagehide', leave)
  return () => {
    leave()
    stop()
    window.removeEventListener('pagehide', leave)
  }
}

/** For the room, once. */
export function useKeptLayout(): void {
  const { state, generation } = useLink()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `generation` asks again on a new link
  useEffect(() => {
    if (state === 'open') void restoreTerminals()
  }, [state, generation])
  useEffect(keepLayout, [])
}
