/** A form over the room: fields, why the engine refused them, and two buttons. */
import type { Failure } from '@domain/failure'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { FailureNote } from './failure-note'
import styles from './sites.module.css'

/** `submitLabel` says what happens when it is sent; while `busy` it cannot be sent again. `failure`: why it was refused. */
export function FormDialog(props: {
  title: string
  description?: string
  submitLabel: string
  busy: boolean
  failure: Failure | null
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}) {
  const { title, description, submitLabel, busy, failure, onSubmit, onClose, children } = props
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      onSubmit={onSubmit}
      leftActions={<Button onClick={onClose}>Cancel</Button>}
      actions={
        <Button kind='primary' type='submit' disabled={busy}>
          {submitLabel}
        </Button>
      }
    >
      <div className={styles.form}>
        {children}
        <FailureNote thrown={failure} />
      </div>
    </Dialog>
  )
}
