import type { Run } from '@contract/cloud-runs'
import type { Spend } from '@contract/cloud-spend'
import { machinesNow } from './run-look'
import { usdText } from './usd-text'

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`

/** What goes on in the cloud, in three figures; null while there is no machine. All are estimates. */
export function machinesWords(
  runs: readonly Run[],
  today: Pick<Spend, 'total' | 'budgets'> | null
): { readonly machines: string; readonly rate: string; readonly today: string; readonly broken: boolean } | null {
  const { machines, usdPerHour, unknown, makeBelieve } = machinesNow(runs)
  if (machines === 0 && makeBelieve === 0) return null
  const known = `$${usdText(usdPerHour)}/h`
  const some = unknown > 0 ? `${known}, ${unknown} of unknown price` : known
  const spent = today === null ? null : today.total.usd
  return {
    machines: [
      ...(machines > 0 ? [counted(machines, 'cloud machine')] : []),
      ...(makeBelieve > 0 ? [counted(makeBelieve, 'demo machine')] : [])
    ].join(', '),
    rate: machines === 0 ? 'make-believe' : unknown === machines ? 'price unknown' : some,
    today: spent === null ? 'today unknown' : `$${usdText(spent)} today`,
    broken: today?.budgets.some(({ reached, makeBelieve: ofDemo }) => reached === 100 && !ofDemo) ?? false
  }
}
