import { type ReactNode, useId } from 'react'
import { classNames } from './class-names'
import styles from './field.module.css'

/** What every typed field has around it. */
export interface FieldProps {
  /** Above the field; always there, drawn or spoken. */
  label: string
  /** The label is only spoken: where the place says what the field is. */
  hideLabel?: boolean | undefined
  /** Sentence under the field. */
  hint?: ReactNode
  /** What is wrong with the value, and what would be right. Takes the hint's place. */
  error?: ReactNode
  className?: string | undefined
}

/** Attributes that tie a control to its label and sentences. */
export interface FieldIds {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

/** Label above, control, sentence below, tied together for screen readers. */
export function Field(props: FieldProps & { children: (ids: FieldIds) => ReactNode }) {
  const { label, hideLabel = false, hint, error, className, children } = props
  const id = useId()
  const wrong = error !== undefined && error !== null && error !== ''
  const sentence = wrong ? error : hint
  const ids: FieldIds = {
    id,
    'aria-describedby': sentence === undefined ? undefined : `${id}-says`,
    'aria-invalid': wrong || undefined
  }
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={id} className={hideLabel ? 'spoken' : styles.label}>
        {label}
      </label>
      {children(ids)}
      {sentence !== undefined && (
        <div id={`${id}-says`} className={wrong ? styles.error : styles.hint}>
          {sentence}
        </div>
      )}
    </div>
  )
}
