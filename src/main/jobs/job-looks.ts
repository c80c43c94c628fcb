/** What is looked at of one job on demand: its progress, its classes, what it uses, its GPUs. */
import type { Clock } from '../platform'
import type { SiteAccess } from '../site-access'
import type { JobSamples } from '../store/job-samples'
import { createReadClassImages, type ReadClassImages } from './class-images'
import { createReadGpus, type ReadGpus } from './gpus'
import { createReadProgress, type ProgressSource, type ReadProgress } from './progress'
import { createSlurmAsker } from './slurm-asker'
import { createWatchUsage, type WatchUsage } from './usage'

export interface JobLooks {
  readonly progress: ReadProgress
  readonly classImages: ReadClassImages
  readonly usage: WatchUsage
  readonly gpus: ReadGpus
}

export function createJobLooks(deps: {
  access: SiteAccess
  jobs: ProgressSource
  samples: JobSamples
  clock: Clock
}): JobLooks {
  const { access, jobs, samples, clock } = deps
  const asker = createSlurmAsker(access)
  const progress = createReadProgress(access, jobs, clock)
  return {
    progress,
    classImages: createReadClassImages(access, progress),
    usage: createWatchUsage(asker, jobs.show, samples),
    gpus: createReadGpus(asker, jobs.show, clock)
  }
}
