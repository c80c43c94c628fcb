import type { Booking } from '@contract/booking'
import type { BookingPlan } from '@contract/bookings'
import { type ChangeEvent, type ReactNode, useState } from 'react'
import { useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { Field } from '../../../ui/field'
import { countOf } from '../../../ui/format'
import { Select } from '../../../ui/select'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import { bookingTitle, labelOf } from '../booking-look'
import { FailureNote } from '../failure-note'
import { useRoom } from '../room-context'
import { slotWords } from '../time-words'
import styles from './dialogs.module.css'

/** What came of an import. */
export interface Imported {
  readonly added: readonly Booking[]
  readonly unchanged: number
  readonly refused: BookingPlan['bookings']
}

/** Takes the events of an iCalendar file for a resource; each is judged by itself. */
export function ImportDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { bookings, store, file } = useRoom()
  const [resource, setResource] = useState(file.resources[0]?.name ?? '')
  const [chosen, setChosen] = useState<{ name: string; text: string } | null>(null)
  const [result, setResult] = useState<Imported | null>(null)
  const act = useAct()
  const resources = file.resources.map(one => ({ value: one.name, label: labelOf(one) }))
  const pick = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const picked = event.target.files?.[0]
    setResult(null)
    setChosen(picked ? { name: picked.name, text: await picked.text() } : null)
  }
  const run = (): void => {
    if (chosen === null) return
    void act.run(async () => setResult(await bookings.import({ store, resource, text: chosen.text })))
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title='Import an .ics file'
      description='Events that are there already stay as they are. The rules hold for each by itself.'
      onSubmit={run}
      leftActions={result === null && <Button onClick={onClose}>Cancel</Button>}
      actions={
        result ? (
          <Button kind='primary' autoFocus onClick={onClose}>
            Close
          </Button>
        ) : (
          <Button
            kind='primary'
            type='submit'
            disabled={act.busy}
            disabledReason={chosen ? undefined : 'Choose a file first'}
          >
            Import
          </Button>
        )
      }
    >
      <Select label='For' value={resource} options={resources} onChange={setResource} disabled={result !== null} />
      <Field label='File'>
        {ids => (
          <input
            {...ids}
            type='file'
            className={styles.file}
            accept='.ics,text/calendar'
            onChange={event => void pick(event)}
          />
        )}
      </Field>
      <FailureNote failure={act.failure} />
      {result && <Result result={result} />}
    </Dialog>
  )
}

function Result({ result: { added, unchanged, refused } }: { result: Imported }): ReactNode {
  const { file } = useRoom()
  return (
    <section className={styles.plan} aria-label='What came of it' aria-live='polite'>
      <p>
        <b>{`${added.length} added`}</b>
        {`, ${countOf(unchanged, 'was', 'were')} there already, `}
        <span className={refused.length > 0 ? 'bad' : undefined}>{`${refused.length} refused`}</span>
      </p>
      {refused.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <ul className={styles.dates} tabIndex={0} aria-label='Refused'>
          {refused.map(({ booking, refusals }) => (
            <li key={booking.uid} className={styles.line}>
              <StateMark state='failed' label='Refused' />
              <span className={styles.refused}>
                {`${bookingTitle(booking)}, ${slotWords(booking, file.timeZone)}`}
                <span className='dim'>{visibleName(refusals.map(({ message }) => message).join(' '))}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
