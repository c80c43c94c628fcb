/** Whether a link keeps up with a camera, and by how much it does or does not. */
import type { TransferInputs, TransferPlan } from '@contract/plan-data'
import { rounded } from './money'
import type { TransferDocument } from './plan-data'

const hour = 3600
const day = 24 * hour

export function planTransfer(document: TransferDocument, inputs: TransferInputs): TransferPlan {
  const { bytesPerDay, bytesPerSecond, hoursPerDay, days } = inputs
  const usable = hoursPerDay * hour
  const seconds = bytesPerDay / bytesPerSecond
  const needed = bytesPerDay / usable
  const behind = Math.max(0, bytesPerDay - bytesPerSecond * usable) * days
  const keepsUp = bytesPerSecond >= needed
  return {
    inputs,
    hoursPerDayOfData: rounded(seconds / hour, 4),
    daysPerDayOfData: rounded(seconds / usable, 4),
    keepsUp,
    neededBytesPerSecond: needed,
    shortBytesPerSecond: needed - bytesPerSecond,
    backlogBytes: behind,
    backlogDays: rounded(behind / (bytesPerSecond * usable), 4),
    verdict: verdict(inputs, seconds, needed),
    documents: document.links.map(link => ({
      ...link,
      daysPerDayOfData: rounded(link.bytesPerDay / link.bytesPerSecond / day, 4)
    }))
  }
}

function verdict(
  { bytesPerDay, bytesPerSecond, hoursPerDay }: TransferInputs,
  seconds: number,
  needed: number
): string {
  const window = hoursPerDay === 24 ? '' : ` in ${rounded(hoursPerDay, 2)} hours a day`
  const data = `${decimalSize(bytesPerDay)} a day at ${decimalSize(bytesPerSecond)}/s${window}`
  const each = `${timeText(seconds / hour, seconds / (hoursPerDay * hour))} per day of data`
  if (bytesPerSecond >= needed)
    return `${data}: ${each}. It keeps up, with ${decimalSize(bytesPerSecond - needed)}/s to spare.`
  return `${data}: ${each}. It will not keep up: it needs ${decimalSize(needed)}/s, ${decimalSize(needed - bytesPerSecond)}/s more.`
}

/** Days of the calendar; of less than one, the hours in which the link is at work. */
function timeText(hours: number, days: number): string {
  return days >= 1 ? `${rounded(days, 1)} days` : `${rounded(hours, hours >= 1 ? 1 : 2)} hours`
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** `2 TB`, `23.1 MB`: powers of 1000, as cameras, links and prices of storage are counted. */
export function decimalSize(bytes: number): string {
  const power = bytes >= 1 ? Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3)) : 0
  // 999.96 kB is 1 MB when it is rounded.
  const value = rounded(bytes / 1000 ** power, 1)
  return value >= 1000 && power < units.length - 1 ? `1 ${units[power + 1]}` : `${value} ${units[power]}`
}
