/** What a run costs. Estimates; what is unknown stays unknown, and is never 0. */
import type { Run, RunMachine } from '@contract/cloud-runs'
import { addressUsdPerHour, volumeUsdPerHour } from '../cost'

/** The type of disk of every machine of a run. */
export const diskType = 'gp3'

/** Of machine (`usdPerHour`), disk and address together. */
export function machineUsdPerHour(region: string, usdPerHour: number | null, diskGb: number): number | null {
  const disk = volumeUsdPerHour(region, diskType, diskGb)
  return usdPerHour === null || disk === null ? null : usdPerHour + disk + addressUsdPerHour()
}

/** Linux is billed by the second, and a minute at least (AWS, "Amazon EC2 On-Demand Pricing"). */
const leastSeconds = 60

function machineUsd({ usdPerHour, launchedAt, endedAt }: RunMachine, now: Date): number | null {
  if (usdPerHour === null) return null
  const end = endedAt === null ? now.getTime() : Date.parse(endedAt)
  const seconds = Math.max(leastSeconds, (end - Date.parse(launchedAt)) / 1000)
  return (usdPerHour * seconds) / 3600
}

const sum = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((total, value) => (total === null || value === null ? null : total + value), 0)

/** Until now, of all its machines. 0: there never was one. */
export function runUsd({ machine, earlier }: Pick<Run, 'machine' | 'earlier'>, now: Date): number | null {
  return sum([...earlier, ...(machine ? [machine] : [])].map(one => machineUsd(one, now)))
}

/** If its machine lives until `deadline`; one that is still to come is as dear as `usdPerHour`. */
export function mostRunUsd(
  { machine, earlier, deadline, endedAt }: Pick<Run, 'machine' | 'earlier' | 'deadline' | 'endedAt'>,
  planned: { readonly usdPerHour: number | null; readonly maxSeconds: number },
  now: Date
): number | null {
  if (endedAt !== null) return runUsd({ machine, earlier }, now)
  if (machine && deadline !== null)
    return runUsd({ earlier, machine: { ...machine, endedAt: machine.endedAt ?? deadline } }, now)
  const left = deadline === null ? planned.maxSeconds : Math.max(0, (Date.parse(deadline) - now.getTime()) / 1000)
  const coming = planned.usdPerHour === null ? null : (planned.usdPerHour * left) / 3600
  return sum([runUsd({ machine, earlier }, now), coming])
}

/** The dearest; null: one is unknown, or there is none. */
export function dearest(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length < values.length || known.length === 0 ? null : Math.max(...known)
}
