/** The movies of one session, counted cheaply: only what changed since the last look is looked at. */
import type { ErrorCode } from '@contract/errors'
import { displayName } from '@domain/bytes-name'
import {
  emptyTally,
  kindOfName,
  type MovieTally,
  readTally,
  type Tallied,
  withAnswer
} from '@domain/cockpit/movie-tally'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import type { SiteAccess } from '../site-access'
import { countScript, countStatus } from './count-script'

/** Every so often all is counted anew: what changed its owner or permissions alone was counted twice. Milliseconds. */
const recountMs = 30 * 60_000
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
}

export interface MovieCounter {
  /** `not-found` before the folder is there. `automatic`: nobody just asked, so nobody is asked anything. */
  count(folder: MovieFolder, signal: Signal, automatic: boolean): Promise<MovieTally>
}

export function createMovieCounter(deps: { access: SiteAccess; files: FileSystems; now: () => number }): MovieCounter {
  const { access, files, now } = deps
  let tally = emptyTally
  let counted: { key: string; wholeAt: number } | undefined

  /** Null where the host cannot count by itself. */
  async function onHost(site: string, path: string, signal: Signal, automatic: boolean): Promise<MovieTally | null> {
    const connection = await access.connection(site, { role: 'transfer' }, signal, { automatic })
    const { since } = tally
    const options = { args: [path, String(since)], signal, timeoutMs: countingMs, maxBytes: 4 * 1024 * 1024 }
    const ran = await connection.run(countScript, options).catch((thrown: unknown) => {
      if (noScripts.has(Failure.from(thrown).code)) return null
      throw thrown
    })
    if (ran?.code === countStatus.noFolder)
      throw new Failure('not-found', `The folder of the movies, ${displayName(path)} on ${site}, cannot be opened.`, {
        hint: 'It is made when the session begins; look at its steps, or at the permissions of the folder.'
      })
    return ran?.code === 0 ? withAnswer(tally, readTally(ran.stdout.toString('utf8')), since === 0) : null
  }

  return {
    async count({ site, path }, signal, automatic) {
      const key = JSON.stringify([site, path])
      if (counted?.key !== key || now() - counted.wholeAt > recountMs) {
        if (counted?.key !== key) tally = emptyTally
        else tally = { ...tally, since: 0 }
        counted = { key, wholeAt: now() }
      }
      const onSite = site === null ? null : await onHost(site, path, signal, automatic)
      tally =
        onSite ??
        (await walked(site === null ? files.local : await files.site(site, signal, { automatic }), path, signal))
      return tally
    }
  }
}

/** Every file below the folder, `mostWalked` at most. Each look tells all, so nothing is settled. */
async function walked(files: FileSystem, folder: string, signal: Signal): Promise<MovieTally> {
  const young: Tallied[] = []
  const newest: MovieTally['newest'][number][] = []
  const open = ['']
  let seen = 0
  for (let inner = open.pop(); inner !== undefined && seen < mostWalked; inner = open.pop()) {
    const path = inner === '' ? folder : joinPath(folder, inner)
    for await (const batch of files.readDirectory(path, signal)) {
      seen += batch.length
      for (const { name, type, size, mtime } of batch) {
        const below = inner === '' ? name : `${inner}/${name}`
        const kind = type === 'file' ? kindOfName(name) : null
        if (type === 'directory') open.push(below)
        if (kind === null) continue
        young.push({ kind, minute: Math.floor(mtime / 60), movies: 1, bytes: size })
        newest.push({ kind, mtime, bytes: size, path: below })
      }
    }
  }
  return withAnswer(emptyTally, { now: 0, settled: young, young: [], newest }, true)
}
