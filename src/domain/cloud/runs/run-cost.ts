/** What machines of runs cost before they are there. Estimates; what is unknown stays unknown, and is never 0. */
import type { AskedRun, Run } from '@contract/cloud-runs'
import { addressUsdPerHour, volumeUsdPerHour } from '../cost'
import { latestEnd, renewalCap } from './renewal'

/** The type of disk of every machine of a run. */
export const diskType = 'gp3'

/** Of machine (`usdPerHour`), disk and address together. `diskRate`: dollars per GB and month of `diskType`. */
export function machineUsdPerHour(usdPerHour: number | null, diskRate: number | null, diskGb: number): number | null {
  const disk = volumeUsdPerHour(diskRate, diskGb)
  return usdPerHour === null || disk === null ? null : usdPerHour + disk + addressUsdPerHour()
}

/** What a machine that is still to come can cost at most: until the deadline, or for the whole time asked for, renewed or not. */
export function comingUsd(
  run: Pick<Run, 'state' | 'deadline' | 'renewing' | 'renewUntil' | 'asked'>,
  usdPerHour: number | null,
  now: Date
): number | null {
  const end = latestEnd(run)
  const seconds =
    end === null ? mostSeconds(run.asked) : Math.max(0, Math.max(end, renewalCap(run) ?? end) - now.getTime()) / 1000
  return usdPerHour === null ? null : (usdPerHour * seconds) / 3600
}

/** For so long its machine may live, from the launch on. Seconds. */
export const mostSeconds = ({ maxSeconds, renewSeconds }: Pick<AskedRun, 'maxSeconds' | 'renewSeconds'>): number =>
  Math.max(maxSeconds, renewSeconds ?? 0)

/** The dearest; null: one is unknown, or there is none. */
export function dearest(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length < values.length || known.length === 0 ? null : Math.max(...known)
}
