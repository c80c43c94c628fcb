/** `--limit RATE`: bytes a second, with the binary units of scp(1) and rclone: `10M` is 10 MiB/s. */
import { Failure } from '@domain/failure'

const powers: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 }
/** The least that the contract takes: below it nothing would seem to move. */
const least = 1024

/** Bytes per second; null for `off`. `usage` when it is no rate. */
export function parseRate(text: string): number | null {
  if (text.toLowerCase() === 'off') return null
  const [, number, unit] = /^(\d+(?:\.\d+)?)([kmgt]?)(?:i?b)?(?:\/s)?$/i.exec(text) ?? []
  const power = powers[unit?.toLowerCase() ?? ''] ?? 0
  const rate = Math.round(Number(number) * 1024 ** power)
  if (number !== undefined && rate >= least && Number.isSafeInteger(rate)) return rate
  throw new Failure('usage', `--limit cannot be "${text.toWellFormed()}".`, {
    hint: `--limit is bytes a second, at least ${least}: 500K, 10M (10 MiB/s), 1.5G, or off.`
  })
}
