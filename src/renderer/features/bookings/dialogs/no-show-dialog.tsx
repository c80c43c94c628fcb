import type { Booking } from '@contract/booking'
import type { ReactNode } from 'react'
import { useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { bookingTitle, resourceLabel } from '../booking-look'
import { FailureNote } from '../failure-note'
import { useRoom } from '../room-context'
import { slotWords } from '../time-words'

/** Asks before a booking that has begun is written down as one to which nobody came. */
export function NoShowDialog({ booking, onClose }: { booking: Booking; onClose: () => void }): ReactNode {
  const { sessions, store, file } = useRoom()
  const act = useAct()
  const tell = async (): Promise<void> => {
    if (await act.run(() => sessions.noShow({ store, uid: booking.uid }))) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Nobody came to ${bookingTitle(booking)}?`}
      leftActions={
        <Button kind='destructive' disabled={act.busy} onClick={() => void tell()}>
          Nobody came
        </Button>
      }
      actions={
        <Button autoFocus keys='escape' onClick={onClose}>
          Leave it
        </Button>
      }
    >
      <p>{`${resourceLabel(file, booking.resource)}, ${slotWords(booking, file.timeZone)}. What is left of the slot is free at once, its display closes, and the report counts it as not come.`}</p>
      <FailureNote failure={act.failure} />
    </Dialog>
  )
}
