/** A run in words and marks. */
import type { Run, RunState } from '@contract/cloud-runs'
import { bucketAddress } from '@domain/cloud/results/results-folder'
import { runIsOver } from '@domain/cloud/run-look'
import { runStateWords } from '@domain/cloud/run-state-words'
import { isInBucket } from '@domain/cloud/runs/states'
import { dollars } from '@domain/cloud/usd-text'
import { countOf, formatBytes, formatDuration, formatMoment, unknown } from '../../../ui/format'
import type { State } from '../../../ui/state-mark'

const marks: Readonly<Record<RunState, State>> = {
  ...{ launching: 'waiting', booting: 'starting', uploading: 'up', running: 'running', fetching: 'down' },
  ...{
    waiting: 'paused',
    ending: 'out-of-date',
    stuck: 'warning',
    done: 'done',
    failed: 'failed',
    stopped: 'cancelled'
  }
}

export const stateWords = (state: RunState): string => runStateWords[state]

/** What goes on but with something in its way is marked so, whatever it does. */
export function runMark(run: Pick<Run, 'state' | 'error'>): { readonly state: State; readonly word: string } {
  const word = stateWords(run.state)
  return run.error !== null && !runIsOver(run)
    ? { state: 'warning', word: `${word}, in trouble` }
    : { state: marks[run.state], word }
}

type Moved = Run['uploaded']

/** `700.0 MiB of 1.2 GiB, 12 files, all verified`. */
export function movedWords({ files, bytes, totalBytes, verified }: Moved): string {
  if (files === 0 && totalBytes === 0) return 'nothing yet'
  const size = bytes < totalBytes ? `${formatBytes(bytes)} of ${formatBytes(totalBytes)}` : formatBytes(bytes)
  const proven = verified === 0 ? 'none verified' : verified >= files ? 'all verified' : `${verified} verified`
  return `${size}, ${countOf(files, 'file')}, ${proven}`
}

const movingWords = ({ bytes, totalBytes }: Moved, way: string): string =>
  totalBytes === 0 ? 'Looking through the files' : `${formatBytes(bytes)} of ${formatBytes(totalBytes)} ${way}`

/** How it stands, in the few words of a row: what moves, why it failed, what waits. */
export function progressWords(run: Run): string {
  const { state, uploaded, fetched, error, command, attempts } = run
  if (error !== null) return error.message
  if (state === 'uploading') return movingWords(uploaded, 'up')
  if (state === 'fetching') return movingWords(fetched, 'back')
  if (state === 'launching' && attempts.length > 0) return `${countOf(attempts.length, 'place')} had none`
  if (state === 'waiting')
    return isInBucket(run)
      ? `They wait in ${bucketAddress(run.results?.path ?? '')}`
      : 'Fetch them before the machine ends'
  if (state === 'done') return fetched.files > 0 ? `${countOf(fetched.files, 'file')} back` : endedWords(command)
  return command.endedAt === null ? '' : endedWords(command)
}

const endings: Readonly<Record<NonNullable<Run['command']['endedBy']>, string>> = {
  itself: 'It ended by itself',
  stop: 'A person ended it',
  idle: 'Ended because its processors were idle',
  'gpu-idle': 'Ended because its GPUs were idle',
  spot: 'AWS took the spot machine away',
  deadline: 'Its time was over'
}

/** How the command ended. */
export function endedWords({ startedAt, endedAt, exitCode, endedBy }: Run['command']): string {
  if (startedAt === null) return 'Not begun'
  if (endedAt === null) return 'It runs'
  const exit = exitCode === null ? '' : `, exit ${exitCode}`
  return `${endedBy === null ? 'It ended' : endings[endedBy]}${exit}`
}

/** `2 h 10 min left`, for the spoken form of the countdown. */
export const leftWords = (seconds: number | null): string =>
  seconds === null ? 'no deadline' : `${formatDuration(seconds)} left`

/** Of a machine that cannot be ended: what it may cost an hour, and until when. `now`: milliseconds since 1970. */
export function stuckWords({ machine, deadline }: Pick<Run, 'machine' | 'deadline'>, now: number): string {
  const price = machine?.usdPerHour == null ? `a price that is ${unknown}` : `${dollars(machine.usdPerHour)} an hour`
  const who = machine?.instance ?? 'Its machine'
  const end = deadline === null ? null : Date.parse(deadline)
  if (end === null) return `${who} may still run, at ${price} (estimate), until it ends itself.`
  const at = formatMoment(end, now)
  return end > now
    ? `${who} may still run, at ${price} (estimate), until it ends itself: ${at}.`
    : `${who} was to end itself ${at}. If it has not, it runs on at ${price} (estimate).`
}

/** Seconds before the deadline at which the countdown turns to a warning, and to bad. */
const pressing = { warn: 3600, bad: 600 } as const

/** How near the end is. */
export function nearness(seconds: number | null): 'warn' | 'bad' | undefined {
  if (seconds === null || seconds > pressing.warn) return undefined
  return seconds > pressing.bad ? 'warn' : 'bad'
}

/** What a filter looks in. */
const said = ({ id, asked, state, machine, owner, region, error }: Run): readonly (string | null | undefined)[] => [
  ...[id, asked.name, asked.project, asked.step, asked.session, stateWords(state), owner, region],
  ...[machine?.type ?? asked.types[0], machine?.zone, machine?.instance, error?.message]
]

/** Whether every word typed stands somewhere in what is told of the run. */
export function runMatches(run: Run, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const text = said(run).join('\n').toLowerCase()
  return words.every(word => text.includes(word))
}
