/** How far a cryoSPARC job is, as far as public sources tell the form of its files (domain/cryosparc/job-folder). */
import type { JobProgress } from '@contract/job-progress'
import { type CryosparcJob, cryosparcIteration, readCryosparcLog } from '@domain/cryosparc/job-folder'
import type { JobFolder } from './progress-files'

/** Bytes of `job.log` from its end. */
const mostLog = 256 * 1024
const mostIterations = 200

/** See contract/job-progress. */
export async function cryosparcProgress(folder: JobFolder, { job }: CryosparcJob): Promise<JobProgress> {
  const size = folder.find('job.log')?.size ?? 0
  const from = Math.max(0, size - mostLog)
  const log = readCryosparcLog(size === 0 ? '' : await folder.text(`${folder.path}/job.log`, from, size - from))
  const iterations = new Set<number>()
  for (const { name } of folder.entries) {
    const iteration = cryosparcIteration(name, job)
    if (iteration !== null) iterations.add(iteration)
  }
  const written = [...iterations].sort((a, b) => a - b).slice(-mostIterations)
  const latest = written.at(-1) ?? null
  const averages = folder.entries.find(
    ({ name }) => name.endsWith('_class_averages.mrc') && cryosparcIteration(name, job) === latest
  )
  return {
    program: 'cryoSPARC',
    folder: folder.path,
    ...{ kind: null, ended: null, iterations: null, expectedEnd: null },
    ...{ step: null, stepFraction: null, stepSecondsLeft: null },
    iteration: log.iteration ?? latest,
    resolutionAngstrom: log.resolutionAngstrom,
    model: averages?.name ?? null,
    classes: [],
    series: written.map(iteration => ({
      iteration,
      resolutionAngstrom: iteration === log.iteration ? log.resolutionAngstrom : null,
      ...{ classes: null, changed: null }
    })),
    micrographs: null
  }
}
