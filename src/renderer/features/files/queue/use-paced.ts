import { useEffect, useState } from 'react'
import type { StoreApi } from 'zustand'

/** Milliseconds between two pictures: nobody reads faster, and drawing must not slow what is drawn. */
const paceMs = 250

/** Calls `show` at once, then at most every `paceMs` while called, and once more after the last call. */
export function paced(show: () => void): { call: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const call = (): void => {
    if (timer !== undefined) {
      again = true
      return
    }
    show()
    timer = setTimeout(() => {
      timer = undefined
      if (!again) return
      again = false
      call()
    }, paceMs)
  }
  return { call, stop: () => clearTimeout(timer) }
}

/** What a store holds, drawn at most four times a second, and not at all while nobody sees it. */
export function usePaced<T>(store: Pick<StoreApi<T>, 'getState' | 'subscribe'>, active: boolean): T {
  const [shown, setShown] = useState(store.getState)
  useEffect(() => {
    if (!active) return
    const { call, stop } = paced(() => setShown(store.getState()))
    call()
    const unsubscribe = store.subscribe(call)
    return () => {
      unsubscribe()
      stop()
    }
  }, [store, active])
  return shown
}
