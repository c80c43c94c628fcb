import { Checkbox as Base } from '@base-ui/react/checkbox'
import { type ReactNode, useId } from 'react'
import styles from './checkbox.module.css'
import { Icon } from './icon'

/** A box to tick, with its words. Label hidden where a table's row says what is ticked. */
export function Checkbox(props: {
  checked: boolean
  onChange: (checked: boolean) => void
  label: ReactNode
  hideLabel?: boolean
  /** Sentence below the label. */
  hint?: ReactNode
  /** Neither: some of what it stands for is ticked. */
  mixed?: boolean
  disabled?: boolean
}) {
  const { checked, onChange, label, hideLabel = false, hint, mixed = false, disabled = false } = props
  const hintId = useId()
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's checkbox, which a label wraps
    <label className={styles.label} data-disabled={disabled || undefined}>
      <Base.Root
        checked={checked}
        onCheckedChange={next => onChange(next)}
        indeterminate={mixed}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : hintId}
        className={styles.box}
      >
        <Base.Indicator className={styles.tick}>
          <Icon name={mixed ? 'minus' : 'check'} size={10} />
        </Base.Indicator>
      </Base.Root>
      <span className={hideLabel ? 'spoken' : 'grow'}>
        {label}
        {hint !== undefined && (
          <span id={hintId} className={styles.hint}>
            {hint}
          </span>
        )}
      </span>
    </label>
  )
}
