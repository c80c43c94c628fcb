/** How a run goes from one state to the next. Pure: a record in, a record out. */
import type { Run, RunMachine, RunState } from '@contract/cloud-runs'
import type { FailureData } from '@contract/errors'
import { runIsEnding, runIsOver } from '../run-look'
import { itselfMs } from './end-of-work'
import { latestEnd, renewUntilOf } from './renewal'
import type { EndAs, LaunchAttempt, LaunchPlace, RunRecord } from './run-record'

/** What has to be done next. */
export type RunPhase = 'launch' | 'boot' | 'work' | 'collect' | 'wait' | 'end' | 'none'

export function phaseOf({ run }: RunRecord): RunPhase {
  switch (run.state) {
    case 'launching':
      return 'launch'
    case 'booting':
      return 'boot'
    case 'uploading':
    case 'running':
      return 'work'
    case 'fetching':
      return isInBucket(run) ? 'collect' : 'work'
    case 'waiting':
      return 'wait'
    case 'ending':
    case 'stuck':
      return 'end'
    default:
      return 'none'
  }
}

/** Its machine is gone, and its results wait in the bucket, or come from there. */
export const isInBucket = ({ state, machine }: Pick<Run, 'state' | 'machine'>): boolean =>
  (state === 'fetching' || state === 'waiting') && machine !== null && machine.endedAt !== null

/** Long enough for a machine to end itself after the last of its results was there. Milliseconds. */
const endsSoonMs = 60_000

/**
 * The machine is gone, and its results are whole in the bucket. `at`: when they were; a machine that was to end itself
 * then has cost nothing since. A further machine is launched afterwards where one was to go on.
 */
export function resultsFound(record: RunRecord, found: { bytes: number; at: Date }, now: Date): RunRecord {
  const { machine, results, asked } = record.run
  const known = machine?.endedAt == null ? now.getTime() : Date.parse(machine.endedAt)
  const itself = asked.results?.end === true ? found.at.getTime() + endsSoonMs : known
  const endedAt = new Date(Math.min(known, itself)).toISOString()
  return changed(
    record,
    {
      run: {
        ...{ state: 'fetching', site: null, error: null, machine: machine && { ...machine, endedAt } },
        ...(results && { results: { ...results, bytes: found.bytes, error: null } })
      },
      own: { endAs: record.own.endAs?.as === 'next' ? record.own.endAs : null }
    },
    now
  )
}

type Changes = { readonly run?: Partial<Run>; readonly own?: Partial<RunRecord['own']> }

/** With another state, `since` is now. */
export function changed(record: RunRecord, { run = {}, own = {} }: Changes, now: Date): RunRecord {
  const moved = run.state !== undefined && run.state !== record.run.state
  return {
    run: { ...record.run, ...run, ...(moved && { since: now.toISOString() }) },
    own: { ...record.own, ...own }
  }
}

/** The token and all that goes with it stand in the record before EC2 is asked. */
export const attemptBegun = (record: RunRecord, attempt: LaunchAttempt, now: Date): RunRecord =>
  changed(record, { own: { attempt } }, now)

/** EC2 has said no to this place, so nothing was made there: the next one, or `failed` where there is none. */
export function placeRefused(record: RunRecord, error: FailureData, next: number, now: Date): RunRecord {
  const place = record.own.attempt?.place ?? record.own.places[record.own.at]
  const tried = place ? [{ type: place.type, zone: place.zone, at: now.toISOString(), error }] : []
  const noted = changed(
    record,
    { run: { attempts: [...record.run.attempts, ...tried] }, own: { attempt: null, at: next } },
    now
  )
  return next < record.own.places.length ? noted : ending(noted, { as: 'failed', error }, now)
}

/** A limit of the account counts for all zones of the type; what is short, for one zone. */
export function nextPlace({ own }: RunRecord, skip: 'zone' | 'type'): number {
  const type = own.places[own.at]?.type
  const later = own.places.findIndex((place, at) => at > own.at && (skip === 'zone' || place.type !== type))
  return later < 0 ? own.places.length : later
}

/** AWS took the order and then had no machine for it: as if the place had refused at once. */
export function neverStarted(record: RunRecord, error: FailureData, now: Date): RunRecord {
  const moved = placeRefused(record, error, nextPlace(record, 'zone'), now)
  return moved.run.state === 'ending' ? moved : changed(moved, { run: { state: 'launching', machine: null } }, now)
}

const noMoves = { files: 0, bytes: 0, totalBytes: 0, verified: 0 }
export const notMoved = () => ({ uploaded: noMoves, fetched: noMoves, outputsHere: false })

/** What is known of a run before anything has happened to it. */
export const notBegun = () => ({
  ...{ endedAt: null, deadline: null, renewing: null, renewUntil: null, machine: null, earlier: [], attempts: [] },
  ...{ site: null, folder: null, command: notStarted, ...notMoved(), results: null },
  ...{ usd: null, mostUsd: null, error: null }
})
export const notStarted: Run['command'] = { startedAt: null, endedAt: null, exitCode: null, endedBy: null }

/** What is known of the price of a machine at this place. */
export const pricesOf = ({ usdPerHour, mostUsdPerHour, restUsdPerHour }: LaunchPlace) => ({
  usdPerHour,
  ...(mostUsdPerHour !== undefined && { mostUsdPerHour }),
  ...(restUsdPerHour !== undefined && { restUsdPerHour })
})

export interface Launched {
  readonly instance: string
  readonly launchedAt: string
  readonly zone: string | null
}

/** EC2 has made it. The attempt stays on record no longer: the machine's id is known. */
export function launched(record: RunRecord, machine: Launched, now: Date): RunRecord {
  const { attempt } = record.own
  if (!attempt) return record
  const made: RunMachine = {
    ...{ ...machine, type: attempt.place.type, spot: record.run.asked.spot, address: null },
    ...{ zone: machine.zone ?? attempt.place.zone, endedAt: null, ...pricesOf(attempt.place) }
  }
  const state = record.run.state === 'launching' ? ({ state: 'booting', error: null } as const) : {}
  return changed(
    record,
    {
      run: {
        ...{ ...state, machine: made, deadline: attempt.deadline, renewing: null },
        renewUntil: record.run.renewUntil ?? renewUntilOf(record.run.asked, attempt.deadline)
      },
      own: { attempt: null, hostKeys: [], seen: false }
    },
    now
  )
}

/** It is being ended, and nothing else is done with it any more. What it ends as is settled by the first who says. */
export function ending(record: RunRecord, endAs: EndAs, now: Date): RunRecord {
  if (runIsOver(record.run)) return record
  // A further machine is what a person may still call off.
  if (runIsEnding(record.run) && record.own.endAs?.as !== 'next') return record
  return changed(record, { run: { state: 'ending' }, own: { endAs } }, now)
}

/**
 * Nobody looks at its machine any more, which may live until its own end: until then it counts as paid for. What is
 * never 0 in a sum must not become so because it was forgotten.
 */
export function abandoned(record: RunRecord, now: Date): RunRecord {
  const { machine } = record.run
  if (machine === null || machine.endedAt !== null) return record
  const endedAt = new Date(Math.max(now.getTime(), latestEnd(record.run) ?? 0)).toISOString()
  return changed(record, { run: { machine: { ...machine, endedAt } } }, now)
}

/** It was found gone, and not ended from here: so it cost nothing from its own end on, however much later that is seen. */
export function foundGone(record: RunRecord, now: Date): RunRecord {
  const { machine } = record.run
  const end = latestEnd(record.run)
  if (machine === null || end === null) return record
  const latest = Math.min(now.getTime(), end + itselfMs)
  return changed(record, { run: { machine: { ...machine, endedAt: new Date(latest).toISOString() } } }, now)
}

/** The machine is gone, or there never was one. */
export function machineGone(record: RunRecord, now: Date): RunRecord {
  const { endAs } = record.own
  const at = now.toISOString()
  const last = record.run.machine && { ...record.run.machine, endedAt: record.run.machine.endedAt ?? at }
  if (endAs?.as === 'next' && last) {
    const again = {
      ...{
        state: 'launching' as const,
        machine: null,
        earlier: [...record.run.earlier, last],
        site: null,
        folder: null
      },
      ...{ command: notStarted, ...notMoved(), error: null, renewing: null }
    }
    return changed(
      record,
      { run: again, own: { at: 0, endAs: null, attempt: null, hostKeys: [], seen: false, fetched: null } },
      now
    )
  }
  const state = endAs === null || endAs.as === 'next' ? 'failed' : endAs.as
  return changed(
    record,
    {
      run: { state, endedAt: at, machine: last, site: null, folder: null, renewing: null, error: endAs?.error ?? null },
      own: { attempt: null, endAs: null }
    },
    now
  )
}

const working: readonly RunState[] = ['uploading', 'running', 'fetching', 'waiting']

/** What is told from the machine; nothing of it counts any more while the machine is being ended, but for what it did. */
export function worked(
  record: RunRecord,
  { state, error, ...facts }: Partial<Pick<Run, 'state' | 'command' | 'uploaded' | 'fetched' | 'results' | 'error'>>,
  now: Date
): RunRecord {
  const open = working.includes(record.run.state)
  return changed(
    record,
    {
      run: {
        ...facts,
        ...(open && state !== undefined && working.includes(state) && { state }),
        ...(open && error !== undefined && { error })
      }
    },
    now
  )
}
