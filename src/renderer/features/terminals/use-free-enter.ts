/** Enter where nothing else wants it. */
import { useEffect, useRef } from 'react'

/** What takes Enter itself; a terminal's own text hands it on as input (pane-screens). */
const takesEnter = 'a, button, input, select, textarea, summary, [contenteditable], [role$="dialog"], [role="menu"]'

/** Whether an Enter on this target is nobody's: no control has the focus, and nothing lies over the room. */
function isFree(target: EventTarget | null): boolean {
  if (document.querySelector('[role$="dialog"], [role="menu"]') !== null) return false
  return !(target instanceof Element) || target.closest(takesEnter) === null
}

/** Does the act when Enter is pressed while no control has the focus; null: listens to nothing. */
export function useFreeEnter(act: (() => void) | null): void {
  const latest = useRef(act)
  latest.current = act
  const bound = act !== null
  useEffect(() => {
    if (!bound) return
    const onKey = (event: KeyboardEvent): void => {
      const plain = event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
      if (plain && !event.repeat && !event.defaultPrevented && isFree(event.target)) latest.current?.()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [bound])
}
