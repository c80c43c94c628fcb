import { Select as Base } from '@base-ui/react/select'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import { Field, type FieldProps } from './field'
import { Icon } from './icon'
import styles from './select.module.css'

/** One choice of a `Select`. */
export interface SelectOption<V extends string> {
  readonly value: V
  readonly label: string
  /** Quiet fact at the right end of the row. */
  readonly detail?: ReactNode
  readonly disabled?: boolean
}

/** Chooses one value out of a list that is too long for `Segments`. */
export function Select<V extends string>(
  props: FieldProps & {
    value: V | undefined
    onChange: (value: V) => void
    options: readonly SelectOption<V>[]
    placeholder?: string
    disabled?: boolean
  }
) {
  const {
    label,
    hideLabel,
    hint,
    error,
    className,
    value,
    onChange,
    options,
    placeholder = 'Choose',
    disabled = false
  } = props
  const choose = (chosen: V | null) => {
    if (chosen !== null) onChange(chosen)
  }
  return (
    <Field {...{ label, hideLabel, hint, error, className }}>
      {ids => (
        <Base.Root items={options} value={value ?? null} onValueChange={choose} disabled={disabled} modal={false}>
          <Base.Trigger {...ids} aria-label={label} className={styles.trigger}>
            <Base.Value className='cut grow' placeholder={placeholder} />
            <Icon name='chevron-down' size={12} />
          </Base.Trigger>
          <Base.Portal>
            <Base.Positioner className={styles.positioner} sideOffset={4} alignItemWithTrigger={false}>
              <Base.Popup className={styles.popup}>
                {options.map(option => (
                  <Base.Item
                    key={option.value}
                    value={option.value}
                    disabled={option.disabled ?? false}
                    className={styles.item}
                  >
                    <span className={styles.tick}>
                      <Base.ItemIndicator>
                        <Icon name='check' size={12} />
                      </Base.ItemIndicator>
                    </span>
                    <Base.ItemText className='cut grow'>{option.label}</Base.ItemText>
                    {option.detail !== undefined && (
                      <span className={classNames('faint', styles.detail)}>{option.detail}</span>
                    )}
                  </Base.Item>
                ))}
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  )
}
