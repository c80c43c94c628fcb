/** A session under way in words: figures, forecasts, what needs a person. Pure; times are milliseconds since 1970. */
import type { CockpitLook, Collected, SessionBacklog, StoragePlace } from '@contract/cockpit'
import type { Job } from '@contract/jobs'
import type { ProcessingRule } from '@contract/processing'
import { isFinished, taskColumn } from '@domain/jobs/states'
import { formatBytes, formatClock, formatCount, formatDayTime, formatDuration } from '../../ui/format'
import type { State } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'

/** Whether what may still be written there is what the quota leaves. */
export const isByQuota = ({ quotaLeftBytes, freeBytes }: StoragePlace): boolean =>
  quotaLeftBytes !== null && quotaLeftBytes === freeBytes

/** `Full Wed 09:16 CET, 16 min after the end`, or `Quota used up …`; null where it is not foreseen. */
export function fullWords(place: StoragePlace, end: number, timeZone: string): string | null {
  if (place.fullAt === null)
    return place.beforeEnd ? `${isByQuota(place) ? 'Quota' : 'Room'} too small for what waits to be copied` : null
  const full = Date.parse(place.fullAt)
  const apart = formatDuration(Math.abs(full - end) / 1000)
  return `${isByQuota(place) ? 'Quota used up' : 'Full'} ${formatDayTime(full, timeZone)}, ${apart} ${full < end ? 'before' : 'after'} the end`
}

/** Under the bytes of a backlog: `clears Wed 09:16 CET, 16 min after the end`. */
export function backlogWords(backlog: SessionBacklog, now: number, end: number, timeZone: string): string {
  const { files, state, clearsAt } = backlog
  if (files === 0) return 'everything is copied'
  if (state === 'paused') return 'paused'
  if (state === 'trouble') return 'files do not arrive'
  if (clearsAt === null) return state === 'sending' ? 'how fast it is sent is not known yet' : 'waits to be sent'
  const at = Date.parse(clearsAt)
  const apart =
    at > end ? `${formatDuration((at - end) / 1000)} after the end` : `in ${formatDuration((at - now) / 1000)}`
  return `clears ${formatDayTime(at, timeZone)}, ${apart}`
}

/** Where it goes, as the command writes places. */
export const placeName = ({ place }: Pick<SessionBacklog, 'place'>): string =>
  place.kind === 'site' ? `${place.site}:${place.path}` : place.kind === 's3' ? `s3:${place.path}` : place.path

/** How a place of copies stands: what is proven there, then what is missing. `1,204 verified · 3 to go, files do not arrive`. */
export function copyWords(backlog: SessionBacklog, now: number, end: number, timeZone: string): string {
  const { verified, files } = backlog
  if (verified === 0 && files === 0) return 'nothing to copy yet'
  const missing = files === 0 ? '' : `${formatCount(files)} to go, `
  return `${formatCount(verified)} verified · ${missing}${backlogWords(backlog, now, end, timeZone)}`
}

/** The shield is for places at which every file is proven. */
export function copyState({ files, state, verified }: SessionBacklog): State {
  if (files === 0) return verified > 0 ? 'verified' : 'waiting'
  if (state === 'trouble') return 'failed'
  return state === 'sending' ? 'up' : state === 'paused' ? 'paused' : 'waiting'
}

/** Whether somebody should look at it. */
export const isBacklogBad = ({ files, state, beforeEnd }: SessionBacklog): boolean =>
  files > 0 && (state === 'trouble' || beforeEnd === false)

/** Under the movies per hour: how the last minutes were against the hour. */
export function paceWords({ recent, moviesPerHour }: Collected): string {
  // The last span is not over yet.
  const before = recent.slice(0, -1).slice(-2)
  if (before.length < 2 || !moviesPerHour) return 'over the last hour'
  const lately = (before.reduce((sum, { movies }) => sum + movies, 0) * 60) / (5 * before.length)
  const apart = Math.round(((lately - moviesPerHour) / moviesPerHour) * 100)
  return Math.abs(apart) < 10 ? 'steady over the last hour' : `lately ${apart > 0 ? '+' : '−'}${Math.abs(apart)} %`
}

/** `7.2 GiB · last 9 s ago`. */
export function lastWords({ bytes, lastAt }: Collected, now: number): string {
  const last = lastAt === null ? '' : ` · last ${formatDuration(Math.max(0, now - Date.parse(lastAt)) / 1000)} ago`
  return `${formatBytes(bytes)}${last}`
}

const marks: Readonly<Record<string, State>> = { RUNNING: 'running', COMPLETED: 'done', CANCELLED: 'cancelled' }

/** The mark of a job in the short list. */
export function jobState({ state }: Job): State {
  const known = marks[state]
  if (known) return known
  if (isFinished(state)) return 'failed'
  return taskColumn(state) === 'pending' ? 'waiting' : 'starting'
}

/** What stands behind a job's name. */
export function jobWords(job: Job): string {
  if (isFinished(job.state)) return job.exitCode === null ? job.state.toLowerCase() : `exit ${job.exitCode}`
  return jobState(job) === 'waiting' ? 'waiting' : job.state.toLowerCase().replaceAll('_', ' ')
}

export const jobClock = ({ elapsedSeconds }: Job): string =>
  elapsedSeconds === null ? '—' : formatClock(elapsedSeconds)

/** `3 running, 1 waiting`. */
export function jobCounts(jobs: readonly Job[]): string {
  const count = (state: State): number => jobs.filter(job => jobState(job) === state).length
  const words = (['running', 'waiting', 'failed'] as const).flatMap(state =>
    count(state) === 0 ? [] : [`${formatCount(count(state))} ${state}`]
  )
  return words.length > 0 ? words.join(', ') : jobs.length > 0 ? 'all done' : ''
}

/** What of a look wants a person's eye, with its mark. */
export function lookCare(look: CockpitLook | null, end: number, timeZone: string): string[] {
  if (!look) return []
  const full = look.storage.flatMap(place => {
    const words = place.beforeEnd ? fullWords(place, end, timeZone) : null
    return words === null ? [] : [`${visibleName(place.path)}: ${words}.`]
  })
  return [...full, ...(look.quality?.warnings ?? [])]
}

export const ruleMark: Readonly<Record<ProcessingRule['state'], State>> = {
  ...{ idle: 'done', working: 'running', trouble: 'failed', paused: 'paused', resting: 'paused' }
}

/** What a rule of pre-processing has before it and behind it. */
export function ruleWords({ state, counts }: ProcessingRule): string {
  const { waiting, pending, running, done, failed } = counts
  return [
    ...(state === 'trouble' ? ['does not get on'] : state === 'paused' || state === 'resting' ? [state] : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
    ...(pending + running > 0 ? [`${formatCount(pending + running)} in SLURM`] : []),
    `${formatCount(done)} done`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : [])
  ].join(', ')
}
