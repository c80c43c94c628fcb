/** Looks at one running session: one look at a time, shared by all who follow. */
import type { CockpitLook, Collected, MicrographPicture, QualityLimits, StoragePlace } from '@contract/cockpit'
import type { FailureData } from '@contract/errors'
import type { Session } from '@contract/sessions'
import { lookPause } from '@domain/cockpit/look-pace'
import { type MovieTally, talliedMovies } from '@domain/cockpit/movie-tally'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import { arrivalRate, arrivalSpans } from '@domain/forecast/arrivals'
import { moviesAtEnd } from '@domain/forecast/runs-full'
import type { SiteAccess } from '../site-access'
import { readPicture } from './last-picture'
import { createMovieCounter } from './movie-counter'
import { createQualityReader } from './quality-reader'
import { createStorageRoom, type QuotaLeft } from './storage-room'

const spanMs = 5 * 60_000
const spans = 36

type Signal = AbortSignal | undefined

export interface LookParts {
  readonly access: SiteAccess
  readonly files: FileSystems
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly quotaLeft: QuotaLeft
  readonly limits: () => QualityLimits
}

export interface LookOptions {
  /** Nobody just asked: no prompt is raised. */
  readonly automatic: boolean
  /** A look of no more than this age will do. Milliseconds. */
  readonly ageMs: number
  /** Where else results may be: folders in which jobs of the session run. */
  readonly roots: readonly string[]
}

export interface SessionLook {
  look(session: Session, options: LookOptions, signal: Signal): Promise<CockpitLook>
  picture(session: Session, name: string, of: 'micrograph' | 'spectrum', signal: Signal): Promise<MicrographPicture>
}

/** A part that could not be read keeps what was known. */
interface Part<Value> {
  readonly value: Value
  readonly error: FailureData | null
}

async function part<Value>(before: Value, read: () => Promise<Value>, signal: Signal): Promise<Part<Value>> {
  try {
    return { value: await read(), error: null }
  } catch (thrown) {
    signal?.throwIfAborted()
    return { value: before, error: Failure.from(thrown).toData() }
  }
}

function collectedOf(tally: MovieTally, folder: string, now: number, end: number): Collected {
  const { arrivals, newest } = talliedMovies(tally)
  const movies = arrivals.reduce((sum, one) => sum + one.movies, 0)
  const [first] = arrivals
  const rate = arrivalRate(arrivals, now)
  return {
    movies,
    bytes: arrivals.reduce((sum, one) => sum + one.bytes, 0),
    firstAt: first ? new Date(first.minute * 60_000).toISOString() : null,
    lastAt: newest ? new Date(newest.mtime * 1000).toISOString() : null,
    last: newest ? { path: joinPath(folder, newest.path), bytes: newest.bytes } : null,
    ...rate,
    expectedMovies: moviesAtEnd(movies, rate.moviesPerHour, now, end),
    recent: arrivalSpans(arrivals, now, spanMs, spans).map(span => ({
      from: new Date(span.from).toISOString(),
      movies: span.movies
    }))
  }
}

const opener =
  ({ files }: LookParts, site: string | null, signal: Signal, automatic: boolean) =>
  async (): Promise<FileSystem> =>
    site === null ? files.local : files.site(site, signal, { automatic })

/** Whether it was judged by these; without results there was nothing to judge. */
function hasLimits({ quality }: CockpitLook, limits: QualityLimits): boolean {
  return quality === null || JSON.stringify(quality.limits) === JSON.stringify(limits)
}

/** The file systems that the session fills: that of its movies, and its own where it is another. */
function placesOf(session: Session): { site: string | null; path: string; holds: 'movies' | 'session' }[] {
  const { movies, folder } = session
  const own = folder && (movies === null || movies.site !== folder.site || !movies.path.startsWith(`${folder.path}/`))
  return [
    ...(movies ? [{ ...movies, holds: 'movies' as const }] : []),
    ...(own ? [{ ...folder, holds: 'session' as const }] : [])
  ]
}

export function createSessionLook(parts: LookParts): SessionLook {
  const { access, files, now } = parts
  const counter = createMovieCounter({ access, files, now })
  const quality = createQualityReader(now)
  const room = createStorageRoom(parts)
  let last: CockpitLook | undefined
  let running: Promise<CockpitLook> | undefined
  let failures = 0

  async function lookNow(session: Session, options: LookOptions, signal: Signal): Promise<CockpitLook> {
    const { movies, folder, clockOffsetMs, timeZone } = session
    const { automatic } = options
    const started = now()
    // The session's times are those of its server's clock.
    const end = Date.parse(session.booking.end) - clockOffsetMs
    const collected = await part(
      last?.collected ?? null,
      async () => movies && collectedOf(await counter.count(movies, signal, automatic), movies.path, now(), end),
      signal
    )
    const arriving = collected.value?.bytesPerHour ?? null
    const storage: StoragePlace[] = []
    for (const place of placesOf(session)) {
      const bytesPerHour = place.holds === 'movies' ? arriving : null
      const open = opener(parts, place.site, signal, automatic)
      storage.push(await room.look({ ...place, bytesPerHour, sessionEnd: end }, open, signal))
    }
    const results = await part(
      last?.quality ?? null,
      async () =>
        folder &&
        quality.read(
          {
            files: await opener(parts, folder.site, signal, automatic)(),
            roots: [folder.path, ...options.roots],
            ...{ movies: movies?.path ?? null, timeZone, limits: parts.limits() }
          },
          signal
        ),
      signal
    )
    failures = collected.error || results.error ? failures + 1 : 0
    const lastAt = collected.value?.lastAt
    const costMs = now() - started
    const pace = { costMs, failures, lastMovieAt: lastAt ? Date.parse(lastAt) : null }
    last = {
      asOf: new Date(now()).toISOString(),
      nextAt: new Date(now() + lookPause(pace, now())).toISOString(),
      ...{ collected: collected.value, storage, quality: results.value },
      errors: { collected: collected.error, quality: results.error }
    }
    return last
  }

  return {
    async look(session, options, signal) {
      for (;;) {
        if (last && now() - Date.parse(last.asOf) < options.ageMs && hasLimits(last, parts.limits())) return last
        if (!running) break
        // Whoever began it may go away; then it is begun anew.
        await running.catch(() => undefined)
        signal?.throwIfAborted()
      }
      running = lookNow(session, options, signal)
      try {
        return await running
      } finally {
        running = undefined
      }
    },
    async picture(session, name, of, signal) {
      const place = session.folder ?? session.movies
      const found = quality.find(name)
      const path = of === 'micrograph' ? found?.micrograph : found?.spectrum
      if (!place || !path)
        throw new Failure(
          'not-found',
          `There is no ${of === 'micrograph' ? 'picture' : 'power spectrum'} of ${name}.`,
          {
            hint: 'It is there when the job that makes it has written its table.'
          }
        )
      return readPicture(await opener(parts, place.site, signal, true)(), name, path, signal)
    }
  }
}
