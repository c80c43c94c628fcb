import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { countOf } from '../../../ui/format'
import { Banner } from '../../../ui/note'
import { visibleName } from '../../../ui/visible-name'
import { refusedWords } from './run-act-dialog'
import type { RunOutcome } from './use-run-acts'

/** What was not done, and why. Nothing where all was. */
export function RunOutcomeNote({ outcome, onForget }: { outcome: RunOutcome | null; onForget: () => void }): ReactNode {
  const [first] = outcome?.refused ?? []
  if (!outcome || !first) return null
  const { act, done, refused } = outcome
  const others = refused.length - 1
  return (
    <Banner
      tone='error'
      acts={
        <Button size='small' onClick={onForget}>
          Understood
        </Button>
      }
    >
      <b>
        {refused.length === 1 ? visibleName(first.name) : countOf(refused.length, 'run')} was not {refusedWords[act]}
        {done > 0 && `; ${countOf(done, 'other')} went well`}.
      </b>{' '}
      {visibleName(first.failure.message)} {visibleName(first.failure.hint)}
      {others > 0 && ` And ${countOf(others, 'other answer')}.`}
    </Banner>
  )
}
