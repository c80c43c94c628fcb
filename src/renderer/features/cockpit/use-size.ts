import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

export interface Size {
  /** CSS pixels. */
  readonly width: number
  readonly height: number
}

/** The inner size of an element, as it changes; null before it is drawn, the last one while it is hidden. */
export function useSize<Box extends HTMLElement>(): [RefObject<Box | null>, Size | null] {
  const box = useRef<Box>(null)
  const [size, setSize] = useState<Size | null>(null)
  useLayoutEffect(() => {
    const { current } = box
    if (!current) return
    const watch = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {}
      if (width > 0 && height > 0) setSize({ width: Math.round(width), height: Math.round(height) })
    })
    watch.observe(current)
    return () => watch.disconnect()
  }, [])
  return [box, size]
}
