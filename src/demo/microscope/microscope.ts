/**
 * A microscope that collects into the folder of the running session: movies with noise and drift, EPU's file beside
 * each, and what pre-processing finds out about them. It begins when the session's folder is there, as a camera does.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sessionFolders } from '@domain/sessions/session-folder'
import { demoBookings } from '../calendar/bookings'
import { demoResources } from '../calendar/facility'
import { makeMovie } from '../data/mrc'
import type { Controller } from '../slurm/controller'
import { addLiveJobs } from '../slurm/history'
import { type Exposure, exposureNumber, exposureOf, frames, moviePixels, pixelSize } from './exposure'
import { micrographFile, spectrumFile } from './pictures'
import { ctfJob, ctfTable, micrographPath, motionJob, motionTable, sidecar, spectrumPath } from './results'

export interface MicroscopeOptions {
  /** How many movies it takes an hour. */
  readonly moviesPerHour: number
  /** With so many the grid is done; a movie has 0.45 MB. Unset: 400. */
  readonly most?: number
  /** How many it has taken before the facility opened, at the same pace. Unset: 80. */
  readonly earlier?: number
}

export interface Microscope {
  /** Resolves when nothing is written any more. */
  close(): Promise<void>
}

export interface MicroscopeParts extends MicroscopeOptions {
  /** Of the facility's login. */
  readonly home: string
  readonly user: string
  readonly controller: Controller
  readonly log: (line: string) => void
}

/** Pictures of the newest exposures; older ones make room. */
const picturesKept = 12
/** Between two looks for the session's folder. Milliseconds. */
const lookMs = 1000
/** Present in the project of a session that this microscope has filled. */
const mark = '.farscope-demo'

/** Absolute folders of the session that runs when the facility opens, and its zone. */
function sessionPlaces({ home, user }: MicroscopeParts): { folder: string; movies: string; timeZone: string } {
  const now = Date.now()
  const { resources, timeZone } = demoResources(user, now)
  const booking = demoBookings(user, now).find(({ uid }) => uid.startsWith('gaba-a@'))
  const setup = resources.find(({ name }) => name === booking?.resource)?.session
  if (!booking || !setup) throw new Error('The demo calendar has no running session with a folder.')
  const { folder, movies } = sessionFolders(setup, booking, timeZone, home)
  return { folder, movies: movies ?? join(folder, 'movies'), timeZone }
}

/** Begins at once; what goes wrong is logged and ends the collection, never the facility. */
export function startMicroscope(parts: MicroscopeParts): Microscope {
  const { moviesPerHour, most = 400, earlier = 80, log } = parts
  const stop = new AbortController()
  const pace = 3_600_000 / moviesPerHour
  const collect = async (): Promise<void> => {
    const places = sessionPlaces(parts)
    while (!existsSync(places.movies)) await wait(lookMs, stop.signal)
    await emptyEarlier(dirname(places.folder), basename(places.folder))
    const project = join(places.folder, 'relion')
    await mkdir(project, { recursive: true })
    await writeFile(join(project, mark), '')
    const taken = await takenBefore(places.movies, places.timeZone)
    const now = Date.now()
    const missing = Math.min(most, earlier) - taken.length
    const next = (taken.at(-1)?.number ?? -1) + 1
    for (let at = 0; at < missing; at++) {
      taken.push(exposureOf(next + at, now - (missing - at) * pace, places.timeZone))
      await takeMovie(places.movies, taken.at(-1))
      await wait(0, stop.signal)
    }
    await preprocess(project, taken, picturesKept)
    addLiveJobs(parts.controller, parts.home, project, (taken.length * pace) / 1000)
    while (taken.length < most) {
      await wait(pace, stop.signal)
      const one = exposureOf((taken.at(-1)?.number ?? -1) + 1, Date.now(), places.timeZone)
      await takeMovie(places.movies, one)
      // Pre-processing is one movie behind.
      await preprocess(project, taken, 1)
      taken.push(one)
    }
    await preprocess(project, taken, 1)
  }
  const done = collect().catch((thrown: unknown) => {
    if (!stop.signal.aborted) log(`The microscope of the demo stopped: ${String(thrown)}`)
  })
  return {
    async close() {
      stop.abort()
      await done
    }
  }
}

/** Rejects when it is to stop. A facility that has nothing else to do does not stay for it. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const stopped = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stopped)
      resolve()
    }, milliseconds)
    timer.unref()
    signal.addEventListener('abort', stopped, { once: true })
  })
}

/** A movie shows under its name when it is whole, then comes what EPU writes beside it. */
async function takeMovie(folder: string, one: Exposure | undefined): Promise<void> {
  if (!one) return
  const movie = join(folder, `${one.path}_fractions.mrc`)
  await mkdir(dirname(movie), { recursive: true })
  const size = { size: moviePixels, frames, pixelSize: (4096 * pixelSize) / moviePixels }
  await writeFile(`${movie}.part`, makeMovie({ ...size, particles: 40, seed: one.number, shifts: one.shifts }))
  await rename(`${movie}.part`, movie)
  const beside = join(folder, `${one.path}.xml`)
  await writeFile(beside, sidecar(one))
  for (const file of [movie, beside]) await utimes(file, one.at / 1000, one.at / 1000)
}

/** Writes RELION's tables anew, as it does, and the pictures of the newest `pictures`. */
async function preprocess(project: string, all: readonly Exposure[], pictures: number): Promise<void> {
  for (const one of all.slice(-pictures)) {
    for (const [path, bytes] of [
      [micrographPath(one), micrographFile(one)],
      [spectrumPath(one), spectrumFile(one)]
    ] as const) {
      await mkdir(dirname(join(project, path)), { recursive: true })
      await writeFile(join(project, path), bytes)
    }
    // The pictures come one after the other: whoever else lives in this process has its turn.
    await new Promise(resolve => setImmediate(resolve))
  }
  for (const old of all.slice(-picturesKept - pictures, -picturesKept))
    for (const path of [micrographPath(old), spectrumPath(old)]) await rm(join(project, path), { force: true })
  for (const [path, table] of [
    [`${motionJob}/corrected_micrographs.star`, motionTable(all)],
    [`${ctfJob}/micrographs_ctf.star`, ctfTable(all)]
  ] as const) {
    await mkdir(dirname(join(project, path)), { recursive: true })
    await writeFile(join(project, `${path}.part`), table)
    await rename(join(project, `${path}.part`), join(project, path))
  }
}

/** What an earlier run of the facility has taken today; times are those of the files. */
async function takenBefore(movies: string, timeZone: string): Promise<Exposure[]> {
  const taken: Exposure[] = []
  for (const entry of await readdir(movies, { recursive: true })) {
    const number = exposureNumber(basename(entry))
    if (number === null) continue
    const { mtimeMs } = await stat(join(movies, entry))
    // To the second, as in its name.
    taken.push(exposureOf(number, Math.floor(mtimeMs / 1000) * 1000, timeZone))
  }
  return taken.sort((a, b) => a.number - b.number)
}

/** Sessions of other days that this microscope has filled give their space back. */
async function emptyEarlier(sessions: string, present: string): Promise<void> {
  for (const name of await readdir(sessions)) {
    if (name === present || !existsSync(join(sessions, name, 'relion', mark))) continue
    for (const folder of ['movies', 'relion']) await rm(join(sessions, name, folder), { recursive: true, force: true })
  }
}
