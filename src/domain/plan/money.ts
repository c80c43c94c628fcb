/** Dollars and hours of runs. Sums are made of unrounded numbers and rounded once, where they are shown. */

/** In whole cents. */
export const cents = (usd: number): number => rounded(usd, 2)

/** To so many decimals, halves up; a number that is a half but for the error of floating point counts as one. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals
  return Math.round(value * scale * (1 + Number.EPSILON)) / scale
}

/** Of several machines for the hours that are billed; null where one of them is unknown. */
export function runUsd(run: {
  readonly billedHours: number | null
  readonly vms: number
  readonly usdPerHour: number | null
}): number | null {
  const { billedHours, vms, usdPerHour } = run
  return billedHours === null || usdPerHour === null ? null : billedHours * vms * usdPerHour
}

/** What an hour of a machine of one's own costs: its price over the hours in which it computes. Years have 365 days. */
export function ownUsdPerHour({ usd, years, use }: { usd: number; years: number; use: number }): number {
  return usd / (years * 365 * 24 * use)
}

export const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
