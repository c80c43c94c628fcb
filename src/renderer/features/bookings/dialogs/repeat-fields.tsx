import { weekdays } from '@contract/resources'
import type { ReactNode } from 'react'
import { Checkbox } from '../../../ui/checkbox'
import { DateField } from '../../../ui/date-field'
import { Select } from '../../../ui/select'
import { NumberField, TextField } from '../../../ui/text-field'
import styles from './dialogs.module.css'
import { type RepeatDraft, type RepeatKind, repeatKinds } from './repeat'

const kindNames: Readonly<Record<RepeatKind, string>> = {
  none: 'Does not repeat',
  daily: 'Each day',
  weekly: 'Each week',
  custom: 'By a rule (RRULE)'
}
const kinds = repeatKinds.map(value => ({ value, label: kindNames[value] }))
const ends = [
  { value: 'count', label: 'after so many' },
  { value: 'until', label: 'on a day' }
] as const

interface RepeatProps {
  readonly repeat: RepeatDraft
  readonly error: string | undefined
  readonly onChange: (repeat: RepeatDraft) => void
}

/** How it repeats, by the facility's clock. */
export function RepeatFields({ repeat, error, onChange }: RepeatProps): ReactNode {
  const set = (change: Partial<RepeatDraft>): void => onChange({ ...repeat, ...change })
  const regular = repeat.kind === 'daily' || repeat.kind === 'weekly'
  return (
    <div className={styles.repeat}>
      <div className={styles.line}>
        <Select label='Repeats' value={repeat.kind} options={kinds} onChange={kind => set({ kind })} className='grow' />
        {regular && (
          <>
            <NumberField
              label={repeat.kind === 'daily' ? 'Every … days' : 'Every … weeks'}
              className={styles.small}
              value={repeat.every}
              onChange={every => set({ every })}
            />
            <Select
              label='Ends'
              value={repeat.ends}
              options={ends}
              onChange={next => set({ ends: next })}
              className={styles.role}
            />
            {repeat.ends === 'count' ? (
              <NumberField
                label='Bookings'
                className={styles.small}
                value={repeat.count}
                onChange={count => set({ count })}
              />
            ) : (
              <DateField
                label='Last day'
                className={styles.day}
                value={repeat.until}
                onChange={until => set({ until })}
              />
            )}
          </>
        )}
      </div>
      {repeat.kind === 'weekly' && <Days repeat={repeat} onChange={onChange} error={undefined} />}
      {repeat.kind === 'custom' && (
        <TextField
          label='Rule'
          mono
          value={repeat.rule}
          error={error}
          hint='RFC 5545, with an end: COUNT=4 or UNTIL=20261231. It repeats by the facility’s clock.'
          onChange={rule => set({ rule })}
        />
      )}
      {regular && error !== undefined && <p className='sm bad'>{error}</p>}
    </div>
  )
}

/** Days of the week; none is the day of its begin. */
function Days({ repeat, onChange }: RepeatProps): ReactNode {
  const toggle = (day: (typeof weekdays)[number], on: boolean): void =>
    onChange({ ...repeat, days: on ? [...repeat.days, day] : repeat.days.filter(one => one !== day) })
  return (
    <fieldset className={styles.days}>
      <legend className='spoken'>Days of the week</legend>
      {weekdays.map(day => (
        <Checkbox
          key={day}
          checked={repeat.days.includes(day)}
          onChange={on => toggle(day, on)}
          label={`${day.charAt(0).toUpperCase()}${day.slice(1)}`}
        />
      ))}
      {repeat.days.length === 0 && <span className='sm faint'>On the day of its begin</span>}
    </fieldset>
  )
}
