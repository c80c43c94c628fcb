/** Looks at one running session: one look at a time, shared by all who follow. */
import type { CockpitLook, Collected, MicrographPicture, QualityLimits, StoragePlace } from '@contract/cockpit'
import type { FailureData } from '@contract/errors'
import type { Session } from '@contract/sessions'
import type { Watch } from '@contract/watch'
import { lookPause } from '@domain/cockpit/look-pace'
import { talliedMovies } from '@domain/cockpit/movie-tally'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import { arrivalRate, arrivalSpans } from '@domain/forecast/arrivals'
import { comingTo, type Folder } from '@domain/forecast/coming'
import { moviesAtEnd } from '@domain/forecast/runs-full'
import type { SiteAccess } from '../site-access'
import { orAborted } from '../ssh/errors'
import { withinTime } from '../within-time'
import { readPicture } from './last-picture'
import { type Counted, createMovieCounter } from './movie-counter'
import { createQualityReader } from './quality-reader'
import { createStorageRoom, type QuotaLeft, unknownRoom } from './storage-room'

const spanMs = 5 * 60_000
const spans = 36
/** How long one part of a look may take: what is counted ends by itself before. Milliseconds. */
const limitMs = { count: 150_000, other: 45_000 } as const

type Signal = AbortSignal | undefined

export interface LookParts {
  readonly access: SiteAccess
  readonly files: FileSystems
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly quotaLeft: QuotaLeft
  readonly limits: () => QualityLimits
  /** Watched folders. */
  readonly watches: () => readonly Watch[]
  /** How long one part of a look may take; unset: as long as is usual. Milliseconds. */
  readonly partMs?: number
}

export interface LookOptions {
  /** Nobody just asked: no prompt is raised. */
  readonly automatic: boolean
  /** A look of no more than this age will do. Milliseconds. */
  readonly ageMs: number
  /** Where else results may be: folders in which jobs of the session run. None: those that were told last. */
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

/** Its times are by our clock; the server's own are compared with each other. */
function collectedOf({ tally, aheadMs }: Counted, folder: string, now: number, end: number): Collected {
  const { arrivals, newest } = talliedMovies(tally)
  const movies = arrivals.reduce((sum, one) => sum + one.movies, 0)
  const [first] = arrivals
  const there = now + aheadMs
  const rate = arrivalRate(arrivals, there)
  const here = (at: number): string => new Date(at - aheadMs).toISOString()
  return {
    movies,
    bytes: arrivals.reduce((sum, one) => sum + one.bytes, 0),
    firstAt: first ? here(first.minute * 60_000) : null,
    lastAt: newest ? here(newest.mtime * 1000) : null,
    last: newest ? { path: joinPath(folder, newest.path), bytes: newest.bytes } : null,
    ...rate,
    expectedMovies: moviesAtEnd(movies, rate.moviesPerHour, now, end),
    recent: arrivalSpans(arrivals, there, spanMs, spans).map(span => ({
      from: here(span.from),
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

interface Filled extends Folder {
  readonly holds: 'movies' | 'session'
  /** What lies in it is on the same file system. */
  readonly within: Folder
}

/** The file systems that the session fills: that of its movies, and its own where it is another. */
function placesOf(session: Session): Filled[] {
  const { movies, folder } = session
  const own = folder && (movies === null || movies.site !== folder.site || !movies.path.startsWith(`${folder.path}/`))
  return [
    ...(movies ? [{ ...movies, holds: 'movies' as const, within: folder && !own ? folder : movies }] : []),
    ...(own ? [{ ...folder, holds: 'session' as const, within: folder }] : [])
  ]
}

/** A look that is under way, and who waits for it. */
interface Running {
  readonly look: Promise<CockpitLook>
  readonly ending: AbortController
  followers: number
}

/**
 * One part of a look, given up when it takes too long. While one that does not listen hangs on, the next waits for it:
 * each would hold a thread.
 */
function createPart(limit: number, what: string) {
  let before: Promise<unknown> = Promise.resolve()
  const late = (cause: unknown): Failure =>
    new Failure('timeout', `${what} could not be read within ${Math.round(limit / 1000)} seconds.`, {
      hint: 'The link is slow, or the disk it lies on does not answer.',
      cause
    })
  return <Value>(signal: Signal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value> =>
    withinTime(limit, signal, late, async inner => {
      await orAborted(inner, before)
      const mine = work(inner)
      before = mine.catch(() => undefined)
      return mine
    })
}

const needsPerson = ({ errors, storage }: CockpitLook): boolean =>
  [errors.collected, errors.quality, ...storage.map(({ error }) => error)].some(
    error => error?.code === 'answer-needed'
  )

export function createSessionLook(parts: LookParts): SessionLook {
  const { access, files, now } = parts
  const counter = createMovieCounter({ access, files, now })
  const quality = createQualityReader(now)
  const room = createStorageRoom(parts)
  const countPart = createPart(parts.partMs ?? limitMs.count, 'The folder of the movies')
  const resultsPart = createPart(parts.partMs ?? limitMs.other, 'What pre-processing has found')
  const roomParts = new Map<string, ReturnType<typeof createPart>>()
  let last: CockpitLook | undefined
  let running: Running | undefined
  let failures = 0
  /** Folders of jobs that were told last. */
  let roots: readonly string[] = []

  function roomPart(path: string): ReturnType<typeof createPart> {
    const known = roomParts.get(path) ?? createPart(parts.partMs ?? limitMs.other, 'What is free there')
    roomParts.set(path, known)
    return known
  }

  const countIn = (session: Session, end: number, automatic: boolean, signal: AbortSignal) =>
    part(
      last?.collected ?? null,
      () =>
        countPart(signal, async inner => {
          const { movies, store, clockOffsetMs } = session
          const place = movies && { ...movies, aheadMs: movies.site === store.site ? clockOffsetMs : 0 }
          return place && collectedOf(await counter.count(place, inner, automatic), place.path, now(), end)
        }),
      signal
    )

  const resultsIn = (session: Session, automatic: boolean, signal: AbortSignal) =>
    part(
      last?.quality ?? null,
      () =>
        resultsPart(signal, async inner => {
          const { folder, movies, timeZone } = session
          if (!folder) return null
          const from = await opener(parts, folder.site, inner, automatic)()
          const question = { files: from, roots: [folder.path, ...roots], movies: movies?.path ?? null }
          return quality.read({ ...question, timeZone, limits: parts.limits() }, inner)
        }),
      signal
    )

  /** Parts do not wait for each other: a folder that hangs holds up nothing but itself. */
  async function lookNow(session: Session, automatic: boolean, signal: AbortSignal): Promise<CockpitLook> {
    const started = now()
    // The session's times are those of its server's clock.
    const end = Date.parse(session.booking.end) - session.clockOffsetMs
    const counting = countIn(session, end, automatic, signal)
    const reading = resultsIn(session, automatic, signal)
    const arriving = counting.then(({ value }) => value?.bytesPerHour ?? null)
    // Where there is no place to ask about, nobody waits for it.
    arriving.catch(() => undefined)
    const measuring = placesOf(session).map(async ({ within: all, ...place }) => {
      const bytesPerHour = place.holds === 'movies' ? await arriving : null
      const within = roomPart(JSON.stringify([place.site, place.path]))
      const ask = { ...place, bytesPerHour, coming: comingTo(all, parts.watches()), sessionEnd: end }
      const failed = (thrown: unknown): StoragePlace => {
        signal.throwIfAborted()
        return unknownRoom(ask, thrown)
      }
      return within(signal, inner => room.look(ask, opener(parts, place.site, inner, automatic), inner)).catch(failed)
    })
    const [collected, results, storage] = await Promise.all([counting, reading, Promise.all(measuring)])
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

  function begin(session: Session, automatic: boolean): Running {
    const ending = new AbortController()
    const begun: Running = { look: lookNow(session, automatic, ending.signal), ending, followers: 0 }
    running = begun
    const over = (): void => {
      if (running === begun) running = undefined
    }
    begun.look.then(over, over)
    return begun
  }

  /** Who goes away leaves it to the others; with the last of them it ends. */
  async function follow(one: Running, signal: Signal): Promise<CockpitLook> {
    one.followers++
    try {
      return await orAborted(signal, one.look)
    } finally {
      one.followers--
      if (one.followers === 0) {
        one.ending.abort(new Failure('cancelled', 'Nobody waits for this look any more.'))
        if (running === one) running = undefined
      }
    }
  }

  /** Whether what is known will do. Without other roots than it was made with, and where nobody could be asked then. */
  function known({ ageMs, automatic }: LookOptions, other: boolean): CockpitLook | undefined {
    if (!last || other || now() - Date.parse(last.asOf) >= ageMs) return undefined
    return !automatic && needsPerson(last) ? undefined : last
  }

  return {
    async look(session, options, signal) {
      const other = options.roots.some(root => !roots.includes(root))
      if (options.roots.length > 0) roots = options.roots
      for (;;) {
        const found = known(options, other)
        if (found) return judgedBy(found)
        if (running) await follow(running, signal)
        else return judgedBy(await follow(begin(session, options.automatic), signal))
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
      const late = (cause: unknown): Failure =>
        new Failure('timeout', `The picture of ${name} could not be read in time.`, {
          hint: 'The link is slow, or the disk it lies on does not answer.',
          cause
        })
      return withinTime(parts.partMs ?? limitMs.other, signal, late, async inner =>
        readPicture(await opener(parts, place.site, inner, true)(), name, path, inner)
      )
    }
  }

  /** What was found out once is judged by other limits without being read again. */
  function judgedBy(look: CockpitLook): CockpitLook {
    const limits = parts.limits()
    if (hasLimits(look, limits)) return look
    const again = { ...look, quality: quality.judged(limits) }
    if (last === look) last = again
    return again
  }
}
