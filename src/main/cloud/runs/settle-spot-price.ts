/** The price of a spot machine once it is gone: until then it is reckoned by the one at its launch. */
import type { RunMachine } from '@contract/cloud-runs'
import { machineUsdPerHour } from '@domain/cloud/runs/run-cost'
import { spotMean } from '@domain/cloud/spend/spot-mean'
import type { CloudLink } from '../cloud-link'
import { spotHistory } from '../spot-prices'

/** The machine with its mean price over its time; the same where that is not to be had, or it was no spot machine. */
export async function settledSpotPrice(
  link: CloudLink,
  machine: RunMachine,
  now: Date,
  signal: AbortSignal | undefined
): Promise<RunMachine> {
  const { spot, zone, type, usdPerHour, restUsdPerHour: rest = null, launchedAt, endedAt } = machine
  if (!spot || (usdPerHour === null && rest === null) || zone === null) return machine
  const start = new Date(launchedAt)
  const end = endedAt === null ? now : new Date(endedAt)
  const changes = await spotHistory(link, { type, zone }, { start, end }, signal)
  const mean = spotMean(changes, start.getTime(), end.getTime())
  if (mean === null) return machine
  // What an earlier version began has the price of its launch in one piece.
  const whole = usdPerHour === null ? null : Math.max(0, usdPerHour + mean.usdPerHour - mean.atFirst)
  return { ...machine, usdPerHour: machineUsdPerHour(mean.usdPerHour, rest) ?? whole }
}
