import type { Failure } from '@domain/failure'
import type { ReactNode } from 'react'
import { Note } from '../../../ui/note'
import { paneTrouble } from '../pane/pane-trouble'

/** A failure in words: what, why, what now. */
export function FailureNote({ failure, acts }: { failure: Failure; acts?: ReactNode }) {
  const { what, why } = paneTrouble(failure)
  return (
    <Note tone='error' what={what} acts={acts}>
      {why}
    </Note>
  )
}
