import type { Job } from '@contract/jobs'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/confirm-dialog'
import { Dialog } from '../../../ui/dialog'
import { TextField } from '../../../ui/text-field'
import { actQuestion, type JobAct, limitWords } from './act-words'

/** Asks before an act, with the name of the job; of a time limit it asks which. */
export function ActDialog(props: {
  act: JobAct
  job: Job
  onConfirm: (limitSeconds?: number) => void
  onClose: () => void
}): ReactNode {
  const { act, job, onConfirm, onClose } = props
  if (act === 'limit') return <LimitDialog {...{ job, onConfirm, onClose }} />
  const { title, says, confirm, lost } = actQuestion(act, job)
  return (
    <ConfirmDialog
      open
      title={title}
      confirmLabel={confirm}
      cancelLabel='Leave it as it is'
      harmless={!lost}
      onConfirm={() => onConfirm()}
      onClose={onClose}
    >
      <p>{says}</p>
    </ConfirmDialog>
  )
}

function LimitDialog(props: { job: Job; onConfirm: (seconds: number) => void; onClose: () => void }): ReactNode {
  const { job, onConfirm, onClose } = props
  const [typed, setTyped] = useState('')
  const { title, says, confirm } = actQuestion('limit', job)
  const { seconds, words } = limitWords(typed)
  const wrong = typed.trim() !== '' && seconds === null
  const send = (): void => {
    if (seconds === null) return
    onClose()
    onConfirm(seconds)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={title}
      onSubmit={send}
      actions={
        <>
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button kind='primary' type='submit' disabledReason={seconds === null ? 'Type a time limit' : undefined}>
            {confirm}
          </Button>
        </>
      }
    >
      <p>{says}</p>
      <TextField
        label='New time limit'
        mono
        autoFocus
        value={typed}
        onChange={setTyped}
        error={wrong ? words : undefined}
        hint={wrong ? undefined : words}
      />
    </Dialog>
  )
}
