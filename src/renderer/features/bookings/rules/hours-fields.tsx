import { type Hours, weekdays } from '@contract/resources'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { FieldGroup } from '../../../ui/field-group'
import { TextField } from '../../../ui/text-field'
import styles from './rules.module.css'
import { errorUnder, type FieldErrors } from './rules-draft'

interface HoursProps {
  readonly hours: readonly Hours[]
  readonly place: string
  readonly errors: FieldErrors
  readonly locked: boolean
  readonly onChange: (hours: Hours[]) => void
}

const evening: Hours = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '18:00', to: '24:00' }

/** Hours of the week that only staff may book, by the facility's clock. */
export function HoursFields({ hours, place, errors, locked, onChange }: HoursProps): ReactNode {
  const set = (at: number, next: Hours): void => onChange(hours.map((old, index) => (index === at ? next : old)))
  return (
    <FieldGroup legend='Hours of staff alone'>
      {locked && hours.length === 0 && <span className='sm faint'>None</span>}
      {hours.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hours have no name, they are known by their place
        <div key={at} className={styles.hours}>
          {weekdays.map(day => (
            <Checkbox
              key={day}
              checked={one.days.includes(day)}
              disabled={locked}
              onChange={on =>
                set(at, { ...one, days: weekdays.filter(name => (name === day ? on : one.days.includes(name))) })
              }
              label={`${day.charAt(0).toUpperCase()}${day.slice(1)}`}
            />
          ))}
          <TextField
            label={`From, hours ${at + 1}`}
            hideLabel
            className={styles.clock}
            disabled={locked}
            value={one.from}
            onChange={from => set(at, { ...one, from })}
          />
          <span className='faint'>to</span>
          <TextField
            label={`To, hours ${at + 1}`}
            hideLabel
            className={styles.clock}
            disabled={locked}
            value={one.to}
            onChange={to => set(at, { ...one, to })}
          />
          {!locked && (
            <IconButton
              icon='close'
              label={`Take hours ${at + 1} away`}
              onClick={() => onChange(hours.filter((_, index) => index !== at))}
            />
          )}
          <span className='bad sm'>{errorUnder(errors, `${place}.${at}`)}</span>
        </div>
      ))}
      {!locked && (
        <Button icon='plus' size='small' onClick={() => onChange([...hours, evening])}>
          Add hours
        </Button>
      )}
    </FieldGroup>
  )
}
