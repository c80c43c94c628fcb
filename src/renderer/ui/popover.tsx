import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'
import styles from './popover.module.css'

/**
 * A small window at the thing it is about. Opens by its trigger, or by `open` at an `anchor` (a refused drag).
 */
export function Popover(props: {
  title?: ReactNode
  children: ReactNode
  acts?: ReactNode
  trigger?: ReactElement
  open?: boolean
  onOpenChange?: (open: boolean) => void
  anchor?: Element | null
  side?: 'top' | 'bottom' | 'left' | 'right'
  align?: 'start' | 'center' | 'end'
}) {
  const { title, children, acts, trigger, open, onOpenChange, anchor, side = 'bottom', align = 'start' } = props
  const control = open === undefined ? {} : { open }
  return (
    <Base.Root {...control} onOpenChange={next => onOpenChange?.(next)}>
      {trigger !== undefined && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Positioner {...(anchor && { anchor })} {...{ side, align }} sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.popover}>
            {title !== undefined && <Base.Title className={styles.title}>{title}</Base.Title>}
            {children}
            {acts !== undefined && <div className={styles.acts}>{acts}</div>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
