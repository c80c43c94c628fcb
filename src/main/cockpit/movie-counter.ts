/** The movies of one session, counted cheaply: only what changed since the last look is looked at. */
import type { ErrorCode } from '@contract/errors'
import { displayName } from '@domain/bytes-name'
import {
  clockAheadMs,
  emptyTally,
  type FolderTallied,
  kindOfName,
  type MovieTally,
  type NewestMovie,
  readTally,
  summed,
  type TallyAnswer,
  withAnswer,
  youngSeconds
} from '@domain/cockpit/movie-tally'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import type { SiteAccess } from '../site-access'
import { countScript, countStatus, mostCountSeconds } from './count-script'

const countingMs = 120_000
/** Entries that a walk over SFTP looks at, where the host has no GNU find. */
const mostWalked = 50_000
/** How a host says that it runs no sh: Windows, SFTP alone. Another find than GNU's ends the script by itself. */
const noScripts: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'command-missing',
  'not-allowed',
  'remote-error',
  'unsupported'
])

type Signal = AbortSignal | undefined

/** A folder of a site (`site` null: of this computer). */
export interface MovieFolder {
  readonly site: string | null
  readonly path: string
  /** Its host's clock minus ours, where that is known otherwise than from the host. Milliseconds. */
  readonly aheadMs?: number
}

export interface Counted {
  readonly tally: MovieTally
  /** The clock by which its times are, minus ours. Milliseconds. */
  readonly aheadMs: number
}

export interface MovieCounter {
  /** `not-found` before the folder is there. `automatic`: nobody just asked, so nobody is asked anything. */
  count(folder: MovieFolder, signal: Signal, automatic: boolean): Promise<Counted>
}

export function createMovieCounter(deps: { access: SiteAccess; files: FileSystems; now: () => number }): MovieCounter {
  const { access, files, now } = deps
  let tally = emptyTally
  let counted: string | undefined

  /** Null where the host cannot count by itself. */
  async function onHost(site: string, path: string, signal: Signal, automatic: boolean): Promise<Counted | null> {
    const connection = await access.connection(site, { role: 'transfer' }, signal, { automatic })
    const { since } = tally
    const before = now()
    const options = { args: [path, String(since)], signal, timeoutMs: countingMs, maxBytes: 4 * 1024 * 1024 }
    const ran = await connection.run(countScript, options).catch((thrown: unknown) => {
      if (noScripts.has(Failure.from(thrown).code)) return null
      throw thrown
    })
    if (ran?.code === countStatus.noFolder)
      throw new Failure('not-found', `The folder of the movies, ${displayName(path)} on ${site}, cannot be opened.`, {
        hint: 'It is made when the session begins; look at its steps, or at the permissions of the folder.'
      })
    if (ran?.code === countStatus.tooLong)
      throw new Failure(
        'timeout',
        `The movies below ${displayName(path)} could not be counted on ${site} within ${mostCountSeconds} seconds.`,
        { hint: 'Its disk is slow or busy, or does not answer.' }
      )
    if (ran?.code !== 0) return null
    const answer = readTally(ran.stdout.toString('utf8'))
    return { tally: withAnswer(tally, answer), aheadMs: clockAheadMs(answer.now, before, now()) }
  }

  return {
    async count({ site, path, aheadMs = 0 }, signal, automatic) {
      const key = JSON.stringify([site, path])
      if (counted !== key) tally = emptyTally
      counted = key
      const onSite = site === null ? null : await onHost(site, path, signal, automatic)
      if (onSite) tally = onSite.tally
      else {
        const from = site === null ? files.local : await files.site(site, signal, { automatic })
        tally = withAnswer(tally, await walked(from, path, Math.floor((now() + aheadMs) / 1000), signal))
      }
      return onSite ?? { tally, aheadMs }
    }
  }
}

/** Every file below the folder, `mostWalked` at most. `at`: the host's clock, seconds since 1970. */
async function walked(files: FileSystem, folder: string, at: number, signal: Signal): Promise<TallyAnswer> {
  const settled: FolderTallied[] = []
  const young: FolderTallied[] = []
  const newest: NewestMovie[] = []
  const open = ['']
  let seen = 0
  for (let inner = open.pop(); inner !== undefined && seen < mostWalked; inner = open.pop()) {
    const found: FolderTallied[] = []
    for await (const batch of files.readDirectory(inner === '' ? folder : joinPath(folder, inner), signal)) {
      seen += batch.length
      for (const { name, type, size, mtime } of batch) {
        const below = inner === '' ? name : `${inner}/${name}`
        const kind = type === 'file' ? kindOfName(name) : null
        if (type === 'directory') open.push(below)
        if (kind === null) continue
        const one = { kind, minute: Math.floor(mtime / 60), movies: 1, bytes: size }
        if (mtime >= at - youngSeconds && mtime <= at + 60) young.push({ ...one, folder: inner })
        else found.push({ ...one, folder: inner })
        newest.push({ kind, mtime, bytes: size, path: below })
      }
    }
    settled.push(...inFolder(inner, found))
  }
  return { now: at, changed: 0, settled, young, newest }
}

/** One for each minute. */
function inFolder(folder: string, found: readonly FolderTallied[]): FolderTallied[] {
  return summed(found).map(one => ({ ...one, folder }))
}
