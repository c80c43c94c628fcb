import type { ReactNode } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'

/**
 * Asks before something that cannot be taken back. The title names the thing (`Delete Atlas_grid3.mrc?`),
 * the children say what is lost and what stays. The destructive button stands at the left end; the safe one
 * is the default and has the focus.
 */
export function ConfirmDialog(props: {
  open: boolean
  title: ReactNode
  children?: ReactNode
  /** Verb and object of the destructive button. */
  confirmLabel: string
  /** What keeps things as they are, such as `Keep the file`. */
  cancelLabel?: string
  /** The question is not destructive: the confirming button is the main one, at the right. */
  harmless?: boolean
  onConfirm: () => void
  onClose: () => void
}) {
  const { open, title, children, confirmLabel, cancelLabel = 'Cancel', harmless = false, onConfirm, onClose } = props
  const confirm = () => {
    onClose()
    onConfirm()
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      size='small'
      leftActions={
        harmless ? undefined : (
          <Button kind='destructive' onClick={confirm}>
            {confirmLabel}
          </Button>
        )
      }
      actions={
        <>
          <Button autoFocus={!harmless} onClick={onClose} keys='escape'>
            {cancelLabel}
          </Button>
          {harmless && (
            <Button kind='primary' autoFocus onClick={confirm}>
              {confirmLabel}
            </Button>
          )}
        </>
      }
    >
      {children}
    </Dialog>
  )
}
