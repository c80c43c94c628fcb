import { Dialog as Base } from '@base-ui/react/dialog'
import { type FormEvent, type ReactNode, useRef } from 'react'
import { IconButton } from './button'
import { classNames } from './class-names'
import styles from './dialog.module.css'

/** What a `Dialog` shows and does. */
export interface DialogProps {
  open: boolean
  onClose: () => void
  title: ReactNode
  /** One sentence under the title. */
  description?: ReactNode
  children?: ReactNode
  /** Buttons at the right of the foot, the main one last. */
  actions?: ReactNode
  /** Buttons at the left of the foot: the destructive one stands alone there. */
  leftActions?: ReactNode
  /** Makes the dialog a form: Enter in a field, or a button of type submit, calls it. */
  onSubmit?: (() => void) | undefined
  size?: 'small' | 'normal' | 'wide'
  /** Gives the keyboard away after closing, where it shall not go back to what had it before. */
  onGiveFocus?: (() => void) | undefined
}

/**
 * What had the keyboard when a dialog opened, noted while it is drawn: `autoFocus` takes the keyboard before any effect
 * could look.
 */
function useReturnFocus(open: boolean): () => HTMLElement | true {
  const before = useRef<Element | null>(null)
  const was = useRef(false)
  if (open && !was.current) before.current = typeof document === 'undefined' ? null : document.activeElement
  was.current = open
  return () => {
    const { current } = before
    // An item of a menu is gone by now: then the menu's own button is as good a place.
    return current instanceof HTMLElement && current.isConnected && current !== document.body ? current : true
  }
}

/** A modal window. Esc and the cross close it; focus goes in and comes back. */
export function Dialog(props: DialogProps) {
  const {
    open,
    onClose,
    title,
    description,
    children,
    actions,
    leftActions,
    onSubmit,
    size = 'normal',
    onGiveFocus
  } = props
  const returnFocus = useReturnFocus(open)
  const finalFocus = (): HTMLElement | boolean => {
    if (onGiveFocus === undefined) return returnFocus()
    onGiveFocus()
    return false
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit?.()
  }
  const inside = (
    <>
      {children !== undefined && <div className={styles.body}>{children}</div>}
      {(actions !== undefined || leftActions !== undefined) && (
        <div className={styles.foot}>
          {leftActions}
          <span className='grow' />
          {actions}
        </div>
      )}
    </>
  )
  return (
    <Base.Root open={open} onOpenChange={next => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={classNames(styles.popup, styles[size])} finalFocus={finalFocus}>
          <header className={styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close render={<IconButton icon='close' label='Close' keys='escape' />} />
          </header>
          {description !== undefined && (
            <Base.Description className={styles.description}>{description}</Base.Description>
          )}
          {onSubmit === undefined ? (
            inside
          ) : (
            <form className={styles.form} onSubmit={submit} noValidate>
              {inside}
            </form>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
