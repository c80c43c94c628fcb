/** The empty files by which RELION's pipeline and its jobs tell each other how a job stands (pipeline_control.h). */
import type { Run } from '@contract/cloud-runs'

/** It is put into a job's folder to ask that the job ends; the job takes it away. */
export const abortMark = 'RELION_JOB_ABORT_NOW'

/** A job that has ended leaves exactly one of them. */
export const exitMarks = ['RELION_JOB_EXIT_SUCCESS', 'RELION_JOB_EXIT_FAILURE', 'RELION_JOB_EXIT_ABORTED'] as const
export type ExitMark = (typeof exitMarks)[number]

/**
 * How the job of a run has ended. `left`: what its programs left themselves on the machine, which may know of a failure
 * that the status of a script hides. `aborted`: RELION's button was pressed.
 */
export function exitMarkOf(
  { exitCode, endedBy }: Pick<Run['command'], 'exitCode' | 'endedBy'>,
  left: readonly string[],
  aborted: boolean
): ExitMark {
  const well = exitCode === 0 && endedBy === 'itself'
  if (!well) return aborted || endedBy === 'stop' ? 'RELION_JOB_EXIT_ABORTED' : 'RELION_JOB_EXIT_FAILURE'
  if (left.includes('RELION_JOB_EXIT_FAILURE')) return 'RELION_JOB_EXIT_FAILURE'
  return left.includes('RELION_JOB_EXIT_ABORTED') ? 'RELION_JOB_EXIT_ABORTED' : 'RELION_JOB_EXIT_SUCCESS'
}
