import { type ReactNode, useState } from 'react'
import { useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { TextArea } from '../../../ui/text-field'
import { bookingTitle, personName, resourceLabel } from '../booking-look'
import { FailureNote } from '../failure-note'
import { useRoom } from '../room-context'
import { slotWords } from '../time-words'
import type { ConsentRow } from './consent-rows'

/** Refuses what waits, with a word to its owner, who finds it in the note and under the bell. */
export function RefuseDialog({ row, onClose }: { row: ConsentRow; onClose: () => void }): ReactNode {
  const { bookings, store, file } = useRoom()
  const { booking, count } = row
  const [reason, setReason] = useState('')
  const act = useAct()
  const owner = personName(file, booking.owner)
  const refuse = async (): Promise<void> => {
    const scope = count > 1 ? 'all' : 'one'
    if (await act.run(() => bookings.approve({ store, uid: booking.uid, yes: false, scope, reason }))) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Refuse ${bookingTitle(booking)}?`}
      description={`${owner} asks for ${resourceLabel(file, booking.resource)}, ${slotWords(booking, file.timeZone)}${count > 1 ? `, and ${count - 1} further dates of the series` : ''}. The time is free at once.`}
      leftActions={
        <Button kind='destructive' disabled={act.busy} onClick={() => void refuse()}>
          {count > 1 ? `Refuse all ${count}` : 'Refuse'}
        </Button>
      }
      actions={
        <Button keys='escape' onClick={onClose}>
          Let it wait
        </Button>
      }
    >
      <TextArea
        label={`A word to ${owner}`}
        rows={3}
        autoFocus
        maxLength={1000}
        value={reason}
        onChange={setReason}
        placeholder='Stands in the note of the booking.'
      />
      <FailureNote failure={act.failure} />
    </Dialog>
  )
}
