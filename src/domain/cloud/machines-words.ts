import type { Run } from '@contract/cloud-runs'
import type { Spend } from '@contract/cloud-spend'
import { machinesNow } from './run-look'
import { usdText } from './usd-text'

/** What goes on in the cloud, in three figures; null while there is no machine. All are estimates. */
export function machinesWords(
  runs: readonly Run[],
  today: Pick<Spend, 'total' | 'budgets'> | null
): { readonly machines: string; readonly rate: string; readonly today: string; readonly broken: boolean } | null {
  const { machines, usdPerHour, unknown } = machinesNow(runs)
  if (machines === 0) return null
  const known = `$${usdText(usdPerHour)}/h`
  const some = unknown > 0 ? `${known}, ${unknown} of unknown price` : known
  const spent = today === null ? null : today.total.usd
  return {
    machines: machines === 1 ? '1 cloud machine' : `${machines.toLocaleString('en-US')} cloud machines`,
    rate: unknown === machines ? 'price unknown' : some,
    today: spent === null ? 'today unknown' : `$${usdText(spent)} today`,
    broken: today?.budgets.some(({ reached }) => reached === 100) ?? false
  }
}
