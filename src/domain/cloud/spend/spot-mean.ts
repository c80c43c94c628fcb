/** What the spot market did to the price of a machine while it was there. */

/** From `at` (milliseconds since 1970) on, until the next one. Dollars an hour. */
export interface SpotPriceChange {
  readonly at: number
  readonly usdPerHour: number
}

/**
 * The mean price over this time, and the one at its beginning: each price is paid for as long as it holds ("You pay the
 * Spot price that's in effect for the time period your instances are running",
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/how-spot-instances-work.html). `changes` in any order.
 * Null: they do not reach back to the beginning. Dollars an hour.
 */
export function spotMean(
  changes: readonly SpotPriceChange[],
  from: number,
  until: number
): { readonly usdPerHour: number; readonly atFirst: number } | null {
  const sorted = changes.toSorted((one, other) => one.at - other.at)
  const first = sorted.findLast(({ at }) => at <= from)
  if (!first) return null
  let price = first.usdPerHour
  let since = from
  let sum = 0
  for (const { at, usdPerHour } of sorted) {
    if (at <= from || at >= until) continue
    sum += price * (at - since)
    price = usdPerHour
    since = at
  }
  const atFirst = first.usdPerHour
  if (until <= from) return { usdPerHour: atFirst, atFirst }
  return { usdPerHour: (sum + price * (until - since)) / (until - from), atFirst }
}
