/** What a plot is told, and the pure parts of drawing it: ranges, marks on the axes, the rows of its table. */
import { formatDate, formatTime, unknown, zoneName } from '../format'

/**
 * How a series is drawn. Bars begin at zero. `cloud`: soft points of many single figures; `outliers`: larger ones in the
 * colour of the limit. These two have their own colours and take no place among the three.
 */
export type SeriesKind = 'line' | 'points' | 'bars' | 'cloud' | 'outliers'

/** The place of each series among those that have the colours of lines. */
export function seriesPlaces(series: readonly Pick<PlotSeries, 'kind'>[]): number[] {
  let next = 0
  return series.map(({ kind }) => (kind === 'cloud' || kind === 'outliers' ? -1 : next++))
}

/** One row of figures over the axis. */
export interface PlotSeries {
  readonly label: string
  /** As many as the axis has; null is a gap, never 0. */
  readonly values: readonly (number | null)[]
  readonly kind?: SeriesKind
}

/** The lower axis. `values` ascend: milliseconds since 1970, or plain numbers. */
export interface PlotAxis {
  readonly kind: 'time' | 'number'
  /** What the numbers are: `iteration`. A time axis names its zone by itself. */
  readonly label: string
  readonly values: readonly number[]
  /** Room that each figure has on the axis, in its unit: bars at the ends are drawn whole. */
  readonly step?: number
  /** The short word under a figure; with it and `step` marks stand under the figures themselves. */
  readonly mark?: (at: number) => string
  /** A place in words where it is not a moment: `week 47`. */
  readonly words?: (at: number) => string
  /** Of a time axis; unset: that of this computer. */
  readonly zone?: string
  /** What it is stands elsewhere: it is not drawn under the axis. */
  readonly unnamed?: true
}

/** What is drawn. At most three series: accent, grey, dashed grey. */
export interface PlotData {
  readonly axis: PlotAxis
  readonly series: readonly PlotSeries[]
  /** Of the upright axis: `Å`, `%`. */
  readonly unit: string
  /** Ends of the upright axis where they are known; else by the figures, with zero. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** A line that the figures are held against. */
  readonly limit?: { readonly value: number; readonly label: string } | undefined
  /** Figures after the point; 1 unless told. */
  readonly digits?: number | undefined
}

/** Rows of the table beside a plot; of more the newest. */
export const mostRows = 500

/** Ends of the upright axis: a tenth of air over the highest, and never of no height. */
export function uprightRange(
  data: Pick<PlotData, 'from' | 'to' | 'limit'>,
  least: number | null,
  most: number | null
): [number, number] {
  const seen = [least, most, data.limit?.value ?? null].filter(value => value !== null)
  const low = data.from ?? Math.min(0, ...seen)
  const high = data.to ?? Math.max(...(seen.length === 0 ? [low + 1] : seen))
  if (high <= low) return [low, low + 1]
  return [low, data.to ?? high + (high - low) * 0.1]
}

/** Ends of the lower axis. One point alone stands in the middle. */
export function levelRange(
  axis: Pick<PlotAxis, 'kind' | 'step'>,
  least: number | null,
  most: number | null
): [number, number] {
  if (least === null || most === null) return [0, 1]
  const half = (axis.step ?? 0) / (axis.kind === 'time' ? 2000 : 2)
  if (half > 0) return [least - half, most + half]
  if (most > least) return [least, most]
  const air = axis.kind === 'time' ? 60 : 1
  return [least - air, most + air]
}

/** A figure with its unit: `3.7 Å`. */
export function figure(data: Pick<PlotData, 'unit' | 'digits'>, value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown
  const digits = data.digits ?? 1
  const number = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${number}${data.unit === '' ? '' : ` ${data.unit}`}`
}

/** A place on the lower axis in words: `20:14 CET`, `iteration 12`. */
export function placeWords(
  axis: Pick<PlotAxis, 'kind' | 'label' | 'words' | 'zone'>,
  at: number,
  zone: string | undefined = axis.zone
): string {
  if (axis.words) return axis.words(at)
  return axis.kind === 'time' ? formatTime(at, zone, true) : `${axis.label} ${at}`
}

/** Marks of a time axis. `step`: seconds between two of them; `at`: seconds since 1970. */
export function timeMarks(at: readonly number[], step: number, zone?: string): string[] {
  return at.map(seconds => {
    if (step >= 86_400) return formatDate(seconds * 1000, seconds * 1000, zone).slice(0, -6)
    return formatTime(seconds * 1000, zone, step < 60).split(' ')[0] ?? ''
  })
}

/** The name of the lower axis: a time axis with its zone. */
export function axisName(axis: PlotAxis, zone: string | undefined = axis.zone): string {
  const last = axis.values.at(-1)
  if (axis.words) return axis.label
  return axis.kind === 'time' && last !== undefined ? `time, ${zoneName(last, zone)}` : axis.label
}

/** The figures as rows for those who cannot see the plot: the newest 500. */
export function tableRows(data: PlotData, zone?: string): { readonly place: string; readonly cells: string[] }[] {
  const { axis, series } = data
  const skipped = Math.max(0, axis.values.length - mostRows)
  return axis.values.slice(skipped).map((at, row) => ({
    place: placeWords(axis, at, zone),
    cells: series.map(({ values }) => figure(data, values[skipped + row]))
  }))
}

/** The last figure that is known. */
export function lastKnown(values: readonly (number | null)[]): number | null {
  return values.findLast(value => value !== null) ?? null
}
