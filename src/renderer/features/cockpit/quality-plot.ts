/** Figures of micrographs over time as plots: each one, the course of them, and those beyond the limit. Pure. */
import type { MicrographQuality, Quality } from '@contract/cockpit'
import { median } from '@domain/quality/limits'
import type { PlotData } from '../../ui/plot/plot-data'

/** What is plotted, how it is called, and what its limit is. */
export const plotted = {
  ctfResolutionAngstrom: { title: 'CTF resolution', unit: 'Å', factor: 1, digits: 1, limit: true },
  driftAngstrom: { title: 'Drift', unit: 'Å a movie', factor: 1, digits: 1, limit: true },
  defocusAngstrom: { title: 'Defocus', unit: 'µm', factor: 1e-4, digits: 2, limit: false },
  astigmatismAngstrom: { title: 'Astigmatism', unit: 'Å', factor: 1, digits: 0, limit: true }
} as const
export type Plotted = keyof typeof plotted

/** The course is the median of so many on either side. */
const around = 7

/** Rolling median; what is not known has none. */
export function course(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value, at) =>
    value === null ? null : median(values.slice(Math.max(0, at - around), at + around + 1))
  )
}

const limitOf = (quality: Quality, what: Plotted): number | null =>
  what === 'defocusAngstrom' ? null : quality.limits[what]

/** How many are beyond the limit, in words: `18 of 3,871 worse than 5 Å`; null where there is no limit. */
export function beyondWords(quality: Quality, what: Plotted): string | null {
  if (what === 'defocusAngstrom') return null
  const { beyond, limits, micrographs } = quality
  const word = what === 'ctfResolutionAngstrom' ? 'worse than' : 'more than'
  return `${beyond[what].toLocaleString('en-US')} of ${micrographs.toLocaleString('en-US')} ${word} ${limits[what]} Å`
}

/** `median 3.4`. */
export function medianWords(quality: Quality, what: Plotted): string {
  const value = quality.medians[what]
  const { factor, digits } = plotted[what]
  return `median ${value === null ? 'unknown' : (value * factor).toFixed(digits)}`
}

/** Single figures far beyond the others must not press the rest flat: the axis ends a little above the limit. */
function topOf(values: readonly (number | null)[], limit: number | null): number | undefined {
  const known = values.filter(value => value !== null).sort((a, b) => a - b)
  const most = known.at(-1)
  const usual = known[Math.floor(known.length * 0.98)]
  if (most === undefined || usual === undefined) return undefined
  const wanted = Math.max(usual * 1.15, (limit ?? 0) * 1.15)
  return most > wanted * 1.4 ? wanted * 1.4 : undefined
}

/** Zero where the figures come near to it, else a round figure below them: the best CTF is never at 0 Å. */
function bottomOf(values: readonly (number | null)[]): number {
  const known = values.filter(value => value !== null).sort((a, b) => a - b)
  const low = known[Math.floor(known.length * 0.02)] ?? 0
  const high = known[Math.floor(known.length * 0.9)] ?? 0
  return low > 2 && low > high / 2 ? Math.max(0, Math.floor(low - 1)) : 0
}

/** Over time (in the facility's zone) where their times are known, else over their number. */
export function qualityPlot(quality: Quality, what: Plotted, zone: string): PlotData {
  const { unit, factor, digits } = plotted[what]
  const timed = quality.shown.filter(({ at }) => at !== null)
  const byTime = timed.length * 2 >= quality.shown.length
  const shown: readonly MicrographQuality[] = byTime ? timed : quality.shown
  const bound = limitOf(quality, what)
  const limit = bound === null ? null : bound * factor
  const values = shown.map(one => (one[what] === null ? null : one[what] * factor))
  const top = topOf(values, limit)
  const cut = (value: number | null): number | null =>
    value === null || top === undefined ? value : Math.min(top, value)
  const beyond = (value: number | null): boolean => limit !== null && value !== null && value > limit
  return {
    axis: byTime
      ? { kind: 'time', label: 'time', zone, unnamed: true, values: shown.map(({ at }) => Date.parse(at ?? '')) }
      : { kind: 'number', label: 'micrograph', values: shown.map((_one, at) => at + 1) },
    unit,
    digits,
    from: bottomOf(values),
    ...(top !== undefined && { to: top * 1.05 }),
    ...(limit !== null && { limit: { value: limit, label: `limit ${Number(limit.toFixed(digits))} Å` } }),
    series: [
      { label: 'each', kind: 'cloud', values: values.map(value => (beyond(value) ? null : value)) },
      { label: 'median around', kind: 'line', values: course(values).map(cut) },
      { label: 'beyond the limit', kind: 'outliers', values: values.map(value => (beyond(value) ? cut(value) : null)) }
    ]
  }
}
