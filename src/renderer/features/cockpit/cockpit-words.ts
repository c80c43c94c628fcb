/** A session under way in words: figures, forecasts, what needs a person. Pure; times are milliseconds since 1970. */
import type { CockpitLook, Collected, SessionBacklog, StoragePlace } from '@contract/cockpit'
import type { Job } from '@contract/jobs'
import type { ProcessingRule } from '@contract/processing'
import type { Session } from '@contract/sessions'
import type { ConnectionView } from '@contract/sites'
import type { Transfer } from '@contract/transfers'
import type { Watch } from '@contract/watch'
import { openTransfers } from '@domain/cockpit/session-work'
import { isFinished, taskColumn } from '@domain/jobs/states'
import { countOf, formatBytes, formatClock, formatCount, formatDayTime, formatDuration } from '../../ui/format'
import type { State } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'

/** A sentence with its mark, and where one goes to do something about it. */
export interface Care {
  readonly id: string
  readonly state: State
  readonly text: string
  readonly go: 'files' | 'jobs' | 'calendar' | 'links'
  /** For `links`: whose. */
  readonly site?: string
}

/** Whether what may still be written there is what the quota leaves. */
export const isByQuota = ({ quotaLeftBytes, freeBytes }: StoragePlace): boolean =>
  quotaLeftBytes !== null && quotaLeftBytes === freeBytes

/** `Full Wed 09:16 CET, 16 min after the end`, or `Quota used up …`; null where it is not foreseen. */
export function fullWords(place: StoragePlace, end: number, timeZone: string): string | null {
  if (place.fullAt === null) return null
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

function linkCare(links: readonly ConnectionView[]): Care[] {
  return links
    .filter(({ state }) => state === 'lost' || state === 'failed')
    .map(link => ({
      ...{ id: `link ${link.site} ${link.host}`, state: 'warning' as const, go: 'links' as const, site: link.site },
      text: `The link to ${visibleName(link.site)} is ${link.state === 'lost' ? 'lost' : 'not made'}.`
    }))
}

function transferCare(transfers: readonly Transfer[]): Care[] {
  return openTransfers(transfers).flatMap((transfer): Care[] => {
    const title = visibleName(transfer.title)
    const base = { id: `transfer ${transfer.id}`, go: 'files' as const }
    if (transfer.state === 'failed') return [{ ...base, state: 'failed', text: `The copy of ${title} failed.` }]
    if (transfer.state === 'finished-with-errors')
      return [{ ...base, state: 'failed', text: `${countOf(transfer.failedCount, 'file')} of ${title} failed.` }]
    if (transfer.hold === 'sign-in')
      return [{ ...base, state: 'warning', text: `The copy of ${title} waits until somebody signs in.` }]
    if (transfer.hold === 'answer')
      return [{ ...base, state: 'warning', text: `The copy of ${title} waits for an answer: a file is already there.` }]
    return []
  })
}

/** Watched folders that cannot be followed, and those whose files do not get where they must. */
function watchCare(watches: readonly Watch[]): Care[] {
  return watches.flatMap((watch): Care[] => {
    const folder = `the watched folder ${visibleName(watch.name)}`
    const base = { id: `watch ${watch.id}`, go: 'files' as const }
    const troubled = watch.destinations.filter(({ state }) => state === 'trouble')
    const blind: Care[] =
      watch.state === 'waiting'
        ? [{ ...base, state: 'warning', text: `T${folder.slice(1)} cannot be followed now.` }]
        : []
    return [
      ...blind,
      ...troubled.map((to): Care => {
        const where = visibleName(placeName(to))
        return {
          ...base,
          id: `${base.id} ${where}`,
          state: 'failed',
          text: `Files of ${folder} do not arrive at ${where}.`
        }
      })
    ]
  })
}

function sessionCare(session: Session): Care[] {
  const name = visibleName(session.resource.label ?? session.resource.name)
  const base = { id: `session ${session.booking.uid}`, go: 'calendar' as const }
  const steps = session.steps.filter(({ state }) => state === 'failed')
  const people = session.people.filter(({ problem }) => problem !== '')
  return [
    ...steps.map(step => ({
      ...{ ...base, id: `${base.id} ${step.step}`, state: 'failed' as const },
      text: `${name}: ${visibleName(step.error?.message ?? step.text)}`
    })),
    ...people.map(person => ({
      ...{ ...base, id: `${base.id} ${person.user}`, state: 'warning' as const },
      text: `${name}: ${visibleName(person.name)} lacks a training or permit. ${visibleName(person.problem)}`
    })),
    ...session.control
      .filter(({ refused }) => refused === null)
      .map(request => ({
        ...{ ...base, id: `${base.id} control ${request.user}`, state: 'waiting' as const },
        text: `${name}: ${visibleName(request.name)} asks to drive.`
      }))
  ]
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

/** Everything that needs a person, the worst first. */
export function careOf(all: {
  readonly sessions: readonly Session[]
  readonly transfers: readonly Transfer[]
  readonly links: readonly ConnectionView[]
  readonly watches: readonly Watch[]
}): Care[] {
  const found = [
    ...watchCare(all.watches),
    ...transferCare(all.transfers),
    ...linkCare(all.links),
    ...all.sessions.flatMap(sessionCare)
  ]
  const rank = ({ state }: Care): number => (state === 'failed' ? 0 : state === 'warning' ? 1 : 2)
  return found.sort((a, b) => rank(a) - rank(b))
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
