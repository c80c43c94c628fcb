/** What one run has cost until now, and the most that it can cost. Estimates in dollars; what is unknown is null, never 0. */
import type { Run, RunMachine } from '@contract/cloud-runs'
import { latestEnd, renewalCap } from '../runs/renewal'
import { mostUsdPerHour } from '../runs/run-cost'
import { billedSeconds, machinesOf } from './machine-time'

/** What the cost is made of. */
export type CostedRun = Pick<
  Run,
  'state' | 'earlier' | 'machine' | 'endedAt' | 'deadline' | 'renewing' | 'renewUntil'
> & {
  readonly asked: Pick<Run['asked'], 'maxSeconds'>
}

export interface RunCost {
  /** Null: the price of one of its machines is unknown. A run that never had a machine has cost nothing. */
  readonly usd: number | null
  /** With the machine that is there until its deadline; the same as `usd` when the run has ended. */
  readonly mostUsd: number | null
}

/** `comingUsd`: the most that a machine that is still being asked for can cost; null: unknown. */
export function runCost(run: CostedRun, now: Date, comingUsd: number | null = null): RunCost {
  const machines = machinesOf(run)
  const usd = sumUntil(machines, now)
  if (run.machine) return { usd, mostUsd: sumUntil(machines.map(atMost), lastMoment(run, now)) }
  if (run.endedAt !== null) return { usd, mostUsd: usd }
  return { usd, mostUsd: usd === null || comingUsd === null ? null : usd + comingUsd }
}

/** What it was reckoned with may turn out to be more, as long as it is there. */
export const atMost = (machine: RunMachine): RunMachine =>
  machine.endedAt === null ? { ...machine, usdPerHour: mostUsdPerHour(machine) } : machine

/**
 * When its machine is gone at the latest, with all that it may be renewed by itself; now where there is none. One that
 * outlived its deadline costs on.
 */
export function lastMoment(run: CostedRun, now: Date): Date {
  if (run.machine === null) return now
  const end = latestEnd(run) ?? Date.parse(run.machine.launchedAt) + run.asked.maxSeconds * 1000
  return new Date(Math.max(end, renewalCap(run) ?? end, now.getTime()))
}

function sumUntil(machines: readonly RunMachine[], until: Date): number | null {
  let usd = 0
  for (const machine of machines) {
    if (machine.usdPerHour === null) return null
    usd += (billedSeconds(machine, until) / 3600) * machine.usdPerHour
  }
  return usd
}
