import type { ReactNode } from 'react'
import { DateField } from '../../../ui/date-field'
import { TextField } from '../../../ui/text-field'
import { useRoom } from '../room-context'
import { lengthWords, spanWords } from '../time-words'
import { zoneNameAt } from '../zone-clock'
import { type BookDraft, draftSlot, type WrongField } from './book-draft'
import styles from './dialogs.module.css'

/** Begin and end by the facility's clock, with one's own beside it. */
export function SlotFields(props: {
  draft: BookDraft
  wrong: WrongField | null
  onChange: (change: Partial<BookDraft>) => void
}): ReactNode {
  const { draft, wrong, onChange } = props
  const { file } = useRoom()
  const told = draftSlot(draft, file.timeZone)
  const errorOf = (field: keyof BookDraft): string | undefined => (wrong?.field === field ? wrong.message : undefined)
  const zone = 'slot' in told ? zoneNameAt(Date.parse(told.slot.start), file.timeZone) : ''
  return (
    <div className={styles.slot}>
      <DateField
        label='Begins'
        className={styles.day}
        value={draft.startDate}
        error={errorOf('startDate')}
        onChange={startDate =>
          onChange(draft.startDate === draft.endDate ? { startDate, endDate: startDate } : { startDate })
        }
      />
      <TextField
        label='at'
        className={styles.clock}
        value={draft.startTime}
        unit={zone}
        error={errorOf('startTime')}
        onChange={startTime => onChange({ startTime })}
      />
      <DateField
        label='Ends'
        className={styles.day}
        value={draft.endDate}
        error={errorOf('endDate')}
        onChange={endDate => onChange({ endDate })}
      />
      <TextField
        label='at'
        className={styles.clock}
        value={draft.endTime}
        unit={zone}
        error={errorOf('endTime')}
        onChange={endTime => onChange({ endTime })}
      />
      <OtherClock draft={draft} />
    </div>
  )
}

/** Length, and the same slot by the clock of this computer. */
function OtherClock({ draft }: { draft: BookDraft }): ReactNode {
  const { file, here } = useRoom()
  const told = draftSlot(draft, file.timeZone)
  if ('wrong' in told) return null
  const [start, end] = [Date.parse(told.slot.start), Date.parse(told.slot.end)]
  return (
    <p className={styles.here}>
      <b>{lengthWords(end - start)}</b>
      {`, here ${spanWords(start, end, here)}`}
    </p>
  )
}
