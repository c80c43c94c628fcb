import type { KeyboardEvent, ReactNode } from 'react'
import { IconButton } from './button'
import styles from './drawer.module.css'

/**
 * The pane at the right that tells of one row. It pushes the list, never covers it; Esc inside closes it, the pin
 * keeps it. Order inside: facts, acts, plots, log.
 */
export function Drawer(props: {
  /** Spoken name. */
  label: string
  /** Mark and name of the thing. */
  title: ReactNode
  onClose: () => void
  pinned?: boolean
  onPin?: (pinned: boolean) => void
  /** CSS pixels, 280 to 404. */
  width?: number
  children: ReactNode
}) {
  const { label, title, onClose, pinned = false, onPin, width = 404, children } = props
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onClose()
  }
  return (
    <aside className={styles.drawer} style={{ width }} aria-label={label} onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        {onPin !== undefined && (
          <IconButton icon='pin' label='Keep open' aria-pressed={pinned} onClick={() => onPin(!pinned)} />
        )}
        <IconButton icon='close' label='Close' keys='escape' onClick={onClose} />
      </header>
      <div className={styles.body}>{children}</div>
    </aside>
  )
}
