/** How wide the drawer of a list is; it remembers. */
import { useState } from 'react'
import { boundWidth } from './drawer'

/** Enough for five tabs beside a table. CSS pixels. */
const tabsWidth = 480

/** At first: `least`, and more where the window has room for plots and pictures. */
export function firstWidth(windowWidth: number, least: number = tabsWidth): number {
  return Math.min(760, Math.max(least, Math.round(windowWidth * 0.3)))
}

function keptWidth(storageKey: string, least: number): number {
  const kept = Number(localStorage.getItem(storageKey))
  return kept > 0 ? boundWidth(kept) : firstWidth(innerWidth, least)
}

/** `storageKey`: of the list that the drawer belongs to. `least`: of its first width. */
export function useDrawerWidth(storageKey: string, least: number = tabsWidth): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => keptWidth(storageKey, least))
  return [
    width,
    next => {
      setWidth(next)
      localStorage.setItem(storageKey, String(next))
    }
  ]
}
