import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import { IconButton } from './button'
import styles from './drawer.module.css'

/** Widths that a drawer can be given by hand, in CSS pixels. It never takes more than 60 % of its room. */
export const drawerWidths = { least: 320, most: 1200, step: 24 } as const

/** A width within its bounds. */
export function boundWidth(width: number): number {
  return Math.min(drawerWidths.most, Math.max(drawerWidths.least, Math.round(width)))
}

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
  /** CSS pixels. */
  width?: number
  /** With it the edge can be dragged, and moved by the arrow keys. */
  onWidth?: (width: number) => void
  children: ReactNode
}) {
  const { label, title, onClose, pinned = false, onPin, width = 404, onWidth, children } = props
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onClose()
  }
  return (
    <aside className={styles.drawer} style={{ width }} aria-label={label} onKeyDown={onKeyDown}>
      {onWidth && <Edge label={label} width={width} onWidth={onWidth} />}
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

/** The edge that the drawer is drawn wider by. */
function Edge({ label, width, onWidth }: { label: string; width: number; onWidth: (width: number) => void }) {
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const right = event.currentTarget.parentElement?.getBoundingClientRect().right ?? 0
    onWidth(boundWidth(right - event.clientX))
  }
  const move = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowLeft' ? drawerWidths.step : event.key === 'ArrowRight' ? -drawerWidths.step : 0
    if (by === 0) return
    event.preventDefault()
    onWidth(boundWidth(width + by))
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: hr has no value and takes no keys
    <div
      role='separator'
      aria-orientation='vertical'
      aria-label={`Width of ${label}`}
      aria-valuenow={width}
      aria-valuemin={drawerWidths.least}
      aria-valuemax={drawerWidths.most}
      tabIndex={0}
      className={styles.edge}
      onPointerDown={event => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={move}
    />
  )
}
