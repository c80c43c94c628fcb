import { useRef } from 'react'
import type { MenuEntry } from '../../ui/menu'

/** Where a person goes on typing: in the search of the terminal with the keyboard, or in that terminal. */
function typingPlace(): HTMLElement | null {
  // A question that the choice led to has the keyboard already.
  if (document.querySelector('[role="dialog"]')) return null
  const pane = document.querySelector('section[data-focused]')
  const place = pane?.querySelector('search input') ?? pane?.querySelector('.xterm-helper-textarea')
  return place instanceof HTMLElement ? place : null
}

/**
 * For a menu of the terminals: after a choice the keyboard is in the terminal, not on the menu's button; without one it
 * goes back to the button.
 */
export function useMenuFocus(entries: readonly MenuEntry[]): {
  readonly entries: readonly MenuEntry[]
  readonly finalFocus: () => HTMLElement | null
} {
  const isChosen = useRef(false)
  const remembering = entries.map((entry): MenuEntry => {
    if (entry.kind === 'act')
      return {
        ...entry,
        onSelect: () => {
          isChosen.current = true
          entry.onSelect?.()
        }
      }
    if (entry.kind === 'check')
      return {
        ...entry,
        onChange: on => {
          isChosen.current = true
          entry.onChange(on)
        }
      }
    return entry
  })
  return {
    entries: remembering,
    finalFocus: () => {
      const wasChosen = isChosen.current
      isChosen.current = false
      return wasChosen ? typingPlace() : null
    }
  }
}
