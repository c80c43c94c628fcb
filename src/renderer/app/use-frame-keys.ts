/** Keys that work everywhere in the window. */
import { useEffect } from 'react'
import { isMac } from '../ui/key-hint'
import { goTo, navigation, type Room } from './navigation'

const roomsByKey: Readonly<Record<string, Room>> = {
  '1': 'files',
  '2': 'terminals',
  '3': 'jobs',
  '4': 'displays',
  '5': 'calendar',
  '6': 'planner',
  '7': 'cloud',
  '8': 'ledger',
  '9': 'now',
  ',': 'settings'
}

function onKey(event: KeyboardEvent): void {
  const mod = isMac() ? event.metaKey : event.ctrlKey
  if (!mod || event.altKey || event.shiftKey) return
  if (event.key === 'k') {
    // In a terminal or a display on other systems Ctrl-K belongs to what runs there.
    if (!isMac() && event.target instanceof Element && event.target.closest('.xterm, canvas[role="application"]'))
      return
    event.preventDefault()
    navigation.setState(({ paletteOpen }) => ({ paletteOpen: !paletteOpen }))
    return
  }
  const room = roomsByKey[event.key]
  if (room === undefined || navigation.getState().room === null) return
  event.preventDefault()
  goTo(room)
}

export function useFrameKeys(): void {
  useEffect(() => {
    // Before the rooms: a list that takes every key must not keep one from leaving it.
    window.addEventListener('keydown', onKey, true)
    return () => window.removeEventListener('keydown', onKey, true)
  }, [])
}
