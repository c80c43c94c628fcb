/** How far a RELION job is: its output's end, the models of its iterations, or its micrographs. */
import type { JobProgress } from '@contract/job-progress'
import { eachAtOnce } from '@domain/each-at-once'
import { expectedEnd } from '@domain/relion/expected-end'
import { relionKind } from '@domain/relion/job-folder'
import {
  exitMarkers,
  filledClasses,
  modelName,
  readChangedShare,
  readModel,
  readRunOutput
} from '@domain/relion/progress'
import type { FolderEntry, JobFolder, ParsedFiles } from './progress-files'
import { micrographProgress } from './progress-micrographs'

/** Bytes of `run.out` from its end, and of a model and an optimiser from their starts: the heads have what is shown. */
const most = { output: 64 * 1024, model: 256 * 1024, optimiser: 16 * 1024 }
/** Iterations of the series. */
const mostIterations = 200
/** Files that are read at a time; an SFTP channel answers several requests in one round trip. */
const width = 8

export interface RelionContext {
  readonly site: string
  readonly script: string
  readonly workDir: string | null
  /** Seconds since 1970, UTC. */
  readonly now: number
  readonly parsed: ParsedFiles
  readonly signal: AbortSignal | undefined
}

interface IterationFile {
  readonly iteration: number
  readonly entry: FolderEntry
}

/** One model of each iteration, oldest first; of two half sets the first. */
function modelFiles(entries: readonly FolderEntry[]): IterationFile[] {
  const byIteration = new Map<number, IterationFile>()
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const iteration = modelName(entry.name)?.iteration
    if (iteration !== undefined && !byIteration.has(iteration)) byIteration.set(iteration, { iteration, entry })
  }
  return [...byIteration.values()].sort((a, b) => a.iteration - b.iteration)
}

const optimiserName = (model: string): string => model.replace(/(?:_half[12])?_model\.star$/, '_optimiser.star')

async function readSeries(folder: JobFolder, files: readonly IterationFile[]): Promise<JobProgress['series']> {
  return eachAtOnce(files, width, async ({ iteration, entry }) => {
    const optimiser = folder.find(optimiserName(entry.name))
    const [model, changed] = await Promise.all([
      folder.head(entry, most.model, 'model', readModel),
      optimiser ? folder.head(optimiser, most.optimiser, 'optimiser', readChangedShare) : null
    ])
    return {
      iteration,
      resolutionAngstrom: model?.resolutionAngstrom ?? null,
      classes: model && filledClasses(model),
      changed
    }
  })
}

const instant = (seconds: number | null): string | null =>
  seconds === null ? null : new Date(seconds * 1000).toISOString()

/** See contract/job-progress. */
export async function relionProgress(folder: JobFolder, context: RelionContext): Promise<JobProgress> {
  const kind = relionKind(context.script, folder.path)
  const output = folder.find('run.out')
  const size = output?.size ?? 0
  const from = Math.max(0, size - most.output)
  const run = readRunOutput(size === 0 ? '' : await folder.text(`${folder.path}/run.out`, from, size - from))
  const marker = Object.entries(exitMarkers).find(([name]) => folder.find(name))
  const ended = marker?.[1] ?? null
  const files = modelFiles(folder.entries).slice(-mostIterations)
  const latest = files.at(-1)
  const model = latest ? await folder.head(latest.entry, most.model, 'model', readModel) : null
  const series = await readSeries(folder, files)
  const done = latest?.iteration ?? 0
  const ends = files.map(({ entry }) => entry.mtime)
  const byIterations = run.iterations === null ? null : expectedEnd(ends, run.iterations - done, context.now)
  const found = await micrographProgress(folder, kind, ended !== null, context)
  return {
    program: 'RELION',
    kind,
    folder: folder.path,
    ended,
    ...run,
    iteration: run.iteration ?? latest?.iteration ?? null,
    expectedEnd: ended === null ? instant(byIterations ?? found?.expectedEnd ?? null) : null,
    resolutionAngstrom: model?.resolutionAngstrom ?? run.resolutionAngstrom,
    model: model && latest ? latest.entry.name : null,
    classes: model ? [...model.classes] : [],
    series,
    micrographs: found?.micrographs ?? null
  }
}
