import type { ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './field.module.css'

/** Controls that answer one question, with the question above them. `stacked`: one below the other. */
export function FieldGroup(props: { legend: string; stacked?: boolean; children: ReactNode }) {
  const { legend, stacked = false, children } = props
  return (
    <fieldset className={classNames(styles.group, stacked && styles.stacked)}>
      <legend>{legend}</legend>
      {children}
    </fieldset>
  )
}
