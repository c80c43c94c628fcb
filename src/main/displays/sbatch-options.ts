/** A display's job as options of sbatch(1). */
import type { DisplayWish } from '@contract/display'

/** Each stands alone, so nothing in them is taken for another. */
export function sbatchOptions(job: NonNullable<DisplayWish['job']>): string[] {
  return [
    ...['--ntasks=1', `--cpus-per-task=${job.cpus}`, `--time=${job.minutes}`],
    ...(job.partition ? [`--partition=${job.partition}`] : []),
    ...(job.account ? [`--account=${job.account}`] : []),
    ...(job.memory ? [`--mem=${job.memory}`] : []),
    ...(job.gpus > 0 ? [`--gres=gpu:${job.gpus}`] : [])
  ]
}
