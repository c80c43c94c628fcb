/**
 * What a job of RELION has found out before it writes its table at the end (RELION 3.1 to 5: motioncorr_runner.cpp,
 * ctffind_runner.cpp): each movie's own `.star`, and each micrograph's log of CTFFIND or Gctf beside its name. A file is
 * read once, and a folder only when something was made in it.
 */
import type { FileSystem } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import type { Finding } from '@domain/quality/joined'
import { readCtfLog, readMovieMotion } from '@domain/relion/micrographs'
import type { ResultJob, ResultKind } from './result-folders'

/** Of one look: folders, files that are read, bytes of a file; and findings that are remembered. */
const most = { folders: 200, files: 200, bytes: 64 * 1024, kept: 20_000, atOnce: 8 } as const

type Signal = AbortSignal | undefined

const endings: Readonly<Record<ResultKind, RegExp>> = { motion: /\.star$/, ctf: /_(?:ctffind\d|gctf)\.log$/ }

/** `name`: below the project's folder. Null where the file has nothing yet. */
function findingOf(kind: ResultKind, name: string, text: string, writtenAt: number): Finding | null {
  if (kind === 'motion') {
    const motion = readMovieMotion(text)
    return motion && { path: name.replace(/\.star$/, '.mrc'), writtenAt, driftAngstrom: motion.totalAngstrom }
  }
  const ctf = readCtfLog(text)
  if (!ctf) return null
  const { defocusUAngstrom: u, defocusVAngstrom: v } = ctf
  return {
    ...{ path: name.replace(endings.ctf, '.mrc'), writtenAt, ctfResolutionAngstrom: ctf.maxResolutionAngstrom },
    defocusAngstrom: u === null || v === null ? null : (u + v) / 2,
    astigmatismAngstrom: ctf.astigmatismAngstrom
  }
}

interface Candidate {
  readonly path: string
  readonly stamp: string
  readonly mtime: number
  readonly size: number
}

export interface OwnResults {
  /** All that is known of the job, in the order in which the files were written. */
  read(files: FileSystem, job: ResultJob, signal: Signal): Promise<readonly Finding[]>
}

/** `kept`: findings that are remembered; the oldest are forgotten. */
export function createOwnResults(kept: number = most.kept): OwnResults {
  let folder: string | undefined
  /** Up to when what was written is forgotten: it is not read again. Seconds since 1970. */
  let forgottenTo = Number.NEGATIVE_INFINITY
  const found = new Map<string, { stamp: string; mtime: number; finding: Finding | null }>()
  /** Folders in which nothing is left to read, by when they changed; times are whole seconds, so two looks tell. */
  const visited = new Map<string, { mtime: number; looks: number }>()
  const isDone = (path: string, mtime: number): boolean => {
    const known = visited.get(path)
    return known?.mtime === mtime && known.looks >= 2
  }

  async function candidates(files: FileSystem, job: ResultJob, signal: Signal): Promise<Candidate[]> {
    const fresh: Candidate[] = []
    const open: { path: string; mtime: number; depth: number }[] = [{ path: job.folder, mtime: -1, depth: 0 }]
    let looked = 0
    for (let next = open.shift(); next && looked < most.folders; next = open.shift(), looked++) {
      const { path, mtime, depth } = next
      let left = false
      for await (const batch of files.readDirectory(path, signal))
        for (const { name, type, size, stamp, mtime: written } of batch) {
          const inner = joinPath(path, name)
          if (type === 'directory' && depth < 6 && !isDone(inner, written))
            open.push({ path: inner, mtime: written, depth: depth + 1 })
          // Those directly in the job's folder are the job's tables, not a movie's.
          if (type !== 'file' || depth === 0 || size === 0 || size > most.bytes || !endings[job.kind].test(name))
            continue
          const known = found.get(inner)
          if (!known && written <= forgottenTo) continue
          left ||= !known?.finding
          if (known?.stamp === stamp) continue
          fresh.push({ path: inner, stamp, mtime: written, size })
        }
      const before = visited.get(path)
      if (depth > 0) visited.set(path, { mtime, looks: left ? 0 : before?.mtime === mtime ? before.looks + 1 : 1 })
    }
    return fresh.sort((a, b) => a.mtime - b.mtime).slice(0, most.files)
  }

  return {
    async read(files, job, signal) {
      if (folder !== job.folder) {
        found.clear()
        visited.clear()
        forgottenTo = Number.NEGATIVE_INFINITY
        folder = job.folder
      }
      const waiting = await candidates(files, job, signal)
      const readNext = async (): Promise<void> => {
        for (let one = waiting.shift(); one; one = waiting.shift()) {
          const small = await files.readSmall(one.path, most.bytes, signal)
          const text = small ? Buffer.from(small.data).toString('utf8') : ''
          const name = one.path.slice(job.project.length + 1)
          const finding = findingOf(job.kind, name, text, one.mtime * 1000)
          found.set(one.path, { stamp: one.stamp, mtime: one.mtime, finding })
        }
      }
      await Promise.all(Array.from({ length: most.atOnce }, readNext))
      for (const [path, { mtime }] of oldest(found, found.size - kept)) {
        found.delete(path)
        forgottenTo = Math.max(forgottenTo, mtime)
      }
      const all = [...found.values()].flatMap(({ finding }) => (finding ? [finding] : []))
      return all.sort((a, b) => (a.writtenAt ?? 0) - (b.writtenAt ?? 0))
    }
  }
}

/** The first so many by when they were written; they were read in another order, several at a time. */
function oldest<Known extends { mtime: number }>(found: ReadonlyMap<string, Known>, count: number): [string, Known][] {
  return count <= 0 ? [] : [...found].sort(([, a], [, b]) => a.mtime - b.mtime).slice(0, count)
}
