import type { Failure } from '@domain/failure'
import type { ReactNode } from 'react'
import { Note } from '../../ui/note'
import { visibleLines, visibleName } from '../../ui/visible-name'
import styles from './displays.module.css'

/** What failed, what to do, and the other side's own words. */
export function FailureWords({ failure }: { failure: Failure }): ReactNode {
  const { message, hint, detail } = failure
  return (
    <Note tone='error' what={visibleName(message)}>
      {hint}
      {detail !== undefined && detail !== '' && <span className={styles.ownWords}>{visibleLines(detail)}</span>}
    </Note>
  )
}
