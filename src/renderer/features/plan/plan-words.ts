/** Figures of the planner in words. Unknown is the word `unknown`, never 0 and never blank. */
import type { Cited, PlanSource, PlanSourceId } from '@contract/plan-sources'
import { formatCount, formatDollars, formatDuration, unknown } from '../../ui/format'

/** A span in words: `3 h 02 min`, `2 d 4 h`. Hours in. */
export function formatHours(hours: number | null | undefined): string {
  return hours === null || hours === undefined ? unknown : formatDuration(hours * 3600)
}

/** Hours for a column whose head names the unit, as the documents print them: `13.26`, `0.11`, `1,204`. */
export function hoursFigure(hours: number | null): string {
  if (hours === null) return unknown
  return hours < 1000 ? hours.toFixed(2) : formatCount(hours)
}

/** `$24.67`, or unknown. */
export const dollars = (usd: number | null): string => formatDollars(usd ?? undefined)

const whole = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 })
/** The same for a narrow column: of ten thousands the cents are left out. */
export const columnDollars = (usd: number | null): string =>
  usd !== null && usd >= 10_000 ? whole.format(usd) : dollars(usd)

/** Prices an hour have up to four figures after the point: `$1.624`. */
const hourly = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 })
export const hourlyPrice = (usd: number | null): string => (usd === null ? unknown : hourly.format(usd))

/** Days with one figure after the point, whole ones without; less than one in hours: `4.6 days`, `1 day`, `26 min`. */
export function formatDays(days: number): string {
  if (days < 0.95) return formatHours(days * 24)
  const rounded = days < 100 ? Number(days.toFixed(1)) : Math.round(days)
  return `${rounded.toLocaleString('en-US')} ${rounded === 1 ? 'day' : 'days'}`
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']

/** A size in the decimal units in which documents and price lists count: `2 TB`, `476 GB`. */
export function formatDecimalBytes(bytes: number): string {
  let unit = 0
  let value = Math.abs(bytes)
  while (unit < units.length - 1 && Number(value.toPrecision(3)) >= 1000) {
    value /= 1000
    unit += 1
  }
  const figure = value >= 100 ? Math.round(value) : Number(value.toPrecision(3))
  return `${bytes < 0 ? '−' : ''}${figure} ${units[unit]}`
}

/** `$145.00`, or `$55.00 to $110.00` where the document gives two prices. */
export function dollarRange({ low, high }: { low: number; high: number }): string {
  return dollars(low) === dollars(high) ? dollars(low) : `${dollars(low)} to ${dollars(high)}`
}

/** Prices of a gigabyte for a month: `$0.023`, `$0.0009 to $0.0018`. */
export function gigabyteRange({ low, high }: { low: number; high: number }): string {
  return hourlyPrice(low) === hourlyPrice(high) ? hourlyPrice(low) : `${hourlyPrice(low)} to ${hourlyPrice(high)}`
}

/** The documents by their ids. */
export type Sources = ReadonlyMap<PlanSourceId, PlanSource>

/** A document and its year: `CryoSPARC Workflow Integrations with WEKA (2023-07)`. */
export function sourceTitle(source: PlanSourceId, sources: Sources): string {
  const known = sources.get(source)
  if (known === undefined) return source
  return known.published === null ? known.title : `${known.title} (${known.published})`
}

/** Which document, and where in it: `CryoSPARC Workflow Integrations with WEKA (2023-07): Table 2`. */
export function citedWords({ source, where }: Cited, sources: Sources): string {
  const title = sourceTitle(source, sources)
  return where === '' ? title : `${title}: ${where}`
}

/** Each document once, with all the places in it. */
export function sourceLines(cited: readonly Cited[], sources: Sources): readonly string[] {
  const places = new Map<PlanSourceId, Set<string>>()
  for (const { source, where } of cited) {
    const known = places.get(source) ?? new Set()
    places.set(source, known)
    if (where !== '') known.add(where)
  }
  return [...places].map(([source, wheres]) => citedWords({ source, where: [...wheres].join('; ') }, sources))
}
