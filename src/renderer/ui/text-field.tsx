import { type ClipboardEvent, type ComponentProps, type ReactNode, useState } from 'react'
import { classNames } from './class-names'
import { Field, type FieldProps } from './field'
import styles from './field.module.css'
import { Icon, type IconName } from './icon'

type NativeInput = Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'size' | 'className' | 'id'>

/** A line of text. */
export interface TextFieldProps extends FieldProps, NativeInput {
  value: string
  onChange: (value: string) => void
  icon?: IconName | undefined
  /** The explaining figure inside, at the right: `6 h is $48.86 + disk`, a key hint. */
  unit?: ReactNode
  /** Names of hosts, paths, patterns. */
  mono?: boolean | undefined
}

/** A field for one line of text. Nothing typed is ever corrected or completed by the browser. */
export function TextField(props: TextFieldProps) {
  const { label, hideLabel, hint, error, className, value, onChange, icon, unit, mono = false, ...rest } = props
  return (
    <Field {...{ label, hideLabel, hint, error, className }}>
      {ids => (
        <div className={styles.box}>
          {icon !== undefined && <Icon name={icon} size={14} />}
          <input
            type='text'
            autoComplete='off'
            autoCapitalize='off'
            autoCorrect='off'
            spellCheck={false}
            {...rest}
            {...ids}
            className={classNames(styles.input, mono && styles.mono)}
            value={value}
            onChange={event => onChange(event.target.value)}
          />
          {unit !== undefined && <span className={styles.unit}>{unit}</span>}
        </div>
      )}
    </Field>
  )
}

/** A field for a secret. It can be looked at; it is never remembered by the browser. */
export function PasswordField(props: Omit<TextFieldProps, 'type' | 'icon' | 'unit' | 'mono'>) {
  const { label, hideLabel, hint, error, className, value, onChange, ...rest } = props
  const [shown, setShown] = useState(false)
  const act = shown ? 'Hide' : 'Show'
  return (
    <Field {...{ label, hideLabel, hint, error, className }}>
      {ids => (
        <div className={styles.box}>
          <input
            autoComplete='off'
            autoCapitalize='off'
            spellCheck={false}
            {...rest}
            {...ids}
            type={shown ? 'text' : 'password'}
            className={styles.input}
            value={value}
            onChange={event => onChange(event.target.value)}
          />
          <button
            type='button'
            className={styles.reveal}
            aria-label={`${act} ${label.toLowerCase()}`}
            title={act}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            <Icon name={shown ? 'eye-off' : 'eye'} size={14} />
          </button>
        </div>
      )}
    </Field>
  )
}

/** A number. `undefined` stands for an empty field; what is not a number is not reported. */
export function NumberField(
  props: Omit<TextFieldProps, 'value' | 'onChange' | 'type' | 'icon' | 'mono'> & {
    value: number | undefined
    onChange: (value: number | undefined) => void
  }
) {
  const { value, onChange, ...rest } = props
  // What is typed is kept as text: "1." on the way to "1.5" must not jump to "1".
  const [typed, setTyped] = useState<string | undefined>()
  const shown = typed !== undefined && parseNumber(typed) === value ? typed : (value?.toString() ?? '')
  const change = (text: string) => {
    setTyped(text)
    onChange(parseNumber(text))
  }
  return <TextField inputMode='decimal' {...rest} value={shown} onChange={change} />
}

/** A number as people type it, with a point or a comma; undefined when it is none. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.')
  if (trimmed === '') return undefined
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : undefined
}

/** Characters from which the browser's own pasting is too slow: Chromium needs minutes for 10,000 lines. */
const longPaste = 20_000

/** Puts a long text in place of what is marked, at once; the browser cannot undo that. */
function pasteLong(event: ClipboardEvent<HTMLTextAreaElement>, onChange: (value: string) => void): void {
  const text = event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n')
  if (text.length < longPaste) return
  event.preventDefault()
  const area = event.currentTarget
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end')
  onChange(area.value)
}

/** Several lines of text. */
export function TextArea(
  props: FieldProps &
    Omit<ComponentProps<'textarea'>, 'value' | 'onChange' | 'className' | 'id'> & {
      value: string
      onChange: (value: string) => void
      mono?: boolean | undefined
    }
) {
  const { label, hideLabel, hint, error, className, value, onChange, mono = false, ...rest } = props
  return (
    <Field {...{ label, hideLabel, hint, error, className }}>
      {ids => (
        <div className={classNames(styles.box, styles.tall)}>
          <textarea
            rows={4}
            spellCheck={false}
            {...rest}
            {...ids}
            className={classNames(styles.input, mono && styles.mono)}
            value={value}
            onPaste={event => pasteLong(event, onChange)}
            onChange={event => onChange(event.target.value)}
          />
        </div>
      )}
    </Field>
  )
}
