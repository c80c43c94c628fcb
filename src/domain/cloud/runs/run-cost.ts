/** What machines of runs cost before they are there. Estimates; what is unknown stays unknown, and is never 0. */
import type { AskedRun, Run, RunMachine } from '@contract/cloud-runs'
import { addressUsdPerHour, volumeUsdPerHour } from '../cost'
import { latestEnd, renewalCap } from './renewal'

/** The type of disk of every machine of a run. */
export const diskType = 'gp3'

/** A disk of a machine. `rate`: dollars per GB and month of its type; null: unknown. */
export interface PricedDisk {
  readonly rate: number | null
  /** GiB; null: unknown. */
  readonly gb: number | null
}

/** What a machine costs an hour beside itself: its disks and its address. */
export function restUsdPerHour(disks: readonly PricedDisk[]): number | null {
  let usd = addressUsdPerHour()
  for (const { rate, gb } of disks) {
    const disk = volumeUsdPerHour(rate, gb)
    if (disk === null) return null
    usd += disk
  }
  return usd
}

/** Of the machine itself and what it costs beside. */
export const machineUsdPerHour = (usdPerHour: number | null, rest: number | null): number | null =>
  usdPerHour === null || rest === null ? null : usdPerHour + rest

/** What an hour of it may come to while it is there: AWS lets a spot price rise. Null: unknown. */
export const mostUsdPerHour = ({
  usdPerHour,
  mostUsdPerHour: most
}: Pick<RunMachine, 'usdPerHour' | 'mostUsdPerHour'>): number | null => (most === undefined ? usdPerHour : most)

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
