/** SLURM's ways of writing times, durations and sizes. */

const two = (n: number): string => String(n).padStart(2, '0')

/** `1-02:03:04`; hours and days only where there are any, as squeue's %M; `full` keeps the hours, as %l and sacct do. */
export function duration(seconds: number, full: boolean): string {
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor(seconds / 3600) % 24
  const minutes = Math.floor(seconds / 60) % 60
  const tail = `${two(minutes)}:${two(seconds % 60)}`
  if (days > 0) return `${days}-${two(hours)}:${tail}`
  if (full) return `${two(hours)}:${tail}`
  return hours > 0 ? `${hours}:${tail}` : `${minutes}:${two(seconds % 60)}`
}

/** squeue's %l: `30:00`, `2:00:00`, `1-00:00:00`. */
export const timeLimit = (seconds: number): string => duration(seconds, false)

/** Seconds of `minutes`, `m:s`, `h:m:s`, `d-h`, `d-h:m`, `d-h:m:s` (sbatch(1) --time); undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text)
  if (!match) return /^(unlimited|infinite)$/i.test(text) ? 365 * 86_400 : undefined
  const [, days, first, second, third] = match
  const a = Number(first)
  const b = Number(second ?? 0)
  const c = Number(third ?? 0)
  if (days !== undefined) return Number(days) * 86_400 + a * 3600 + b * 60 + c
  if (third !== undefined) return a * 3600 + b * 60 + c
  return a * 60 + b
}

/** Local ISO time without zone, or epoch seconds where SLURM_TIME_FORMAT says `%s`; other strftime fields are filled. */
export function timeText(ms: number | undefined, format: string, none: string): string {
  if (ms === undefined) return none
  const at = new Date(ms)
  const iso = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  if (!format.includes('%')) return `${iso}T${clock}`
  const fields: Record<string, string> = {
    s: String(Math.floor(ms / 1000)),
    F: iso,
    T: clock,
    Y: String(at.getFullYear()),
    m: two(at.getMonth() + 1),
    d: two(at.getDate()),
    H: two(at.getHours()),
    M: two(at.getMinutes()),
    S: two(at.getSeconds())
  }
  return format.replace(/%([sFTYmdHMS])/g, (_all, letter: string) => fields[letter] ?? '')
}

/** MiB of `4G`, `500M`, `2000` (MiB), `1T`, `1000K`; undefined if it is no size. */
export function parseMemory(text: string): number | undefined {
  const match = /^(\d+)([KMGT]?)B?$/i.exec(text)
  if (!match) return undefined
  const unit = { K: 1 / 1024, M: 1, G: 1024, T: 1024 * 1024 }[(match[2] || 'M').toUpperCase()] ?? 1
  return Math.max(1, Math.round(Number(match[1]) * unit))
}

/** `4G`, `1500M`: whole gigabytes where they are whole. */
export function memoryText(mebibytes: number): string {
  return mebibytes % 1024 === 0 && mebibytes > 0 ? `${mebibytes / 1024}G` : `${mebibytes}M`
}

/** `%.10i`-style columns: a dot pads on the left, a size pads and cuts, no size leaves as is (squeue(1) --format). */
export function fillColumns(format: string, field: (letter: string) => string | undefined): string {
  return format.replace(/%(\.?)(\d*)([a-zA-Z])/g, (all, dot: string, size: string, letter: string) => {
    const value = field(letter)
    if (value === undefined) return all
    if (size === '') return value
    const cut = value.slice(0, Number(size))
    return dot ? cut.padStart(Number(size)) : cut.padEnd(Number(size))
  })
}

/** 0-3,7 or 1-9:2 with an optional %limit (sbatch(1) --array); undefined if it is none. */
export function parseArray(text: string): { indices: number[]; limit: number } | undefined {
  const match = /^([\d,:-]+)(?:%(\d+))?$/.exec(text)
  if (!match) return undefined
  const indices = new Set<number>()
  for (const part of (match[1] ?? '').split(',')) {
    const range = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part)
    if (!range) return undefined
    const from = Number(range[1])
    const to = Number(range[2] ?? from)
    const step = Number(range[3] ?? 1)
    if (to < from || step < 1 || to > 100_000) return undefined
    for (let n = from; n <= to; n += step) indices.add(n)
  }
  return { indices: [...indices].sort((a, b) => a - b), limit: Number(match[2] ?? 0) }
}
