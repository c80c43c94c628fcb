/** The scheduler's own words, told apart: no controller, no accounting, a refusal, an unknown job. */

/**
 * Whether the text says that slurmctld does not answer. scontrol's acts say `Unexpected message received` of a closed port
 * (seen with 22.05.8, after its nine seconds of trying).
 */
export function isControllerDown(stderr: string): boolean {
  return /Unable to contact slurm controller|Slurm backup controller in standby mode|(?:slurmctld|controller).*(?:not responding|Connection refused)|Zero Bytes were transmitted|Socket timed out on send\/recv|Unexpected message received/i.test(
    stderr
  )
}

export function isUnknownJob(stderr: string): boolean {
  return /Invalid job id/i.test(stderr)
}

/** Why finished jobs are missing. */
export function accountingMessage(stderr: string, code: number): string {
  if (/accounting storage is disabled/i.test(stderr))
    return 'This cluster keeps no accounting, so finished jobs cannot be listed.'
  if (code === 127) return 'sacct is not installed on the login node, so finished jobs cannot be listed.'
  if (code === 124) return 'Accounting did not answer in time, so finished jobs are missing.'
  return `Accounting does not answer, so finished jobs are missing: ${plainWords(stderr) || `sacct ended with ${code}`}`
}

/** The text without the program's prefix (`sbatch: error: `), lines joined. */
export function plainWords(stderr: string): string {
  return stderr
    .split('\n')
    .map(line => line.replace(/^(?:\w+: )?(?:error|fatal): /, '').trim())
    .filter(line => line !== '')
    .join('; ')
}

/** The id of `sbatch --parsable`: `123` or `123;cluster`; null when it is not there. */
export function parseParsable(stdout: string): string | null {
  const line = stdout.split('\n').findLast(text => /^\d+(;\S+)?\s*$/.test(text))
  return line === undefined ? null : (/^\d+/.exec(line)?.[0] ?? null)
}

/** What `scancel -v` said about single jobs: id to words. */
export function parseScancel(stderr: string): Map<string, string> {
  const refused = new Map<string, string>()
  for (const line of stderr.split('\n')) {
    const match = /error: Kill job error on job id ([^:]+): (.*)$/.exec(line)
    if (match) refused.set(match[1] ?? '', match[2] ?? '')
  }
  return refused
}

/** `squeue --version`: `slurm 23.11.4`, `slurm-wlm 22.05.8`. */
export function parseVersion(stdout: string): string | null {
  return /\b(\d+\.\d+(?:\.\d+)?\S*)/.exec(stdout)?.[1] ?? null
}

/**
 * Why `scontrol hold|release|requeue|update` refused one job: SLURM's words, said once and without the job's number
 * (`Invalid job id specified for job 7` and `slurm_suspend error: Invalid job id specified` are one refusal).
 */
export function refusalWords(stderr: string): string {
  const said = stderr
    .split('\n')
    .map(line =>
      line
        .replace(/^(?:\w+: )?(?:(?:\w+ )?error|fatal): /, '')
        .replace(/^[\d_+[\]\-,%:]+: /, '')
        .replace(/ for job \S+$/, '')
        .trim()
    )
    .filter(line => line !== '')
  return [...new Set(said)].join('; ')
}
