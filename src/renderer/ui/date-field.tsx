import { type KeyboardEvent, useRef, useState } from 'react'
import { dayText, laterDay, parseDay } from './day-text'
import type { FieldProps } from './field'
import styles from './field.module.css'
import { Icon } from './icon'
import { TextField } from './text-field'

const notRead = 'A day such as 23 Nov 2026 or 2026-11-23.'

/**
 * A field for a day of the calendar: `2026-11-23`, or '' for none. It is shown with the month as a word, in the same
 * form on every computer; what is typed and is no day is handed on as it is, so that whoever asks refuses it, too.
 */
export function DateField(
  props: FieldProps & { value: string; onChange: (day: string) => void; disabled?: boolean | undefined }
) {
  const { value, onChange, error, disabled = false, ...rest } = props
  // What is typed is kept as text until the field is left: "2026-1" on the way to "2026-11" must not jump.
  const [typed, setTyped] = useState<string>()
  const wrong = typed === undefined && value !== '' && parseDay(value) === undefined
  const type = (text: string): void => {
    setTyped(text)
    onChange(parseDay(text) ?? text.trim())
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key]
    const day = step === undefined ? undefined : laterDay(value, step)
    if (day === undefined) return
    event.preventDefault()
    setTyped(undefined)
    onChange(day)
  }
  const shown = typed !== undefined && (parseDay(typed) ?? typed.trim()) === value ? typed : dayText(value)
  return (
    <TextField
      {...rest}
      value={shown}
      error={error ?? (wrong ? notRead : undefined)}
      disabled={disabled}
      onChange={type}
      onKeyDown={onKeyDown}
      onBlur={() => setTyped(undefined)}
      unit={<DayPicker value={parseDay(value) ?? ''} disabled={disabled} onChange={onChange} />}
    />
  )
}

/** Opens the system's own sheet of days. Its field is there for that alone: it writes days as the system does. */
function DayPicker(props: { value: string; disabled: boolean; onChange: (day: string) => void }) {
  const { value, disabled, onChange } = props
  const field = useRef<HTMLInputElement>(null)
  return (
    <span className={styles.picker}>
      <button
        type='button'
        className={styles.reveal}
        aria-label='Choose a day'
        title='Choose a day'
        disabled={disabled}
        onClick={() => field.current?.showPicker()}
      >
        <Icon name='calendar' size={14} />
      </button>
      <input
        ref={field}
        type='date'
        className={styles.sheet}
        tabIndex={-1}
        aria-hidden='true'
        value={value}
        disabled={disabled}
        onChange={event => event.target.value !== '' && onChange(event.target.value)}
      />
    </span>
  )
}
