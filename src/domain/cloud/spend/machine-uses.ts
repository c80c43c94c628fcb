/** What each machine of each run was used in a stretch of time: what all sums are made of. */
import type { Run, RunMachine } from '@contract/cloud-runs'
import type { Stretch } from './days'
import { billedTime, machinesOf } from './machine-time'

export interface MachineUse {
  readonly run: Run
  readonly machine: RunMachine
  /** What of its billed time is in the stretch. Milliseconds since 1970. */
  readonly start: number
  readonly end: number
  /** Null: its price is unknown. */
  readonly usd: number | null
}

/**
 * Machines of no time in the stretch are left out. `until`: up to when one that is there is reckoned; `priced`: with
 * which price.
 */
export function machineUses(
  runs: readonly Run[],
  stretch: Stretch,
  until: (run: Run) => Date,
  priced: (machine: RunMachine) => RunMachine = machine => machine
): MachineUse[] {
  return runs.flatMap(run =>
    machinesOf(run).flatMap(given => {
      const machine = priced(given)
      const billed = billedTime(machine, until(run))
      const start = Math.max(billed.start, stretch.start)
      const end = Math.min(billed.end, stretch.end)
      if (end <= start) return []
      return [{ run, machine, start, end, usd: usdOf(machine, start, end) }]
    })
  )
}

export function usdOf({ usdPerHour }: Pick<RunMachine, 'usdPerHour'>, start: number, end: number): number | null {
  return usdPerHour === null ? null : ((end - start) / 3_600_000) * usdPerHour
}

/** The sum of what is known, and how many machines are not in it. Null: something is there and none of it is known. */
export function sumUses(uses: readonly Pick<MachineUse, 'usd'>[]): { usd: number | null; unknown: number } {
  const known = uses.flatMap(({ usd }) => (usd === null ? [] : [usd]))
  const unknown = uses.length - known.length
  if (known.length === 0 && unknown > 0) return { usd: null, unknown }
  return { usd: known.reduce((all, usd) => all + usd, 0), unknown }
}
