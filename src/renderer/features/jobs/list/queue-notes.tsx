import type { FailureData } from '@contract/errors'
import type { ReactNode } from 'react'
import { useAge } from '../../../ui/age'
import { Button } from '../../../ui/button'
import { formatAge } from '../../../ui/format'
import { Banner } from '../../../ui/note'
import { visibleName } from '../../../ui/visible-name'

/** A queue that cannot be read. */
export interface Trouble {
  readonly site: string
  readonly label: string
  readonly error: FailureData
  /** When its jobs were read, milliseconds since 1970; undefined: never. */
  readonly readAt: number | undefined
}

/** Whether only a person can mend it: a password, a code, a host key to look at. */
export function needsPerson(error: FailureData): boolean {
  return error.code === 'answer-needed' || error.code === 'host-key-unknown'
}

/** What to do, where a click in this window does it: the hint of an unknown host key names a command. */
export function hintOf(error: FailureData): string {
  return error.code === 'host-key-unknown' ? 'Compare it with what the facility says, then connect.' : error.hint
}

function age(readAt: number | undefined, seconds: number | undefined): string {
  return readAt === undefined ? 'not read yet' : formatAge(seconds)
}

/** One queue's trouble: what is wrong, how old what is shown is, and the click that may mend it. */
function TroubleLine(props: { trouble: Trouble; many: boolean; onRefresh: (site: string) => void }): ReactNode {
  const { trouble, many, onRefresh } = props
  const { site, label, error, readAt } = trouble
  const passed = useAge(readAt)
  // Polls raise no question: only a click may ask for a password or code.
  const signIn = needsPerson(error)
  const told = age(readAt, passed === undefined ? undefined : passed / 1000)
  return (
    <Banner
      tone={error.code === 'slurm-down' || signIn ? 'warning' : 'error'}
      acts={
        <Button size='small' onClick={() => onRefresh(site)}>
          {signIn ? 'Connect' : 'Now'}
        </Button>
      }
    >
      {many && <span className='dim'>{visibleName(label)}: </span>}
      <b>{error.message}</b> {hintOf(error)}{' '}
      {readAt === undefined ? '' : `The jobs below are as they were read last, ${told}. `}
      {signIn ? 'It goes on as soon as you are connected.' : 'It is tried again by itself.'}
    </Banner>
  )
}

/** A site that has no SLURM belongs in no table of all sites; looked at by itself it says so. */
export function worthTelling(troubles: readonly Trouble[], many: boolean): readonly Trouble[] {
  return many ? troubles.filter(({ error }) => error.code !== 'command-missing') : troubles
}

/** What stands over the list: one line for each queue that cannot be read. */
export function QueueNotes(props: {
  troubles: readonly Trouble[]
  many: boolean
  onRefresh: (site: string) => void
}): ReactNode {
  const { troubles, many, onRefresh } = props
  return worthTelling(troubles, many).map(trouble => (
    <TroubleLine key={trouble.site} {...{ trouble, many, onRefresh }} />
  ))
}
