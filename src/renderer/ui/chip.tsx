import type { ComponentProps } from 'react'
import styles from './chip.module.css'
import { classNames } from './class-names'
import { Icon } from './icon'

interface ChipProps extends ComponentProps<'button'> {
  /** Whether the filter or setting is in force. */
  on?: boolean
  /** Takes the filter away; draws a cross that has this name. */
  onRemove?: (() => void) | undefined
  removeLabel?: string
  /** Draws a small arrow: the chip opens a list. */
  opens?: boolean
}

/** A filter or a setting in force; pressing it opens it. The value is bold: `State: <b>any</b>`. */
export function Chip({
  on = false,
  onRemove,
  removeLabel = 'Remove',
  opens = false,
  className,
  children,
  ...rest
}: ChipProps) {
  return (
    <span className={classNames(styles.chip, on && styles.on, className)}>
      <button type='button' className={styles.face} {...rest}>
        {children}
        {opens && <Icon name='chevron-down' size={10} />}
      </button>
      {onRemove !== undefined && (
        <button type='button' className={styles.remove} aria-label={removeLabel} title={removeLabel} onClick={onRemove}>
          <Icon name='close' size={10} />
        </button>
      )}
    </span>
  )
}
