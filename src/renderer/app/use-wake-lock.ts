/** Keeps the computer awake from within a browser, where the program is no desktop program that could. */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { transferFeed } from '../client/transfer-feed'
import { useEngineState } from './engine-state'

/**
 * Holds a screen wake lock (W3C Screen Wake Lock API) while something moves and the person wants it. Browsers give it
 * back when the page is hidden, so it is asked for again; where there is none nothing happens.
 */
export function useWakeLock(): void {
  const { settings, info } = useEngineState()
  const moving = useStore(transferFeed, ({ transfers }) => transfers.some(({ state }) => state === 'running'))
  const wanted = moving && settings?.keepAwake === true && info?.door === 'host' && 'wakeLock' in navigator
  useEffect(() => {
    if (!wanted) return
    let lock: WakeLockSentinel | undefined
    let over = false
    const take = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return
      // Refused on a low battery or in the background: the copy goes on all the same.
      const taken = await navigator.wakeLock.request('screen').catch(() => undefined)
      if (over) await taken?.release()
      else lock = taken
    }
    const again = (): void => void take()
    again()
    document.addEventListener('visibilitychange', again)
    return () => {
      over = true
      document.removeEventListener('visibilitychange', again)
      void lock?.release()
    }
  }, [wanted])
}
