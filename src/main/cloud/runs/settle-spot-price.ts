/** The price of a spot machine once it is gone: until then it is reckoned by the one at its launch. */
import type { RunMachine } from '@contract/cloud-runs'
import { spotDrift } from '@domain/cloud/spend/spot-drift'
import type { CloudLink } from '../cloud-link'
import { spotHistory } from '../spot-prices'

/** The machine with its mean price over its time; the same where that is not to be had, or it was no spot machine. */
export async function settledSpotPrice(
  link: CloudLink,
  machine: RunMachine,
  now: Date,
  signal: AbortSignal | undefined
): Promise<RunMachine> {
  const { spot, zone, type, usdPerHour, launchedAt, endedAt } = machine
  if (!spot || usdPerHour === null || zone === null) return machine
  const start = new Date(launchedAt)
  const end = endedAt === null ? now : new Date(endedAt)
  const changes = await spotHistory(link, { type, zone }, { start, end }, signal)
  const drift = spotDrift(changes, start.getTime(), end.getTime())
  return drift === null ? machine : { ...machine, usdPerHour: Math.max(0, usdPerHour + drift) }
}
