/** All transfers together: what the queue's bar, the strip, the tray and the dock show. */
import type { Transfer } from '@contract/transfers'

/** The facts of one transfer that count, also of an upload that only a window knows. */
export type ProgressFacts = Pick<
  Transfer,
  'state' | 'hold' | 'totalBytes' | 'doneBytes' | 'totalFiles' | 'doneFiles' | 'skipped' | 'scanning' | 'rate'
>

/** Sums over what has not ended. Bytes, bytes per second, seconds. */
export interface OverallProgress {
  /** Running, and not held by anything. */
  readonly moving: number
  /** Would move, but is held: link lost, sign-in needed, nothing allowed now. */
  readonly held: number
  readonly waiting: number
  /** By a person. */
  readonly paused: number
  readonly totalBytes: number
  readonly doneBytes: number
  readonly totalFiles: number
  readonly doneFiles: number
  /** The totals still grow. */
  readonly scanning: boolean
  readonly rate: number
  /** 0 to 1, of what is known so far. */
  readonly share: number
  /** Of what moves and waits; null where nobody can say. */
  readonly secondsLeft: number | null
}

/** Whether nothing more will happen to a transfer in this state by itself or by a resume. */
export function hasEnded({ state }: Pick<Transfer, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running' && state !== 'paused'
}

/** Whether it would move but for something that is not a person's pause; one that waits its turn is not held. */
export function isHeld({ state, hold }: Pick<Transfer, 'state' | 'hold'>): boolean {
  return hold !== null && (state === 'running' || state === 'paused')
}

/** Of a total that still grows no more than this is ever called done. */
const mostWhileCounting = 0.99

/** 0 to 1 by bytes; by files where all of them are empty. While the total still grows: the smaller of both. */
export function shareDone(
  facts: Pick<OverallProgress, 'totalBytes' | 'doneBytes' | 'totalFiles' | 'doneFiles' | 'scanning'>
): number {
  const { totalBytes, doneBytes, totalFiles, doneFiles, scanning } = facts
  const byFiles = totalFiles > 0 ? doneFiles / totalFiles : 0
  const byBytes = totalBytes > 0 ? doneBytes / totalBytes : byFiles
  return Math.max(0, scanning ? Math.min(mostWhileCounting, byBytes, byFiles) : Math.min(1, byBytes))
}

/** Seconds for the rest at this rate; null while it is counted or stands still. */
export function secondsLeft(
  facts: Pick<OverallProgress, 'totalBytes' | 'doneBytes' | 'scanning' | 'rate'>
): number | null {
  if (facts.scanning || facts.rate <= 0) return null
  return Math.max(0, facts.totalBytes - facts.doneBytes) / facts.rate
}

/** Adds up what has not ended. Paused ones count in the amounts, not in the time left. */
export function overallProgress(transfers: readonly ProgressFacts[]): OverallProgress {
  const open = transfers.filter(transfer => !hasEnded(transfer))
  const active = open.filter(({ state }) => state !== 'paused')
  const sum = (list: readonly ProgressFacts[], pick: (facts: ProgressFacts) => number): number =>
    list.reduce((total, facts) => total + pick(facts), 0)
  const running = open.filter(({ state }) => state === 'running')
  const held = open.filter(isHeld).length
  const amounts = {
    totalBytes: sum(open, facts => facts.totalBytes),
    doneBytes: sum(open, facts => facts.doneBytes),
    totalFiles: sum(open, facts => facts.totalFiles),
    doneFiles: sum(open, facts => facts.doneFiles + facts.skipped),
    scanning: active.some(({ scanning }) => scanning),
    rate: sum(running, facts => facts.rate)
  }
  const ahead = {
    totalBytes: sum(active, facts => facts.totalBytes),
    doneBytes: sum(active, facts => facts.doneBytes),
    scanning: amounts.scanning,
    rate: amounts.rate
  }
  return {
    moving: running.filter(({ hold }) => hold === null).length,
    held,
    waiting: open.filter(({ state }) => state === 'waiting').length,
    paused: open.filter(({ state, hold }) => state === 'paused' && hold === null).length,
    ...amounts,
    share: shareDone(amounts),
    secondsLeft: secondsLeft(ahead)
  }
}
