/** Numbers of a preflight as words; decimal units, as networks and disks are sold. */

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

export function sizeWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** `bytesPerSecond` as bits a second, the unit of what networks promise. */
export const rateWords = (bytesPerSecond: number): string => `${((bytesPerSecond * 8) / 1e6).toFixed(1)} Mbit/s`
