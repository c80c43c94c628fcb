import { useEffect, useRef } from 'react'

/** Whether a key pressed there is text, or belongs to a part that uses it itself. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('input, textarea, select, [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'))
    return true
  // Arrow keys move between segments, tabs and rows.
  return (
    key.startsWith('Arrow') &&
    target.closest('[role="group"], [role="grid"], [role="tablist"], [role="separator"]') !== null
  )
}

/** Single keys of the calendar, without modifiers; heard wherever the focus is, except where one types. */
export function useCalendarKeys(active: boolean, acts: Readonly<Record<string, () => void>>): void {
  const latest = useRef(acts)
  latest.current = acts
  useEffect(() => {
    if (!active) return
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event)) return
      const act = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [active])
}
