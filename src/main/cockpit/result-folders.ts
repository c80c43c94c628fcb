/** Where a session's results of RELION are: a project in its folder, one below, or where its jobs run. */
import { Failure } from '@domain/failure'
import type { FileSystem, NamedFileInfo } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'

/** Folders that are looked into for a project, and jobs of one kind of which the newest with results is taken. */
const most = { roots: 40, jobs: 4, names: 2000 } as const

export const resultKinds = {
  motion: { folder: 'MotionCorr', table: 'corrected_micrographs.star' },
  ctf: { folder: 'CtfFind', table: 'micrographs_ctf.star' }
} as const
export type ResultKind = keyof typeof resultKinds

/** The job of a kind that is read. */
export interface ResultJob {
  readonly kind: ResultKind
  /** The project's folder: paths in its tables begin there. */
  readonly project: string
  readonly folder: string
  /** Null while the job has not written its table. */
  readonly table: string | null
  /** RELION marks a job that has ended with a file. */
  readonly ended: boolean
}

type Signal = AbortSignal | undefined

/** The first 2,000 or so; none where there is no such folder, or none of ours. */
export async function namesIn(files: FileSystem, folder: string, signal: Signal): Promise<NamedFileInfo[]> {
  const found: NamedFileInfo[] = []
  try {
    for await (const batch of files.readDirectory(folder, signal)) {
      found.push(...batch)
      if (found.length >= most.names) break
    }
  } catch (thrown) {
    // Not there, not ours, or no folder: then there is no project in it.
    if (!['not-found', 'permission', 'not-a-directory'].includes(Failure.from(thrown).code)) throw thrown
  }
  return found
}

const isProject = (entries: readonly NamedFileInfo[]): boolean =>
  entries.some(({ name }) => Object.values(resultKinds).some(({ folder }) => folder === name))

/** The first project in `roots` or directly below one of them; null: there is none. `skip`: never looked into. */
export async function findProject(
  files: FileSystem,
  roots: readonly string[],
  skip: readonly string[],
  signal: Signal
): Promise<string | null> {
  const below: string[] = []
  for (const root of new Set(roots)) {
    const entries = await namesIn(files, root, signal)
    if (isProject(entries)) return root
    for (const { name, type } of entries) {
      const path = joinPath(root, name)
      if (type === 'directory' && !name.startsWith('.') && !skip.includes(path)) below.push(path)
    }
  }
  for (const path of below.slice(0, most.roots)) if (isProject(await namesIn(files, path, signal))) return path
  return null
}

/** RELION numbers its jobs through: `job002`. */
const jobNumber = (name: string): number => Number(/^job(\d+)$/.exec(name)?.[1] ?? Number.NaN)

/**
 * The jobs of a kind that tell of its micrographs, newest first: the one that runs, and the newest that has its table; of
 * neither the newest. None: the project has none.
 */
export async function findJobs(
  files: FileSystem,
  project: string,
  kind: ResultKind,
  signal: Signal
): Promise<ResultJob[]> {
  const { folder, table } = resultKinds[kind]
  const parent = joinPath(project, folder)
  const names = (await namesIn(files, parent, signal)).map(({ name }) => name)
  const newest = names.filter(name => !Number.isNaN(jobNumber(name))).sort((a, b) => jobNumber(b) - jobNumber(a))
  let first: ResultJob | undefined
  let live: ResultJob | undefined
  for (const name of newest.slice(0, most.jobs)) {
    const path = joinPath(parent, name)
    const entries = await namesIn(files, path, signal)
    const has = entries.some(entry => entry.name === table)
    const ended = entries.some(entry => entry.name.startsWith('RELION_JOB_EXIT_'))
    const job = { kind, project, folder: path, table: has ? joinPath(path, table) : null, ended }
    if (has) return live ? [live, job] : [job]
    first ??= job
    if (!ended) live ??= job
  }
  const only = live ?? first
  return only ? [only] : []
}
