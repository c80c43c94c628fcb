/** What one run has cost until now, and the most that it can cost. Estimates in dollars; what is unknown is null, never 0. */
import type { Run, RunMachine } from '@contract/cloud-runs'
import { billedSeconds, machinesOf } from './machine-time'

/** What the cost is made of. `mostUsd`: what the launch was estimated to cost at most; it counts until there is a machine. */
export type CostedRun = Pick<Run, 'earlier' | 'machine' | 'endedAt' | 'deadline' | 'mostUsd'> & {
  readonly asked: Pick<Run['asked'], 'maxSeconds'>
}

export interface RunCost {
  /** Null: the price of one of its machines is unknown. A run that never had a machine has cost nothing. */
  readonly usd: number | null
  /** With the machine that is there until its deadline; the same as `usd` when the run has ended. */
  readonly mostUsd: number | null
}

export function runCost(run: CostedRun, now: Date): RunCost {
  const usd = sumUntil(machinesOf(run), now)
  const { machine } = run
  if (machine) return { usd, mostUsd: sumUntil(machinesOf(run), lastMoment(run, machine, now)) }
  if (run.endedAt !== null) return { usd, mostUsd: usd }
  // One is still being asked for: no price of its own yet.
  return { usd, mostUsd: usd === null || run.mostUsd === null ? null : Math.max(usd, run.mostUsd) }
}

/** When the machine is gone at the latest. One that outlived its deadline costs on. */
function lastMoment({ deadline, asked }: CostedRun, { launchedAt }: RunMachine, now: Date): Date {
  const end = deadline === null ? Date.parse(launchedAt) + asked.maxSeconds * 1000 : Date.parse(deadline)
  return new Date(Math.max(end, now.getTime()))
}

function sumUntil(machines: readonly RunMachine[], until: Date): number | null {
  let usd = 0
  for (const machine of machines) {
    if (machine.usdPerHour === null) return null
    usd += (billedSeconds(machine, until) / 3600) * machine.usdPerHour
  }
  return usd
}
