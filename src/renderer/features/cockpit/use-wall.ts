/** The room alone on the whole screen, for the wall of a control room. */
import { useEffect, useState } from 'react'

/** What the room is laid out for; a bigger screen shows the same, larger. CSS pixels. */
const laidOut = { width: 1280, height: 732 } as const

/** How much larger everything is on a screen of this size. */
export function wallZoom(width: number, height: number): number {
  return Math.max(1, Math.min(width / laidOut.width, height / laidOut.height))
}

export interface Wall {
  readonly on: boolean
  /** 1 while it is off. */
  readonly zoom: number
  toggle(): void
}

/** Escape, or leaving the full screen, ends it. The screen does not sleep meanwhile, where the browser lets it be. */
export function useWall(): Wall {
  const [on, setOn] = useState(false)
  const [zoom, setZoom] = useState(1)
  useEffect(() => {
    if (!on) return
    const over = new AbortController()
    const { signal } = over
    const enlarge = (): void => setZoom(wallZoom(window.innerWidth, window.innerHeight))
    enlarge()
    window.addEventListener('resize', enlarge, { signal })
    // Without a full screen (the browser refused it) the room still covers the window, and Escape still ends it.
    window.addEventListener('keydown', event => event.key === 'Escape' && setOn(false), { signal })
    document.addEventListener('fullscreenchange', () => !document.fullscreenElement && setOn(false), { signal })
    // The whole page: what opens over the room has to be seen as well.
    void document.documentElement.requestFullscreen().catch(() => undefined)
    void stayAwake(signal)
    return () => {
      over.abort()
      setZoom(1)
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined)
    }
  }, [on])
  return { on, zoom, toggle: () => setOn(before => !before) }
}

/** Holds a screen wake lock (W3C Screen Wake Lock API) until `signal` aborts. */
async function stayAwake(signal: AbortSignal): Promise<void> {
  if (!('wakeLock' in navigator)) return
  const lock = await navigator.wakeLock.request('screen').catch(() => undefined)
  if (signal.aborted) await lock?.release()
  else signal.addEventListener('abort', () => void lock?.release(), { once: true })
}
