import type { ReactNode } from 'react'
import type { Act } from '../../client/use-act'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { FailureNote } from '../../ui/failure-note'
import styles from './watches.module.css'

/** The frame of the forms of this slice: the fields, why the engine refused them, and the two ways out. */
export function FormDialog(props: {
  title: string
  description: string
  /** The word of the act. */
  submit: string
  act: Act
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}) {
  const { title, description, submit, act, onSubmit, onClose, children } = props
  return (
    <Dialog
      open
      {...{ title, description, onSubmit, onClose }}
      leftActions={<Button onClick={onClose}>Cancel</Button>}
      actions={
        <Button kind='primary' type='submit' disabled={act.busy}>
          {submit}
        </Button>
      }
    >
      <div className={styles.form}>
        {children}
        <FailureNote failure={act.failure} />
      </div>
    </Dialog>
  )
}
