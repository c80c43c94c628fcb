/** Asks before something is done to runs, with their names and what would be lost. */
import { machineLife, type Run } from '@contract/cloud-runs'
import { isInBucket } from '@domain/cloud/runs/states'
import { parseTimeLimit } from '@domain/jobs/time-limit'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Dialog } from '../../../ui/dialog'
import { countOf, formatCount, formatDuration } from '../../../ui/format'
import { isCount } from '../../../ui/is-count'
import { Note } from '../../../ui/note'
import { TextField } from '../../../ui/text-field'
import { splitName, visibleName } from '../../../ui/visible-name'
import { lossWords, type RunAct, runActWords } from './run-acts'
import { movedWords, stuckWords } from './run-words'
import styles from './runs.module.css'
import type { OpenRunAct, RunActAnswer } from './use-run-acts'

/** Runs that are named one by one in the question. */
const named = 10

/** Characters of a name in a title: what the act does must stay in sight below it. */
const longest = 120

/** The middle of a long name is left out. */
function shortName(name: string): string {
  const whole = visibleName(name)
  if (whole.length <= longest) return whole
  const { head, tail } = splitName(whole)
  return `${[...head].slice(0, longest - tail.length).join('')}…${tail}`
}

/** One run by its name, several by their count. */
const whatOf = (targets: readonly Run[]): string => {
  const [first] = targets
  return targets.length === 1 && first ? shortName(first.asked.name) : countOf(targets.length, 'run')
}

function consequence({ act, targets }: OpenRunAct): string {
  switch (act) {
    case 'fetch':
      return targets.every(isInBucket)
        ? 'What its command wrote is brought back from the bucket, compared by checksum, and then deleted there.'
        : 'What its command wrote is brought back and compared by checksum; then its machine ends.'
    case 'stop':
      return 'Its command is ended now. What it wrote so far is fetched, and then the machine ends.'
    case 'extend':
      return 'The machine ends itself so long from now, whatever happens to this computer. It costs until then.'
    case 'terminate':
      return lossWords(targets)
    case 'forget':
      return 'It goes from this list, with its log. What it cost still counts in the sums and the budgets.'
  }
}

interface DialogParts {
  readonly open: OpenRunAct
  readonly onConfirm: (answer: RunActAnswer) => void
  readonly onClose: () => void
}

function Named({ open: { targets, chosen } }: { open: OpenRunAct }): ReactNode {
  const others = chosen - targets.length
  return (
    <>
      {targets.length > 1 && (
        <ul className={styles.named}>
          {targets.slice(0, named).map(({ id, asked }) => (
            <li key={id} className='cut'>
              {visibleName(asked.name)}
            </li>
          ))}
          {targets.length > named && <li>and {countOf(targets.length - named, 'more', 'more')}</li>}
        </ul>
      )}
      {others > 0 && (
        <p className='faint'>
          {countOf(others, 'other chosen run')} {others === 1 ? 'stays as it is' : 'stay as they are'}.
        </p>
      )}
    </>
  )
}

/** Each kind of question has its own field; the rest is the same. */
export function RunActDialog(props: DialogParts): ReactNode {
  const { act } = props.open
  if (act === 'extend') return <ExtendDialog {...props} />
  if (act === 'terminate') return <TerminateDialog {...props} />
  if (act === 'forget') return <ForgetDialog {...props} />
  return <PlainDialog {...props} />
}

/** The foot and the sentences that all questions have. */
function Asking(
  props: DialogParts & {
    children?: ReactNode
    /** Undefined: it may be confirmed. */
    refusal?: string | undefined
    destructive?: boolean
    /** Something is typed first, so the keyboard is there. */
    typed?: boolean
    keep: string
    answer: RunActAnswer
  }
): ReactNode {
  const { open, onConfirm, onClose, children, refusal, destructive = false, typed = false, keep, answer } = props
  const { act, targets } = open
  const confirmLabel = `${runActWords[act].verb} ${targets.length === 1 ? 'the run' : countOf(targets.length, 'run')}`
  const confirm = (): void => {
    if (refusal === undefined) onConfirm(answer)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${runActWords[act].verb} ${whatOf(targets)}?`}
      size='small'
      onSubmit={confirm}
      leftActions={
        destructive && (
          <Button kind='destructive' disabledReason={refusal} onClick={confirm}>
            {confirmLabel}
          </Button>
        )
      }
      actions={
        <>
          <Button autoFocus={destructive && !typed} keys='escape' onClick={onClose}>
            {keep}
          </Button>
          {!destructive && (
            <Button kind='primary' type='submit' disabledReason={refusal}>
              {confirmLabel}
            </Button>
          )}
        </>
      }
    >
      <p>{consequence(open)}</p>
      {children}
      <Named open={open} />
    </Dialog>
  )
}

function PlainDialog(props: DialogParts): ReactNode {
  const { act } = props.open
  const [keep, setKeep] = useState(false)
  return (
    <Asking {...props} answer={{ keep }} keep='Leave as it is'>
      {act === 'fetch' && !props.open.targets.every(isInBucket) && (
        <Checkbox
          checked={keep}
          onChange={setKeep}
          label='Keep the machine afterwards'
          hint='It costs on until its time is over, or somebody terminates it.'
        />
      )}
    </Asking>
  )
}

/** More than one is confirmed by typing how many: one press too much must not lose the work of a night. */
function TerminateDialog(props: DialogParts): ReactNode {
  const { targets } = props.open
  const [typed, setTyped] = useState('')
  const many = targets.length > 1
  const refusal = many && !isCount(typed, targets.length) ? `Type ${formatCount(targets.length)} first` : undefined
  const [first] = targets
  return (
    <Asking {...props} answer={{}} destructive typed={many} refusal={refusal} keep={many ? 'Keep them' : 'Keep it'}>
      {!many && first && first.asked.outputs.length > 0 && (
        <p className='dim'>Outputs that are back: {movedWords(first.fetched)}.</p>
      )}
      {many && (
        <TextField
          label={`To confirm, type how many machines end: ${formatCount(targets.length)}`}
          autoFocus
          inputMode='numeric'
          value={typed}
          onChange={setTyped}
        />
      )}
    </Asking>
  )
}

/** A machine that could not be ended is left to itself: it is named with what it may cost. */
function ForgetDialog(props: DialogParts): ReactNode {
  const stuck = props.open.targets.filter(({ state }) => state === 'stuck')
  const words = stuck.slice(0, named).map(run => visibleName(stuckWords(run, Date.now())))
  const more = stuck.length > named ? [`And ${countOf(stuck.length - named, 'other')}.`] : []
  return (
    <Asking {...props} answer={{}} destructive={stuck.length > 0} keep='Leave as it is'>
      {stuck.length > 0 && (
        <Note
          tone='warning'
          what={`Nobody asks any more whether ${stuck.length === 1 ? 'its machine ends' : `${countOf(stuck.length, 'machine')} end`}.`}
        >
          {[...words, ...more].join(' ')} What it may cost until then counts in the sums.
        </Note>
      )}
    </Asking>
  )
}

/** Why a duration cannot be taken; undefined where it can, or nothing was typed. */
export function durationFault(text: string): string | undefined {
  const seconds = parseTimeLimit(text)
  const ok = seconds !== null && seconds >= machineLife.least && seconds <= machineLife.most
  return text.trim() === '' || ok ? undefined : 'Such as 90m, 6h, 2d or 1-12:00:00; from 5 minutes to 14 days'
}

function ExtendDialog(props: DialogParts): ReactNode {
  const [text, setText] = useState('')
  const seconds = parseTimeLimit(text)
  const fault = durationFault(text)
  const ok = text.trim() !== '' && fault === undefined && seconds !== null
  return (
    <Asking
      {...props}
      answer={ok ? { seconds } : {}}
      keep='Leave as it is'
      refusal={ok ? undefined : 'Say for how long first'}
    >
      <TextField
        label='Ends itself after, from now on'
        autoFocus
        value={text}
        onChange={setText}
        error={fault}
        unit={ok ? formatDuration(seconds) : 'such as 6h'}
      />
    </Asking>
  )
}

export const refusedWords: Readonly<Record<RunAct, string>> = {
  fetch: 'fetched',
  stop: 'stopped',
  extend: 'extended',
  terminate: 'terminated',
  forget: 'forgotten'
}
