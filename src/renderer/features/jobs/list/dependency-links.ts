/** What a job waits for, out of SLURM's words (sbatch(1), --dependency). */
import type { Job } from '@contract/jobs'

/** One thing waited for. `id` is a job, an array or a task; null for `singleton`, which names none. */
export interface DependencyLink {
  readonly id: string | null
  /** After the id: `to end well`. */
  readonly until: string
}

const untils: Readonly<Record<string, string>> = {
  after: 'to start',
  afterany: 'to end',
  afterok: 'to end well',
  afternotok: 'to fail',
  aftercorr: 'to end its task of the same number well',
  afterburstbuffer: 'to end and its burst buffer to be written'
}

/** `afterok:123_*(unfulfilled),afterany:124+5:125?after:126`, each id by itself. A part that is not understood is left out. */
export function dependencyLinks(text: string | null): readonly DependencyLink[] {
  if (text === null) return []
  return text.split(/[,?]/).flatMap((part): DependencyLink[] => {
    const [, kind = '', ids = ''] = /^\s*(\w+):?(.*)$/.exec(part) ?? []
    if (kind === 'singleton') return [{ id: null, until: 'all jobs of the same name and user to end' }]
    const until = untils[kind]
    if (until === undefined) return []
    return [...ids.matchAll(/(?:^|:)(\d+(?:_\d+)?)/g)].map(([, id = '']) => ({ id, until }))
  })
}

/** The id by which others name a job: of an array its number, of a task its own. */
export function namesOf(job: Job): readonly string[] {
  if (job.tasks && job.arrayId !== null) return [job.arrayId]
  return job.arrayId === null ? [job.id] : [job.id, job.arrayId]
}
