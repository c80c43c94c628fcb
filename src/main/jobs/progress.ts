/** How far a job is, from its own folder: one listing and two bounded reads. */
import type { JobProgress } from '@contract/job-progress'
import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { relionFolder } from '@domain/relion/job-folder'
import { exitMarkers, modelName, readModel, readRunOutput } from '@domain/relion/progress'
import type { SiteAccess } from '../site-access'
import type { Sftp } from '../ssh/types'
import { openRemoteText, type RemoteText } from './tail'

type Signal = AbortSignal | undefined

/** Bytes of `run.out` that are looked at, from its end, and of a model, from its start: its head has what is shown. */
const most = { output: 64 * 1024, model: 1024 * 1024 }
/** Names of a job's folder that are looked at; RELION writes a handful each iteration. */
const mostNames = 50_000

/** What it needs of the jobs' service. */
export interface ProgressSource {
  show(site: string, id: string, signal: Signal): Promise<Job>
  script(site: string, id: string, signal: Signal): Promise<{ text: string }>
}

/** See contract/job-progress. `unsupported` for a job of another program; `not-found` before its folder is there. */
export type ReadProgress = (site: string, id: string, signal: Signal) => Promise<JobProgress>

async function namesOf(sftp: Sftp, folder: string, signal: Signal): Promise<string[]> {
  const names: string[] = []
  for await (const entries of sftp.readDirectory(folder, { signal })) {
    for (const { name } of entries) names.push(name)
    if (names.length >= mostNames) break
  }
  return names
}

async function readBytes(file: RemoteText, from: number, length: number, signal: Signal): Promise<string> {
  const blocks: Buffer[] = []
  let read = 0
  while (read < length) {
    const block = await file.read(from + read, length - read, signal)
    if (block.length === 0) break
    blocks.push(block)
    read += block.length
  }
  return Buffer.concat(blocks).toString('utf8')
}

/** The model of the latest iteration; of two half sets the first. */
function latestModel(names: readonly string[]): { name: string; iteration: number } | null {
  let latest: { name: string; iteration: number } | null = null
  for (const name of [...names].sort()) {
    const iteration = modelName(name)?.iteration
    if (iteration !== undefined && (latest === null || iteration > latest.iteration)) latest = { name, iteration }
  }
  return latest
}

export function createReadProgress(access: SiteAccess, jobs: ProgressSource): ReadProgress {
  return async (site, id, signal) => {
    const [job, { text }] = await Promise.all([jobs.show(site, id, signal), jobs.script(site, id, signal)])
    const folder = relionFolder(text, job.workDir)
    if (folder === null)
      throw new Failure(
        'unsupported',
        `Job ${id} of ${site} is not one of RELION: its script has no --pipeline_control.`,
        {
          hint: 'Its output tells how far it is: farscope job tail.'
        }
      )
    const connection = await access.connection(site, { role: 'login' }, signal)
    const names = await namesOf(await connection.sftp({ signal }), folder, signal)
    const output = await openRemoteText(connection, `${folder}/run.out`, signal)
    const size = (await output.size(signal)) ?? 0
    const from = Math.max(0, size - most.output)
    const run = readRunOutput(size === 0 ? '' : await readBytes(output, from, size - from, signal))
    const latest = latestModel(names)
    const modelFile = latest && (await openRemoteText(connection, `${folder}/${latest.name}`, signal))
    const model = modelFile && readModel(await readBytes(modelFile, 0, most.model, signal))
    const marker = Object.entries(exitMarkers).find(([name]) => names.includes(name))
    return {
      program: 'RELION',
      kind: null,
      expectedEnd: null,
      series: [],
      micrographs: null,
      folder,
      ended: marker?.[1] ?? null,
      ...run,
      iteration: run.iteration ?? latest?.iteration ?? null,
      resolutionAngstrom: model?.resolutionAngstrom ?? run.resolutionAngstrom,
      model: model && latest ? latest.name : null,
      classes: model ? [...model.classes] : []
    }
  }
}
