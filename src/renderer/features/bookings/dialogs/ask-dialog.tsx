import type { Booking } from '@contract/booking'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { NumberField, TextField } from '../../../ui/text-field'
import { notify } from '../../../ui/toasts'
import { personName } from '../booking-look'
import { FailureNote } from '../failure-note'
import { useRoom } from '../room-context'
import { minutesWords, slotWords } from '../time-words'

/** Asks the next user for some time; they answer when they like. */
export function AskDialog({
  booking,
  next,
  onClose
}: {
  booking: Booking
  next: Booking
  onClose: () => void
}): ReactNode {
  const { bookings, store, file } = useRoom()
  const [minutes, setMinutes] = useState<number | undefined>(30)
  const [message, setMessage] = useState('')
  const act = useAct()
  const name = personName(file, next.owner)
  const whole = minutes !== undefined && Number.isInteger(minutes) && minutes > 0
  const ask = async (): Promise<void> => {
    if (minutes === undefined || !whole) return
    if (!(await act.run(() => bookings.ask({ store, uid: booking.uid, minutes, message })))) return
    notify(`${name} is asked for ${minutesWords(minutes)}`, { description: 'The answer stands beside your booking.' })
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Ask ${name} for time`}
      description={`The next booking: ${slotWords(next, file.timeZone)}. With a yes it begins later, and yours ends later.`}
      onSubmit={() => void ask()}
      leftActions={<Button onClick={onClose}>Cancel</Button>}
      actions={
        <Button
          kind='primary'
          type='submit'
          disabled={act.busy}
          disabledReason={whole ? undefined : 'Say how many minutes'}
        >
          Ask
        </Button>
      }
    >
      <NumberField label='How long' unit='min' value={minutes} onChange={setMinutes} autoFocus />
      <TextField label='A word with it' value={message} maxLength={2000} onChange={setMessage} />
      <FailureNote failure={act.failure} />
    </Dialog>
  )
}
