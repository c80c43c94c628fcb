import { Failure } from '@domain/failure'
import { Note } from '../../ui/note'

/** A failed act: what, why, what to do. */
export function FailureNote({ thrown }: { thrown: unknown }) {
  if (thrown === null || thrown === undefined) return null
  const { message, hint } = Failure.from(thrown)
  return (
    <Note tone='error' what={message}>
      {hint}
    </Note>
  )
}
