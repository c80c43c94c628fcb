/** How wide the drawer of a list is; it remembers. */
import { useState } from 'react'
import { boundWidth } from './drawer'

/** At first: enough for five tabs beside a table, and more where the window has room for plots and pictures. */
export function firstWidth(windowWidth: number): number {
  return Math.min(760, Math.max(480, Math.round(windowWidth * 0.3)))
}

function keptWidth(storageKey: string): number {
  const kept = Number(localStorage.getItem(storageKey))
  return kept > 0 ? boundWidth(kept) : firstWidth(innerWidth)
}

/** `storageKey`: of the list that the drawer belongs to. */
export function useDrawerWidth(storageKey: string): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => keptWidth(storageKey))
  return [
    width,
    next => {
      setWidth(next)
      localStorage.setItem(storageKey, String(next))
    }
  ]
}
