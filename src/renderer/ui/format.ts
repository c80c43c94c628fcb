/**
 * Numbers and times as people read them. Pure: the clock and the zone come in as arguments. Unknown is the word
 * `unknown`, never 0 and never blank.
 */

/** The word that stands in the place of a value nobody knows. */
export const unknown = 'unknown'

/** Of sizes: each is 1024 of the one before. */
export const byteUnits: readonly string[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']

/** Figures after the point: none for bytes and large KiB, two for small TiB, else one. */
function byteDigits(value: number, unit: number): number {
  if (unit === 0 || (unit === 1 && value >= 10)) return 0
  return unit >= 4 && value < 10 ? 2 : 1
}

/** A size in IEC units: `134.2 MiB`, `2.40 TiB`. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined || !Number.isFinite(bytes)) return unknown
  let unit = 0
  let value = Math.abs(bytes)
  // 1023.96 would be written 1024.0: what rounds up to the next unit is written in it.
  while (unit < byteUnits.length - 1 && Number(value.toFixed(byteDigits(value, unit))) >= 1024) {
    value /= 1024
    unit += 1
  }
  const sign = bytes < 0 ? '−' : ''
  return `${sign}${value.toFixed(byteDigits(value, unit))} ${byteUnits[unit]}`
}

/** A rate in bytes per second: `51.4 MiB/s`. */
export function formatRate(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? unknown : `${formatBytes(bytesPerSecond)}/s`
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A count with groups: `3,871`. */
export function formatCount(count: number | undefined): string {
  return count === undefined ? unknown : grouped.format(count)
}

/** A count with its noun: `1 job`, `3,871 files`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** A share of 1 in per cent: `61 %`. Less than all is never written 100, more than nothing never 0. */
export function formatPercent(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return unknown
  const percent = Math.round(share * 100)
  if (share < 1 && percent >= 100) return '99 %'
  return share > 0 && percent === 0 ? '<1 %' : `${percent} %`
}

const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })

/** US dollars: `$48.86`. Say "estimate" beside it wherever it is not a bill. */
export function formatDollars(dollars: number | undefined): string {
  return dollars === undefined ? unknown : money.format(dollars)
}

const two = (value: number): string => String(value).padStart(2, '0')

function split(seconds: number): { days: number; hours: number; minutes: number; rest: number } {
  const whole = Math.max(0, Math.floor(seconds))
  return {
    days: Math.floor(whole / 86_400),
    hours: Math.floor(whole / 3600) % 24,
    minutes: Math.floor(whole / 60) % 60,
    rest: whole % 60
  }
}

/** A span in words of at most two units: `9 s`, `4 min`, `3 h 07 min`, `2 d 4 h`. Seconds in. */
export function formatDuration(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return unknown
  const { days, hours, minutes, rest } = split(seconds)
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`
  if (hours > 0) return minutes > 0 ? `${hours} h ${two(minutes)} min` : `${hours} h`
  return minutes > 0 ? `${minutes} min` : `${rest} s`
}

/** A span as a running clock: `0:14`, `11:14:02`, `2 d 03:04:05`. Seconds in. */
export function formatClock(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return unknown
  const { days, hours, minutes, rest } = split(seconds)
  if (days > 0) return `${days} d ${two(hours)}:${two(minutes)}:${two(rest)}`
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** How old data is: `now`, `6 s old`, `3 min old`. Seconds in. */
export function formatAge(seconds: number | undefined): string {
  if (seconds === undefined) return 'age unknown'
  return seconds < 1 ? 'now' : `${formatDuration(seconds)} old`
}

/** Formats by zone: making one takes a hundred times longer than using it, and a table uses one for each row. */
const clockFormats = new Map<string | undefined, Intl.DateTimeFormat>()

function clockFormat(zone: string | undefined): Intl.DateTimeFormat {
  const known = clockFormats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit'
  })
  clockFormats.set(zone, format)
  return format
}

/** Parts of an instant in a zone (`Europe/Stockholm`; undefined is the zone of this computer). */
function partsOf(at: number, zone: string | undefined) {
  const format = clockFormat(zone)
  const parts = Object.fromEntries(format.formatToParts(at).map(part => [part.type, part.value]))
  const month = (parts.month ?? '').slice(0, 3)
  const get = (type: Intl.DateTimeFormatPartTypes) => parts[type] ?? ''
  return { get, month, clock: `${get('hour')}:${get('minute')}` }
}

/** A date and time in a column whose head names the zone: `17 Nov 20:16`; another year: `17 Nov 2025`. Milliseconds in. */
export function formatDate(at: number | undefined, now: number, zone?: string): string {
  if (at === undefined || !Number.isFinite(at)) return unknown
  const { get, month, clock } = partsOf(at, zone)
  const sameYear = get('year') === partsOf(now, zone).get('year')
  return sameYear ? `${get('day')} ${month} ${clock}` : `${get('day')} ${month} ${get('year')}`
}

/** Short name of a zone at an instant: `CET`, `EST`; an offset where the zone has no name. */
export function zoneName(at: number, zone?: string): string {
  // British English knows the European names, American English the American ones; the other gives an offset.
  for (const locale of ['en-GB', 'en-US']) {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' })
    const name = format.formatToParts(at).find(part => part.type === 'timeZoneName')?.value
    if (name !== undefined && !/^GMT[+-]/.test(name)) return name
  }
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' })
  return format.formatToParts(at).find(part => part.type === 'timeZoneName')?.value ?? 'UTC'
}

/** A time with its zone: `20:18 CET`; with seconds for a clock. Milliseconds in. */
export function formatTime(at: number, zone?: string, seconds = false): string {
  const { get, clock } = partsOf(at, zone)
  return `${clock}${seconds ? `:${get('second')}` : ''} ${zoneName(at, zone)}`
}

/** A day and time with its zone, for forecasts: `Wed 12:07 CET`. Milliseconds in. */
export function formatDayTime(at: number, zone?: string): string {
  return `${partsOf(at, zone).get('weekday')} ${formatTime(at, zone)}`
}

/** Milliseconds within which the day of the week says which day it is. */
const sameWeekMs = 6 * 86_400_000

/** A moment with its zone that may be long ago: `Wed 12:07 CET`; `17 May 12:07 CEST`; `17 May 2025 12:07 CEST`. Milliseconds in. */
export function formatMoment(at: number, now: number, zone?: string): string {
  if (Math.abs(at - now) < sameWeekMs) return formatDayTime(at, zone)
  const { get, month } = partsOf(at, zone)
  const year = get('year') === partsOf(now, zone).get('year') ? '' : ` ${get('year')}`
  return `${get('day')} ${month}${year} ${formatTime(at, zone)}`
}
