/** What is told of a run in every list: where it stands, for how long, how far it is. */
import type { Run, RunState } from '@contract/cloud-runs'
import { isMakeBelieve } from './profiles'

/** Nothing goes on any more, and no machine is left. */
export const runIsOver = ({ state }: Pick<Run, 'state'>): boolean =>
  state === 'done' || state === 'failed' || state === 'stopped'

/** Its machine is to end, whether that is possible at present or not. */
export const runIsEnding = ({ state }: Pick<Run, 'state'>): boolean => state === 'ending' || state === 'stuck'

/** A state that SLURM jobs and runs of the cloud have in common. */
export const commonStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const
export type CommonState = (typeof commonStates)[number]

const common: Readonly<Record<RunState, CommonState>> = {
  ...{ launching: 'waiting', booting: 'waiting', uploading: 'waiting' },
  // Its machine is there, and is paid for.
  ...{ running: 'running', fetching: 'running', waiting: 'running', ending: 'running', stuck: 'running' },
  ...{ done: 'done', failed: 'failed', stopped: 'cancelled' }
}

/** Before its command runs a run waits, as a job in a queue does. */
export const commonStateOf = ({ state }: Pick<Run, 'state'>): CommonState => common[state]

/** Seconds since it was asked for, or that it took. `now`: milliseconds since 1970. */
export function runSeconds({ createdAt, endedAt }: Pick<Run, 'createdAt' | 'endedAt'>, now: number): number {
  const end = endedAt === null ? now : Date.parse(endedAt)
  return Math.max(0, (end - Date.parse(createdAt)) / 1000)
}

/** Seconds until its machine ends itself; null where there is none any more, or it is over. `now`: milliseconds since 1970. */
export function secondsToDeadline(run: Pick<Run, 'state' | 'deadline' | 'machine'>, now: number): number | null {
  if (run.deadline === null || runIsOver(run) || (run.machine !== null && run.machine.endedAt !== null)) return null
  return Math.max(0, (Date.parse(run.deadline) - now) / 1000)
}

/** How far it is, 0 to 1: of bytes while files move, of its time while the command runs. Null: it cannot be told. */
export function runShare(run: Run, now: number): number | null {
  const { state, uploaded, fetched, command, deadline } = run
  const moved = state === 'uploading' ? uploaded : state === 'fetching' ? fetched : null
  if (moved) return moved.totalBytes > 0 ? Math.min(1, moved.bytes / moved.totalBytes) : null
  if (state !== 'running' || command.startedAt === null || deadline === null) return null
  const start = Date.parse(command.startedAt)
  const whole = Date.parse(deadline) - start
  return whole > 0 ? Math.min(1, Math.max(0, (now - start) / whole)) : null
}

/**
 * Only to be compared: it grows with what is moved, and with what is proven, since nothing moves while a large file is
 * read at both ends.
 */
export const movedSoFar = ({ uploaded, fetched }: Pick<Run, 'uploaded' | 'fetched'>): number =>
  [uploaded, fetched].reduce((sum, { bytes, files, verified }) => sum + bytes + files + verified, 0)

/** What its machine costs an hour now: 0 without one, null where it is unknown. USD. */
export function runUsdPerHour(run: Pick<Run, 'state' | 'machine'>): number | null {
  if (runIsOver(run) || run.machine === null || run.machine.endedAt !== null) return 0
  return run.machine.usdPerHour
}

/**
 * Of the runs that have a machine now: how many, what is known of an hour of them, and of how many it is unknown.
 * `makeBelieve`: machines of the demo, which nobody pays for, are counted apart.
 */
export function machinesNow(runs: readonly Run[]): {
  machines: number
  usdPerHour: number
  unknown: number
  makeBelieve: number
} {
  const all = runs.filter(run => !runIsOver(run) && run.machine !== null && run.machine.endedAt === null)
  const there = all.filter(run => !isMakeBelieve(run))
  const prices = there.map(runUsdPerHour)
  return {
    machines: there.length,
    usdPerHour: prices.reduce<number>((sum, usd) => sum + (usd ?? 0), 0),
    unknown: prices.filter(usd => usd === null).length,
    makeBelieve: all.length - there.length
  }
}

/** Whether something that its command wrote may still be on the machine alone. */
export const hasUnfetched = ({ asked, command, outputsHere, state }: Run): boolean =>
  asked.outputs.length > 0 && state !== 'done' && command.startedAt !== null && !outputsHere
