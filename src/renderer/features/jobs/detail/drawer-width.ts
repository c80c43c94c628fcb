/** How wide the drawer of a job is; it remembers. */
import { useState } from 'react'
import { boundWidth } from '../../../ui/drawer'

const storageKey = 'farscope.job-drawer'

/** At first: enough for five tabs beside a table, and more where the window has room for plots and pictures. */
export function firstWidth(windowWidth: number): number {
  return Math.min(760, Math.max(480, Math.round(windowWidth * 0.3)))
}

function keptWidth(): number {
  const kept = Number(localStorage.getItem(storageKey))
  return kept > 0 ? boundWidth(kept) : firstWidth(innerWidth)
}

export function useDrawerWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(keptWidth)
  return [
    width,
    next => {
      setWidth(next)
      localStorage.setItem(storageKey, String(next))
    }
  ]
}
