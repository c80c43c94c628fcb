import type { ReactNode } from 'react'
import { Note } from '../../ui/note'
import styles from './plan.module.css'

/** What cannot be told, and why: one note for all of it, so that the table keeps its room. */
export function WarningsNote({ warnings }: { warnings: readonly string[] }): ReactNode {
  const [first, ...others] = warnings
  if (first === undefined) return null
  return (
    <Note tone='warning' className={styles.warnings} what={first}>
      {others.length > 0 && others.join(' ')}
    </Note>
  )
}
