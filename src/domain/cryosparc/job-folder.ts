/**
 * A cryoSPARC job by what public sources tell of its command and its files; the program itself is not open.
 *
 * - The worker's command, which `{{ run_cmd }}` of a lane's script becomes, is `…/cryosparcw run --project P1 --job J6
 *   --master_hostname …`, and its log is `job.log` in the folder of the job (the variables `run_cmd` and
 *   `job_log_path_abs` of https://guide.cryosparc.com/setup-configuration-and-management/how-to-download-install-and-configure/cryosparc-cluster-integration-script-examples,
 *   and commands quoted at https://discuss.cryosparc.com).
 * - Each iteration leaves files with its number: `cryosparc_P1_J2_020_class_averages.mrc` up to version 3,
 *   `J63_020_class_averages.mrc` and `J63_020_particles.cs` since (read so by
 *   https://github.com/scipion-em/scipion-em-cryosparc2, `getOutputPreffix`).
 * - A refinement tells its FSC 0.143 resolution as `Using Filter Radius 100.000 (3.000A)` (the same
 *   repository, `findLastIteration`). It does so in the event log, which is in cryoSPARC's database; it is looked
 *   for in `job.log` too and is null where it is not there.
 *
 * Not found, so left out: the kind of job, how it ended, the shares and resolutions of 2D classes.
 */

/** Where a job of cryoSPARC is. */
export interface CryosparcJob {
  readonly project: string
  readonly job: string
  readonly folder: string
}

/** By the script that the lane made, and where SLURM was told to write; null for jobs of other programs. */
export function cryosparcJob(script: string, stdout: string | null): CryosparcJob | null {
  const command =
    /\bcryosparcw['"]?\s+run\s[^\n]*?--project[ =]['"]?(P\d+)['"]?\s[^\n]*?--job[ =]['"]?(J\d+)\b[^\n]*/.exec(script)
  if (!command) return null
  const [line = '', project = '', job = ''] = command
  const log = />\s*['"]?(\/[^\s'"]+\/job\.log)/.exec(line)?.[1] ?? stdout ?? ''
  // The log's own folder is the job's; other sites write elsewhere, for instance job_log_path_abs.out.
  const folder = new RegExp(`^(/.*/${job})/[^/]*$`).exec(log)?.[1]
  return folder === undefined ? null : { project, job, folder }
}

/** The iteration that a file of the job is of; null for other files. */
export function cryosparcIteration(name: string, job: string): number | null {
  const form = new RegExp(`^(?:cryosparc_P\\d+_)?${job}_(\\d{3,})_[a-z]`)
  const number = form.exec(name)?.[1]
  return number === undefined ? null : Number(number)
}

/** What the end of `job.log` tells; null where it does not. */
export interface CryosparcLog {
  readonly iteration: number | null
  /** FSC 0.143, ångström. */
  readonly resolutionAngstrom: number | null
}

export function readCryosparcLog(text: string): CryosparcLog {
  const last = (form: RegExp): number | null => {
    const value = Number([...text.matchAll(form)].at(-1)?.[1] ?? Number.NaN)
    return Number.isFinite(value) ? value : null
  }
  return {
    iteration: last(/FSC i?Iteration (\d+)/g),
    resolutionAngstrom: last(/Using Filter Radius:?\s+[\d.]+\s+\(([\d.]+)A\)/g)
  }
}
