import { classNames } from './class-names'
import styles from './progress.module.css'

/** A part of a bar, as a share of 1. */
export interface ProgressPart {
  readonly share: number
  readonly tone?: 'accent' | 'ok' | 'warn' | 'bad' | 'soft'
}

const percent = (share: number): string => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%`

/**
 * A bar of 4 px. It never stands alone: a number and a finish time in words stand beside it.
 * @param parts one share, or several that follow each other (done, running, failed)
 */
export function Progress(props: {
  label: string
  parts: number | readonly ProgressPart[]
  thick?: boolean
  className?: string | undefined
}) {
  const { label, thick = false, className } = props
  const parts: readonly ProgressPart[] = typeof props.parts === 'number' ? [{ share: props.parts }] : props.parts
  const whole = Math.min(1, Math.max(0, parts[0]?.share ?? 0))
  return (
    <span
      role='progressbar'
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(whole * 100)}
      className={classNames(styles.bar, thick && styles.thick, className)}
    >
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
        <i key={at} className={styles[part.tone ?? 'accent']} style={{ width: percent(part.share) }} />
      ))}
    </span>
  )
}
