/** How far a job is, from its own folder: one listing, and bounded reads of what changed since the last look. */
import type { JobProgress } from '@contract/job-progress'
import type { Job } from '@contract/jobs'
import { cryosparcJob } from '@domain/cryosparc/job-folder'
import { Failure } from '@domain/failure'
import { relionFolder } from '@domain/relion/job-folder'
import { type Clock, systemClock } from '../platform'
import type { SiteAccess } from '../site-access'
import { cryosparcProgress } from './progress-cryosparc'
import { createParsedFiles, openJobFolder } from './progress-files'
import { relionProgress } from './progress-relion'

type Signal = AbortSignal | undefined

/** What it needs of the jobs' service. */
export interface ProgressSource {
  show(site: string, id: string, signal: Signal): Promise<Job>
  script(site: string, id: string, signal: Signal): Promise<{ text: string }>
}

/**
 * See contract/job-progress. `unsupported` for a job of another program; `not-found` before its folder is there.
 * `automatic`: nobody just asked, so it raises no prompt.
 */
export type ReadProgress = (site: string, id: string, signal: Signal, automatic?: boolean) => Promise<JobProgress>

export function createReadProgress(access: SiteAccess, jobs: ProgressSource, clock: Clock = systemClock): ReadProgress {
  const parsed = createParsedFiles()
  return async (site, id, signal, automatic) => {
    // First, so that no question after it finds the link down and asks a person for a password.
    const connection = await access.connection(site, { role: 'login' }, signal, { automatic })
    const job = await jobs.show(site, id, signal)
    // A job's script never changes; the time tells it from a later job of the same id.
    const own = JSON.stringify([site, id, job.submitTime, 'script'])
    const { text: script } = await parsed.get(own, () => jobs.script(site, id, signal))
    const relion = relionFolder(script, job.workDir)
    const cryosparc = relion === null ? cryosparcJob(script, job.stdout) : null
    const path = relion ?? cryosparc?.folder
    if (path === undefined)
      throw new Failure('unsupported', `Job ${id} of ${site} is not one of RELION or cryoSPARC, by its script.`, {
        hint: 'Its output tells how far it is: farscope job tail.'
      })
    const folder = await openJobFolder(connection, site, path, parsed, signal)
    const now = clock.now().getTime() / 1000
    return cryosparc
      ? cryosparcProgress(folder, cryosparc)
      : relionProgress(folder, { site, script, workDir: job.workDir, now, parsed, signal })
  }
}
