/** Watches of the real SLURM in quick succession, and what they cost. */
import type { Job } from '@contract/jobs'
import type { JobsChange } from '@contract/jobs-watch'
import { pause } from '../../../src/main/broadcast'
import { createJobs, type Jobs, type JobsDependencies } from '../../../src/main/jobs/jobs'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { SiteAccess } from '../../../src/main/site-access'
import type { Connection, RunOptions } from '../../../src/main/ssh/types'
import { facility } from '../../facility/facility'
import type { Rig } from '../ssh/rig'
import { targetAt } from '../ssh/rig'

// The slice uses no more of the platform than this.
const platform = { clock: systemClock, log: silentLog } as unknown as Platform

export interface WatchRig {
  readonly jobs: Jobs
  /** The shell texts that were run, in order. */
  readonly execs: string[]
}

/** Polls every second where jobs live. `before`: lines of shell that stand before every question. */
export function watchRig(rig: Rig, before = '', changes: Partial<JobsDependencies> = {}): WatchRig {
  const execs: string[] = []
  const connection: SiteAccess['connection'] = async () => {
    const real = await rig.connections.acquire(targetAt(facility.ports.facility))
    const run = (text: string, options?: RunOptions) => {
      execs.push(text)
      return real.run(before + text, options)
    }
    // The slice calls nothing else of it here.
    return { run } as unknown as Connection
  }
  const timing = { now: () => new Date(), sleep: pause, random: () => 0, floorMs: 1000 }
  return { jobs: createJobs({ platform, access: { connection }, timing, pollSeconds: () => 1, ...changes }), execs }
}

/** A watch from whose changes the list is made again, as a window does. */
export function following(changes: AsyncGenerator<JobsChange, void, void>) {
  const jobs = new Map<string, Job>()
  let last: JobsChange | undefined
  let lastGood: JobsChange | undefined
  const done = (async () => {
    for await (const change of changes) {
      if (change.type === 'all') {
        jobs.clear()
        for (const job of change.jobs) jobs.set(job.id, job)
      } else {
        for (const job of change.changed) jobs.set(job.id, job)
        for (const id of change.removed) jobs.delete(id)
      }
      last = change
      if (change.error === null) lastGood = change
    }
  })()
  return {
    jobs,
    done,
    get last() {
      return last
    },
    /** The last that had no error. */
    get lastGood() {
      return lastGood
    }
  }
}

/** Lines that put a folder with this script, as the command `name`, first on PATH. The real one is `$real`. */
export function shadow(name: string, script: string): string {
  const text = Buffer.from(`#!/bin/sh\nreal=/usr/bin/${name}\n${script}\n`).toString('base64')
  return `d=$(mktemp -d); printf %s ${text} | base64 -d >"$d/${name}"; chmod 755 "$d/${name}"; PATH=$d:$PATH\n`
}
