/** JSON in what a command prints, where warnings and banners may stand before and after it. */

/** The first value of `text` that is an object or an array, or undefined. */
export function printedJson(text: string): unknown {
  const trimmed = text.trim()
  for (const candidate of [trimmed, ...fromBrackets(trimmed)]) {
    try {
      const value: unknown = JSON.parse(candidate)
      if (typeof value === 'object' && value !== null) return value
    } catch {
      // Not here; the next candidate begins later.
    }
  }
  return undefined
}

/** Most places at which a value is looked for. */
const mostTries = 40

/** From each bracket that begins a line up to the last bracket that ends one. */
function fromBrackets(text: string): string[] {
  const starts = [...text.matchAll(/^[ \t]*[[{]/gm)].slice(0, mostTries).map(match => match.index)
  const end = Math.max(text.lastIndexOf(']'), text.lastIndexOf('}')) + 1
  return starts.map(start => text.slice(start, end))
}

/** A value of JSON as a record; undefined for anything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  // A non-null object that is no array has string keys and unknown values: that is all this type says.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}

/** The first of these keys, in any spelling of case, dash and underscore, that has a value which is not null. */
export function field(record: Readonly<Record<string, unknown>>, ...names: readonly string[]): unknown {
  const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, '')
  for (const name of names)
    for (const [key, value] of Object.entries(record))
      if (plain(key) === plain(name) && value !== null && value !== undefined) return value
  return undefined
}

/** A string or a number as text, else undefined; empty is undefined too. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A whole number that is not negative, also one written as text. */
export function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** An instant in the form of the wire (UTC); undefined for what is none. */
export function instantOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
