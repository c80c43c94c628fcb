/** Asks before a display is ended, for what runs in it ends, too. */
import type { Display } from '@contract/display'
import type { ReactNode } from 'react'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { visibleName } from '../../ui/visible-name'
import { nameOf } from './display-words'
import { FailureWords } from './failure-words'

export function CloseDialog(props: {
  display: Display
  onConfirm: () => Promise<void>
  onClose: () => void
}): ReactNode {
  const { display, onConfirm, onClose } = props
  const { busy, failure, run } = useAct()
  const ended = display.state === 'ended'
  const name = visibleName(nameOf(display))
  const confirm = (): void =>
    void run(async () => {
      await onConfirm()
      onClose()
    })
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={ended ? `Remove ${name}?` : `Close ${name}?`}
      leftActions={
        <Button kind='destructive' disabled={busy} onClick={confirm}>
          {busy ? 'Closing' : ended ? 'Remove' : 'Close the display'}
        </Button>
      }
      actions={
        <Button autoFocus keys='escape' onClick={onClose}>
          {ended ? 'Keep it' : 'Keep it open'}
        </Button>
      }
    >
      {ended ? (
        <p>It has ended. Its log on {visibleName(display.host)} goes with it.</p>
      ) : (
        <p>
          All programs in it end, and what they did not save is lost.
          {display.clients ? ` Views that are open now: ${display.clients}.` : ''}
          {display.job !== null && ` Job ${display.job} ends with it.`}
        </p>
      )}
      {failure && <FailureWords failure={failure} />}
    </Dialog>
  )
}
