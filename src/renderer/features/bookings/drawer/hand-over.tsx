import type { Booking } from '@contract/booking'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { SectionHead } from '../../../ui/page-bar'
import { TextArea } from '../../../ui/text-field'
import { visibleLines } from '../../../ui/visible-name'
import { FailureNote } from '../failure-note'
import { offlineReason, useRoom } from '../room-context'
import styles from './drawer.module.css'

/** What the next user should know: read by everybody, written by who is on the booking. */
export function HandOver({ booking, editable }: { booking: Booking; editable: boolean }): ReactNode {
  const room = useRoom()
  const { bookings, store } = room
  const [text, setText] = useState<string | null>(null)
  const act = useAct()
  if (!editable && booking.handOver === '') return null
  const save = async (): Promise<void> => {
    const change = { handOver: text ?? '' }
    if (await act.run(() => bookings.change({ store, uid: booking.uid, change, scope: 'one' }))) setText(null)
  }
  return (
    <>
      <SectionHead
        title='Hand-over'
        line
        end={
          editable &&
          text === null && (
            <Button
              kind='quiet'
              size='small'
              disabledReason={offlineReason(room)}
              onClick={() => setText(booking.handOver)}
            >
              {booking.handOver === '' ? 'Write…' : 'Change…'}
            </Button>
          )
        }
      />
      {text === null ? (
        <p className={styles.handOver}>
          {booking.handOver === '' ? 'Nothing for the next user yet.' : visibleLines(booking.handOver)}
        </p>
      ) : (
        <div className={styles.writing}>
          <TextArea
            label='For the next user'
            hideLabel
            value={text}
            onChange={setText}
            rows={4}
            autoFocus
            maxLength={20_000}
          />
          <FailureNote failure={act.failure} />
          <div className={styles.acts}>
            <Button size='small' onClick={() => setText(null)}>
              Leave it
            </Button>
            <Button kind='primary' size='small' disabled={act.busy} onClick={() => void save()}>
              Save
            </Button>
          </div>
        </div>
      )}
    </>
  )
}
