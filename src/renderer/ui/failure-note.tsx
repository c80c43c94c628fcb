import type { Failure } from '@domain/failure'
import type { ReactNode } from 'react'
import { Button } from './button'
import { Note } from './note'
import { visibleName } from './visible-name'

/** What was not done, why, and what to do, with a way to try again. Nothing where nothing failed. */
export function FailureNote({ failure, again }: { failure: Failure | null; again?: () => void }): ReactNode {
  if (failure === null) return null
  return (
    <Note
      tone='error'
      what={visibleName(failure.message)}
      acts={
        again && (
          <Button size='small' onClick={again}>
            Try again
          </Button>
        )
      }
    >
      {failure.hint}
    </Note>
  )
}
