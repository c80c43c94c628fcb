import { type CSSProperties, type FocusEvent, type ReactNode, useId, useState } from 'react'
import { createPortal } from 'react-dom'
import styles from './popover.module.css'

/** CSS pixels between the control and its bubble, and the least room above it that a bubble needs. */
const gap = 6
const leastAbove = 72

/** Above the control, or below it where there is no room; towards the middle of the window. */
function placeBeside(box: DOMRect): CSSProperties {
  const below = box.top < leastAbove
  const right = box.left + box.width / 2 > window.innerWidth / 2
  return {
    ...(below ? { top: box.bottom + gap } : { bottom: window.innerHeight - box.top + gap }),
    ...(right ? { right: window.innerWidth - box.right } : { left: box.left })
  }
}

/**
 * Why a control cannot be used, shown while the keyboard is on it: the pointer has its title. Spread `handlers` over
 * the control and draw `bubble` beside it. It is spoken as the control's description, and so by itself hidden.
 */
export function useRefusalBubble(reason: string | undefined) {
  const [box, setBox] = useState<DOMRect>()
  const id = useId()
  const onFocus = ({ currentTarget }: FocusEvent<HTMLElement>): void =>
    setBox(currentTarget.matches(':focus-visible') ? currentTarget.getBoundingClientRect() : undefined)
  const shown = reason !== undefined && box !== undefined
  const bubble: ReactNode = shown
    ? createPortal(
        <div id={id} aria-hidden='true' className={styles.refusal} style={placeBeside(box)}>
          {reason}
        </div>,
        document.body
      )
    : null
  return {
    bubble,
    handlers: { onFocus, onBlur: () => setBox(undefined), ...(shown && { 'aria-describedby': id }) }
  }
}
