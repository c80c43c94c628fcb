/**
 * How good the micrographs of a session are, by what RELION's jobs on them have written so far; where there is nothing of
 * RELION, by what cryoSPARC Live has exported.
 */
import type { Quality, QualityLimits } from '@contract/cockpit'
import type { FileSystem } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import { type Finding, type JoinedMicrograph, joined, micrographName } from '@domain/quality/joined'
import { countBeyond, mediansOf, qualityWarnings, thinned } from '@domain/quality/limits'
import { ctfFindings, motionFindings } from '@domain/quality/tables'
import { createGrownTable, type GrownTable } from './grown-table'
import { createLiveResults } from './live-results'
import { createOwnResults, type OwnResults } from './own-results'
import { findJobs, findProject, type ResultJob, type ResultKind } from './result-folders'

/** Where a project may appear is looked through so often while there is none. Milliseconds. */
const searchMs = 15_000
const mostShown = 1500

type Signal = AbortSignal | undefined

export interface QualityQuestion {
  readonly files: FileSystem
  /** Folders in which a project may be, or below which. */
  readonly roots: readonly string[]
  /** Where the movies are: many names, and no project. */
  readonly movies: string | null
  /** Of the facility. */
  readonly timeZone: string
  readonly limits: QualityLimits
}

export interface QualityReader {
  /** Null while there are no results. Errors of the file system. */
  read(question: QualityQuestion, signal: Signal): Promise<Quality | null>
  /** What was read last, judged by other limits; null where nothing was. */
  judged(limits: QualityLimits): Quality | null
  /** The one of that name, as it was read last, with its files' paths. */
  find(name: string): { micrograph: string; spectrum: string | null } | undefined
}

interface Source {
  readonly table: GrownTable<Finding>
  readonly own: OwnResults
}

export function createQualityReader(now: () => number): QualityReader {
  const sources: Readonly<Record<ResultKind, Source>> = {
    motion: { table: createGrownTable(motionFindings), own: createOwnResults() },
    ctf: { table: createGrownTable(ctfFindings), own: createOwnResults() }
  }
  const live = createLiveResults(now, searchMs)
  let project: { path: string | null; at: number; roots: string } | undefined
  let known: { all: readonly JoinedMicrograph[]; project: string; folders: string[] } | undefined

  async function projectOf({ files, roots, movies }: QualityQuestion, signal: Signal): Promise<string | null> {
    const key = JSON.stringify([files.label, roots])
    const stale = project === undefined || project.roots !== key
    if (project === undefined || stale || (project.path === null && now() - project.at > searchMs))
      project = {
        path: await findProject(files, roots, movies === null ? [] : [movies], signal),
        at: now(),
        roots: key
      }
    return project.path
  }

  async function findingsOf(jobs: readonly ResultJob[], files: FileSystem, signal: Signal): Promise<Finding[]> {
    const found: Finding[] = []
    for (const [at, job] of jobs.entries()) {
      const { table, own } = sources[job.kind]
      const rows = job.table === null ? [] : await table.read(files, job.table, signal)
      // A job that has ended has all in its table, and so has one that another was begun after.
      const all =
        (job.table !== null && job.ended) || at > 0 ? rows : [...(await own.read(files, job, signal)), ...rows]
      // Of a micrograph that two jobs tell of, what the newer one tells.
      const newer = new Set(found.map(({ path }) => micrographName(path)))
      for (const one of all) if (!newer.has(micrographName(one.path))) found.push(one)
    }
    return found
  }

  function judged(limits: QualityLimits): Quality | null {
    if (!known) return null
    const { all, folders } = known
    const newest = all.at(-1)
    return {
      ...{ folders, limits },
      micrographs: all.length,
      shown: thinned(all, limits, mostShown).map(figuresOf),
      medians: mediansOf(all),
      beyond: countBeyond(all, limits),
      newest: newest ? { micrograph: figuresOf(newest), spectrum: newest.spectrum !== null } : null,
      warnings: qualityWarnings(all, limits)
    }
  }

  interface Told {
    readonly findings: readonly Finding[]
    readonly project: string
    readonly folders: string[]
  }

  async function relionTells(question: QualityQuestion, signal: Signal): Promise<Told | null> {
    const { files } = question
    const path = await projectOf(question, signal)
    if (path === null) return null
    const motion = await findJobs(files, path, 'motion', signal)
    const ctf = await findJobs(files, path, 'ctf', signal)
    const findings = [...(await findingsOf(motion, files, signal)), ...(await findingsOf(ctf, files, signal))]
    // The project was moved away, or emptied.
    if (motion.length + ctf.length === 0) project = undefined
    return { findings, project: path, folders: [...motion, ...ctf].map(({ folder }) => folder) }
  }

  async function liveTells({ files, roots, movies }: QualityQuestion, signal: Signal): Promise<Told | null> {
    const told = await live.read(files, roots, movies === null ? [] : [movies], signal)
    return told && { ...told, folders: [told.folder] }
  }

  return {
    async read(question, signal) {
      const relion = await relionTells(question, signal)
      const told = relion && relion.findings.length > 0 ? relion : await liveTells(question, signal)
      if (!told || told.findings.length === 0) return null
      known = { ...told, all: joined(told.findings, question.timeZone) }
      return judged(question.limits)
    },
    judged,
    find(name) {
      const found = known?.all.findLast(one => one.name === name)
      if (!known || !found) return undefined
      const inProject = (path: string): string => (path.startsWith('/') ? path : joinPath(known?.project ?? '', path))
      return {
        micrograph: inProject(found.path),
        spectrum: found.spectrum === null ? null : inProject(found.spectrum)
      }
    }
  }
}

/** What crosses the wire. */
function figuresOf(one: JoinedMicrograph): Quality['shown'][number] {
  const { name, at, driftAngstrom, ctfResolutionAngstrom, defocusAngstrom, astigmatismAngstrom } = one
  return { name, at, driftAngstrom, ctfResolutionAngstrom, defocusAngstrom, astigmatismAngstrom }
}
