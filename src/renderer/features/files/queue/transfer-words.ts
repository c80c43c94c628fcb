/** Transfers in words: state, hold, route, verification, what is left. No colour is needed to read them. */
import type { Endpoint, Transfer } from '@contract/transfers'
import { secondsLeft, shareDone } from '@domain/transfers/overall-progress'
import { countOf, formatBytes, formatCount, formatDuration, formatRate } from '../../../ui/format'
import type { State } from '../../../ui/state-mark'

/** What the words of a transfer are made of; an upload of the window has the same. */
export type TransferFacts = Omit<Transfer, 'id' | 'title' | 'sources' | 'destination' | 'failed' | 'notices'>

const isHere = ({ kind }: Endpoint): boolean => kind === 'local'

/** Which way it goes, seen from this computer. */
export function directionOf({ from, to }: Pick<Transfer, 'from' | 'to'>): 'up' | 'down' | 'aside' {
  if (isHere(from) === isHere(to)) return 'aside'
  return isHere(from) ? 'up' : 'down'
}

/** How the bytes travel, where that is not plain from the two ends; else undefined. */
export function routeWords({ from, to, route }: Pick<Transfer, 'from' | 'to' | 'route'>): string | undefined {
  if (route === 'on-host') return 'on the host'
  if (route === 'direct') return 'directly'
  return isHere(from) || isHere(to) ? undefined : 'through this computer'
}

const verbs = { up: 'Uploading', down: 'Downloading', aside: 'Copying' } as const

/** Why it does not move, and what makes it go on. */
export const holdWords = {
  link: 'Link lost, tries again by itself',
  'sign-in': 'Needs your sign-in',
  limit: 'Held by the schedule of the limits',
  answer: 'Needs your answer: a file is already there'
} as const

function runningWords(facts: TransferFacts): string {
  const { hold, scanning, doneBytes, totalBytes, doneFiles, totalFiles, skipped, verifying } = facts
  if (hold !== null) return holdWords[hold]
  if (scanning && doneBytes === 0 && doneFiles === 0) return 'Counting'
  const copied = !scanning && doneBytes >= totalBytes && doneFiles + skipped >= totalFiles
  if (copied && verifying > 0) return `Verifying, ${formatCount(verifying)} left`
  const route = routeWords(facts)
  return route === undefined ? verbs[directionOf(facts)] : `Copying ${route}`
}

/** `1,204 verified, 3 size only`; undefined when nothing was verified or is about to be. */
export function verifyWords(
  facts: Pick<Transfer, 'verified' | 'sizeOnly' | 'verifying'>,
  ended = false
): string | undefined {
  const parts = [
    ...(facts.verified > 0 ? [`${formatCount(facts.verified)} verified`] : []),
    ...(facts.sizeOnly > 0 ? [`${formatCount(facts.sizeOnly)} size only`] : []),
    ...(facts.verifying > 0 ? [`${formatCount(facts.verifying)} ${ended ? 'not verified' : 'to verify'}`] : [])
  ]
  return parts.length > 0 ? parts.join(', ') : undefined
}

function doneWords(facts: TransferFacts): string {
  const { doneFiles, skipped, verified, sizeOnly } = facts
  const skippedPart = skipped > 0 ? [`${formatCount(skipped)} skipped`] : []
  if (verified + sizeOnly > 0)
    return ['Done', verifyWords({ verified, sizeOnly, verifying: 0 }), ...skippedPart].join(', ')
  return ['Done', countOf(doneFiles, 'file'), ...skippedPart].join(', ')
}

/** The state in one sentence. It never says simply done where a file failed. */
export function stateWords(facts: TransferFacts): string {
  switch (facts.state) {
    case 'waiting':
      return facts.hold === null ? 'Waiting' : holdWords[facts.hold]
    case 'running':
      return runningWords(facts)
    case 'paused':
      return facts.hold === null ? 'Paused' : holdWords[facts.hold]
    case 'finished':
      return doneWords(facts)
    case 'finished-with-errors':
      return `Done, but ${countOf(facts.failedCount, 'file')} failed`
    case 'failed':
      return facts.failedCount > 1 ? `Failed, ${countOf(facts.failedCount, 'file')}` : 'Failed'
    case 'cancelled':
      return 'Cancelled'
  }
}

const runningMarks = { up: 'up', down: 'down', aside: 'running' } as const

/** The mark before the name. The shield stands only where every file that arrived has equal checksums. */
export function stateMark(facts: TransferFacts): State {
  const { state, hold, verified, sizeOnly, doneFiles } = facts
  if (state === 'finished-with-errors') return 'warning'
  if (state === 'finished') return verified > 0 && sizeOnly === 0 && verified >= doneFiles ? 'verified' : 'done'
  if (state === 'failed' || state === 'cancelled') return state
  if (hold !== null) return hold === 'limit' ? 'waiting' : 'warning'
  return state === 'running' ? runningMarks[directionOf(facts)] : state
}

/** `1.2 GiB of 4.0 GiB`, with `or more` while the total grows. */
export function amountWords({ state, doneBytes, totalBytes, scanning }: TransferFacts): string {
  if (state === 'finished') return formatBytes(doneBytes)
  if (scanning && totalBytes === 0) return 'counting'
  return `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}${scanning ? ' or more' : ''}`
}

/** 0 to 1 while it moves or may move again; undefined where no bar makes sense. */
export function shareOf(facts: TransferFacts): number | undefined {
  if (facts.state !== 'running' && facts.state !== 'paused') return undefined
  return shareDone({ ...facts, doneFiles: facts.doneFiles + facts.skipped })
}

/** A span that is left: `under 1 s`, `9 s`, `3 h 07 min`. Seconds in; null is unknown. */
export function spanWords(seconds: number | null): string {
  if (seconds === null) return 'unknown'
  return seconds < 1 ? 'under 1 s' : formatDuration(Math.ceil(seconds))
}

/** How long the rest takes: blank when it does not move, `still counting` before all is known. */
export function leftWords(
  facts: Pick<Transfer, 'state' | 'hold' | 'totalBytes' | 'doneBytes' | 'rate' | 'scanning'>
): string {
  if (facts.state !== 'running' || facts.hold !== null) return ''
  return facts.scanning ? 'still counting' : spanWords(secondsLeft(facts))
}

/** `at most 5.0 MiB/s`, or undefined when it may go as fast as it can. */
export function limitWords(limit: number | null): string | undefined {
  return limit === null ? undefined : `at most ${formatRate(limit)}`
}
