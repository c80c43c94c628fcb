/** Days of the calendar as people type and read them. The month is a word, so nobody takes the day for it. */

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-23`; undefined for a day that no calendar has, such as 30 Feb. */
function isoDay(year: number, month: number, day: number): string | undefined {
  const iso = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
  const at = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : undefined
}

/**
 * A day as `2026-11-23`, from that form, from `23 Nov 2026` or `23.11.2026`. Undefined for everything else: in
 * `11/12/2026` nobody knows which is the month.
 */
export function parseDay(text: string): string | undefined {
  const trimmed = text.trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(trimmed)
  if (iso) return isoDay(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(trimmed)
  if (dotted) return isoDay(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]))
  const words = /^(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?\s+(\d{4})$/.exec(trimmed)
  if (!words) return undefined
  const month = monthNames.findIndex(name => words[2]?.slice(0, 3).toLowerCase() === name.toLowerCase())
  return month === -1 ? undefined : isoDay(Number(words[3]), month + 1, Number(words[1]))
}

/** `23 Nov 2026` for `2026-11-23`; what is no such day as it is. */
export function dayText(day: string): string {
  const [year, month, date] = (parseDay(day) ?? '').split('-')
  return year === undefined || month === undefined || date === undefined
    ? day
    : `${Number(date)} ${monthNames[Number(month) - 1]} ${year}`
}

/** The day so many days later, as `2026-11-23`; undefined where `day` is none. */
export function laterDay(day: string, days: number): string | undefined {
  const iso = parseDay(day)
  if (iso === undefined) return undefined
  const at = new Date(`${iso}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}
