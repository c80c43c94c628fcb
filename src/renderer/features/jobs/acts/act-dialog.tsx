import { parseTimeLimit } from '@domain/jobs/time-limit'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/confirm-dialog'
import { Dialog } from '../../../ui/dialog'
import { countOf, formatDuration } from '../../../ui/format'
import { TextField } from '../../../ui/text-field'
import { splitName, visibleName } from '../../../ui/visible-name'
import styles from '../jobs.module.css'
import type { ActKind, ActTarget } from './job-acts'
import type { OpenAct } from './use-acts'

/** Jobs that are named one by one in the question. */
const named = 10

/** Characters of a name in a title: a name may have thousands, and what the act does must stay in sight below it. */
const longest = 120

const nameOf = ({ id, name }: ActTarget): string => `${id} ${visibleName(name)}`.trim()

/** The middle of a long name is left out. */
function shortNameOf(target: ActTarget): string {
  const name = nameOf(target)
  if (name.length <= longest) return name
  const { head, tail } = splitName(name)
  return `${[...head].slice(0, longest - tail.length).join('')}…${tail}`
}

const verbs: Readonly<Record<ActKind, string>> = {
  cancel: 'Cancel',
  hold: 'Hold',
  release: 'Release',
  requeue: 'Requeue',
  limit: 'Change the time limit of'
}

/** What the question asks: one job by its name, several by their count. */
export function actTitle({ kind, targets }: Pick<OpenAct, 'kind' | 'targets'>): string {
  const [first] = targets
  return `${verbs[kind]} ${targets.length === 1 && first ? shortNameOf(first) : countOf(targets.length, 'job')}?`
}

const consequences: Readonly<Record<ActKind, readonly [one: string, many: string]>> = {
  cancel: [
    'What it computes now is lost; files already written stay.',
    'What they compute now is lost; files already written stay.'
  ],
  hold: ['It does not start until it is released.', 'They do not start until they are released.'],
  release: ['It may start as soon as its turn comes.', 'They may start as soon as their turn comes.'],
  requeue: [
    'It ends now and waits again, from its beginning; files already written stay, and may be written over.',
    'They end now and wait again, from their beginning; files already written stay, and may be written over.'
  ],
  limit: [
    'SLURM counts whole minutes. Of a running job a plain user can only lower it.',
    'SLURM counts whole minutes. Of running jobs a plain user can only lower it.'
  ]
}

/** How many tasks of arrays are meant, and how many of the chosen jobs are not. */
function scopeWords({ kind, targets, chosen }: OpenAct): string {
  const tasks = targets.reduce((sum, { tasksLeft }) => sum + (tasksLeft ?? 0), 0)
  const arrays = targets.filter(({ tasksLeft }) => tasksLeft !== null).length
  const whole = targets.length === arrays && arrays === 1 ? 'All' : `${countOf(arrays, 'array')} among them: all`
  const ofArrays =
    arrays === 0 ? '' : ` ${whole} ${countOf(tasks, 'task')} left ${kind === 'cancel' ? 'end' : 'are meant'}.`
  const others = chosen - targets.length
  const left =
    others === 0
      ? ''
      : ` ${countOf(others, 'other chosen job')} ${others === 1 ? 'stays' : 'stay'} as ${others === 1 ? 'it is' : 'they are'}.`
  return ofArrays + left
}

function Named({ targets }: { targets: readonly ActTarget[] }): ReactNode {
  if (targets.length < 2) return null
  return (
    <ul className={styles.named}>
      {targets.slice(0, named).map(target => (
        <li key={`${target.site}/${target.id}`} className='cut'>
          {nameOf(target)}
          {target.tasksLeft !== null && `, ${countOf(target.tasksLeft, 'task')}`}
        </li>
      ))}
      {targets.length > named && <li>and {countOf(targets.length - named, 'more', 'more')}</li>}
    </ul>
  )
}

/** Asks before something is done to jobs, with their names. */
export function ActDialog(props: {
  act: OpenAct
  onConfirm: (limitSeconds?: number) => void
  onClose: () => void
}): ReactNode {
  const { act, onConfirm, onClose } = props
  const { kind, targets } = act
  if (kind === 'limit') return <LimitDialog {...props} />
  const one = targets.length === 1
  const [single, many] = consequences[kind]
  const what = one ? 'the job' : countOf(targets.length, 'job')
  const keep = one ? 'Keep it' : 'Keep them'
  return (
    <ConfirmDialog
      open
      title={actTitle(act)}
      confirmLabel={`${verbs[kind]} ${what}`}
      cancelLabel={kind === 'cancel' ? keep : 'Leave as it is'}
      harmless={kind === 'hold' || kind === 'release'}
      onConfirm={() => onConfirm()}
      onClose={onClose}
    >
      <p>
        {one ? single : many}
        {scopeWords(act)}
      </p>
      <Named targets={targets} />
    </ConfirmDialog>
  )
}

/** Asks for the new limit. */
function LimitDialog({ act, onConfirm, onClose }: Parameters<typeof ActDialog>[0]): ReactNode {
  const { targets } = act
  const [text, setText] = useState('')
  const seconds = parseTimeLimit(text)
  const ok = seconds !== null && seconds >= 60 && seconds <= 365 * 86_400
  const trouble = text !== '' && !ok ? 'Such as 90m, 36h, 2d or 1-12:00:00; a minute to a year' : undefined
  const submit = (): void => {
    if (ok) onConfirm(seconds)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={actTitle(act).replace(/\?$/, '')}
      size='small'
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose} keys='escape'>
            Leave as it is
          </Button>
          <Button kind='primary' type='submit' disabledReason={ok ? undefined : 'Give the new limit first'}>
            Change the limit
          </Button>
        </>
      }
    >
      <TextField
        label='New time limit'
        autoFocus
        value={text}
        onChange={setText}
        {...(trouble !== undefined && { error: trouble })}
        unit={ok ? formatDuration(seconds) : 'such as 36h'}
      />
      <p>
        {consequences.limit[targets.length === 1 ? 0 : 1]}
        {scopeWords(act)}
      </p>
      <Named targets={targets} />
    </Dialog>
  )
}
