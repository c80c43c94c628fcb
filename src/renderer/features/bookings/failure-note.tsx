import type { FailureData } from '@contract/errors'
import type { ReactNode } from 'react'
import { Note } from '../../ui/note'

/** What failed, why, and what to do. Nothing where nothing failed. */
export function FailureNote({ failure, acts }: { failure: FailureData | null; acts?: ReactNode }): ReactNode {
  if (failure === null) return null
  return (
    <Note tone='error' what={failure.message} acts={acts}>
      {failure.hint}
    </Note>
  )
}
