import type { Failure } from '@domain/failure'
import type { ReactNode } from 'react'
import { Note } from '../../ui/note'
import { visibleName } from '../../ui/visible-name'
import styles from './displays.module.css'

/** What failed, what to do, and the other side's own words. */
export function FailureWords({ failure }: { failure: Failure }): ReactNode {
  const { message, hint, detail } = failure
  return (
    <Note tone='error' what={visibleName(message)}>
      {hint}
      {detail !== undefined && detail !== '' && <span className={styles.ownWords}>{lines(detail)}</span>}
    </Note>
  )
}

/** Lines stay lines; what is in them is only shown. */
const lines = (text: string): string => text.split('\n').map(visibleName).join('\n')
