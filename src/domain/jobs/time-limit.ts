/** A time limit as people and SLURM write it (sbatch(1), --time). */

const minute = 60
const hour = 3600
const day = 86_400
const named: Readonly<Record<string, number>> = { m: minute, h: hour, d: day }

/**
 * Seconds of `90` (minutes), `90:00`, `HH:MM:SS`, `D-HH`, `D-HH:MM`, `D-HH:MM:SS`, or `90m`, `36h`, `2d`; null when it is
 * none of them or 0.
 */
export function parseTimeLimit(text: string): number | null {
  const seconds = secondsOf(text.trim())
  return seconds === null || seconds === 0 ? null : seconds
}

function secondsOf(text: string): number | null {
  const [, amount, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (unit !== undefined) return Number(amount) * (named[unit] ?? 0)
  const [, days, hours, minutes = '0', seconds = '0'] = /^(\d{1,3})-(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text) ?? []
  if (days !== undefined) return Number(days) * day + Number(hours) * hour + Number(minutes) * minute + Number(seconds)
  if (!/^\d{1,6}(:\d{1,6}){0,2}$/.test(text)) return null
  const parts = text.split(':').map(Number)
  const [first = 0, second = 0, third = 0] = parts
  return parts.length === 3 ? first * hour + second * minute + third : first * minute + second
}

/** Seconds as `D-HH:MM:SS`, the one form that SLURM cannot take for another. */
export function timeLimitText(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const rest = seconds % day
  return `${Math.floor(seconds / day)}-${two(rest / hour)}:${two((rest % hour) / minute)}:${two(rest % minute)}`
}
