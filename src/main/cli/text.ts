/** How results look to people: aligned columns, IEC sizes, ISO times, names that cannot steer the terminal. */
import { displayName } from '@domain/bytes-name'

/** A name of the other side: never raw control characters (a terminal would obey them), never half characters. */
export function safeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  return displayName(text).replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, character => {
    const known: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' }
    return known[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** `12 B`, `1.4 GiB`: powers of 1024 (IEC 80000-13), three digits at most before the unit. */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** `3:07`, `1:02:03`, `2-03:00:00` as SLURM writes times. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  const days = Math.floor(whole / 86_400)
  const hours = Math.floor(whole / 3600) % 24
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
  return days > 0 ? `${days}-${two(hours)}:${rest}` : hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '')
}

export interface Column<Row> {
  title: string
  cell(row: Row): string
  right?: boolean
}

/** Columns padded to their widest cell; the last is not padded. Cells are made safe here. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [
    columns.map(column => column.title),
    ...rows.map(row => columns.map(column => safeText(column.cell(row))))
  ]
  const widths = columns.map((_, index) => Math.max(...lines.map(line => [...(line[index] ?? '')].length)))
  return lines
    .map(line =>
      columns
        .map(({ right }, index) => pad(line[index] ?? '', widths[index] ?? 0, right ?? false))
        .join('  ')
        .trimEnd()
    )
    .map(line => `${line}\n`)
    .join('')
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - [...text].length))
  return right ? space + text : text + space
}

/** `name: value` lines with the values in one column; null and undefined are left out. */
export function fields(entries: readonly (readonly [string, string | number | null | undefined])[]): string {
  const present = entries.filter(([, value]) => value !== null && value !== undefined && value !== '')
  const width = Math.max(...present.map(([name]) => name.length)) + 2
  return present.map(([name, value]) => `${`${name}:`.padEnd(width)}${safeText(String(value))}\n`).join('')
}
