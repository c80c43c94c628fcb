import type { Booking } from '@contract/booking'
import type { SeriesScope } from '@contract/bookings'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { bookingTitle, resourceLabel } from '../booking-look'
import { groupOf } from '../drawer/booking-facts'
import { FailureNote } from '../failure-note'
import { useRoom } from '../room-context'
import { slotWords } from '../time-words'

const scopes: readonly { value: SeriesScope; label: string }[] = [
  { value: 'one', label: 'This one alone' },
  { value: 'following', label: 'This and those that follow' },
  { value: 'all', label: 'All of the series that are to come' }
]

/** Asks before a booking is given up, with its name, and which of a series. */
export function CancelDialog(props: {
  booking: Booking
  bookings: readonly Booking[]
  onClose: () => void
}): ReactNode {
  const { booking, bookings: known, onClose } = props
  const { bookings, store, file } = useRoom()
  const [scope, setScope] = useState<SeriesScope>('one')
  const [reason, setReason] = useState('')
  const act = useAct()
  const linked = groupOf(booking, known)
  const cancel = async (): Promise<void> => {
    if (await act.run(() => bookings.cancel({ store, uid: booking.uid, scope, reason }))) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Cancel ${bookingTitle(booking)}?`}
      leftActions={
        <Button kind='destructive' disabled={act.busy} onClick={() => void cancel()}>
          Cancel the booking
        </Button>
      }
      actions={
        <Button autoFocus keys='escape' onClick={onClose}>
          Keep it
        </Button>
      }
    >
      <p>{`${resourceLabel(file, booking.resource)}, ${slotWords(booking, file.timeZone)}. The slot is free at once, and is offered to who waits for it.`}</p>
      {linked.length > 0 && (
        <p>{`Cancelled with it: ${linked.map(({ resource }) => resourceLabel(file, resource)).join(', ')}.`}</p>
      )}
      {booking.series !== null && (
        <Select label='Which of the series' value={scope} options={scopes} onChange={setScope} />
      )}
      <TextField label='Why (stands in the log)' value={reason} maxLength={1000} onChange={setReason} />
      <FailureNote failure={act.failure} />
    </Dialog>
  )
}
