/** What machines of runs cost before they are there. Estimates; what is unknown stays unknown, and is never 0. */
import type { Run } from '@contract/cloud-runs'
import { addressUsdPerHour, volumeUsdPerHour } from '../cost'

/** The type of disk of every machine of a run. */
export const diskType = 'gp3'

/** Of machine (`usdPerHour`), disk and address together. */
export function machineUsdPerHour(region: string, usdPerHour: number | null, diskGb: number): number | null {
  const disk = volumeUsdPerHour(region, diskType, diskGb)
  return usdPerHour === null || disk === null ? null : usdPerHour + disk + addressUsdPerHour()
}

/** What a machine that is still to come can cost at most: until the deadline, or for the whole time asked for. */
export function comingUsd(
  { deadline, asked }: Pick<Run, 'deadline' | 'asked'>,
  usdPerHour: number | null,
  now: Date
): number | null {
  const seconds = deadline === null ? asked.maxSeconds : Math.max(0, (Date.parse(deadline) - now.getTime()) / 1000)
  return usdPerHour === null ? null : (usdPerHour * seconds) / 3600
}

/** The dearest; null: one is unknown, or there is none. */
export function dearest(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length < values.length || known.length === 0 ? null : Math.max(...known)
}
