/** The jobs slice on the facility's SLURM; what a test submits is cancelled at its end. */
import type { Job } from '@contract/jobs'
import { createJobs, type Jobs } from '../../../src/main/jobs/jobs'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { Connection, RunOptions } from '../../../src/main/ssh/types'
import { facility } from '../../facility/facility'
import { createRig, targetAt } from '../ssh/rig'

export const jobsSite = 'here'

// The slice uses no more of the platform than this.
const platform = { clock: systemClock, log: silentLog } as unknown as Platform

export interface JobsRig {
  readonly jobs: Jobs
  /** Submits `body` as a script of /bin/sh. */
  submit(body: string, ...options: string[]): Promise<Job>
  /** The same slice where the controller's port is closed. */
  withoutController(): Jobs
  /** The same slice where these lines stand before every question, for instance functions in the place of commands. */
  beginning(lines: string): Jobs
  close(): Promise<void>
}

export async function createJobsRig(): Promise<JobsRig> {
  const rig = await createRig()
  const connect = (): Promise<Connection> => rig.connections.acquire(targetAt(facility.ports.facility))
  const jobs = createJobs({ platform, access: { connection: connect } })
  const submitted: string[] = []
  const beginning = (lines: string): Jobs => {
    const connection = async (): Promise<Connection> => {
      const real = await connect()
      // The slice calls nothing else of it here.
      return { run: (text: string, options?: RunOptions) => real.run(lines + text, options) } as unknown as Connection
    }
    return createJobs({ platform, access: { connection } })
  }
  return {
    jobs,
    async submit(body, ...options) {
      const job = await jobs.submit({ site: jobsSite, script: `#!/bin/sh\n${body}\n`, options }, undefined)
      submitted.push(job.arrayId ?? job.id)
      return job
    },
    withoutController: () =>
      beginning(`SLURM_CONF=$(mktemp); export SLURM_CONF; trap 'rm -f "$SLURM_CONF"' EXIT
{ sed -e 's/^SlurmctldPort=.*/SlurmctldPort=9/' /etc/slurm/slurm.conf; echo MessageTimeout=2; } >"$SLURM_CONF"
`),
    beginning,
    async close() {
      if (submitted.length > 0) await jobs.cancel(jobsSite, submitted, undefined)
      await rig.close()
    }
  }
}
