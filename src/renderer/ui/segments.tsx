import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'
import type { ReactNode } from 'react'
import styles from './segments.module.css'

/** One choice of a `Segments`. */
export interface Segment<V extends string> {
  readonly value: V
  readonly label: ReactNode
}

/** Chooses a view out of a few. One is always chosen; arrow keys move between them. */
export function Segments<V extends string>(props: {
  /** Spoken name of the choice. */
  label: string
  value: V
  onChange: (value: V) => void
  options: readonly Segment<V>[]
}) {
  const { label, value, onChange, options } = props
  // A press on the chosen one would clear it: the group reports an empty list, which is left unheard.
  const choose = (values: readonly string[]) => {
    const chosen = options.find(option => option.value === values[0])
    if (chosen !== undefined) onChange(chosen.value)
  }
  return (
    <ToggleGroup aria-label={label} value={[value]} onValueChange={choose} className={styles.group}>
      {options.map(option => (
        <Toggle key={option.value} value={option.value} className={styles.segment}>
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  )
}
