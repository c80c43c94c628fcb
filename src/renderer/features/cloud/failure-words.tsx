import type { FailureData } from '@contract/errors'
import type { ReactNode } from 'react'
import { Note } from '../../ui/note'
import { visibleLines, visibleName } from '../../ui/visible-name'
import styles from './cloud.module.css'

/** What failed, what to do, and AWS's own words. */
export function FailureWords({ failure }: { failure: Pick<FailureData, 'message' | 'hint' | 'detail'> }): ReactNode {
  const { message, hint, detail } = failure
  return (
    <Note tone='error' what={visibleName(message)}>
      {visibleName(hint)}
      {detail !== undefined && detail !== '' && <span className={styles.ownWords}>{visibleLines(detail)}</span>}
    </Note>
  )
}
