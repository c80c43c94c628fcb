/** The small values SLURM prints: instants, durations, memory, GPUs, exit codes (squeue(1), sacct(1)). */

/** Seconds since 1970, as `SLURM_TIME_FORMAT=%s` prints them, as an instant; null for N/A, Unknown, None and 0. */
export function parseInstant(text: string): string | null {
  if (!/^\d{1,11}$/.test(text)) return null
  const seconds = Number(text)
  return seconds === 0 ? null : new Date(seconds * 1000).toISOString()
}

/** `D-HH:MM:SS`, `HH:MM:SS` or `MM:SS` in seconds; null for UNLIMITED, INVALID, Partition_Limit, NOT_SET and others. */
export function parseDuration(text: string): number | null {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)(?:\.\d+)?$/.exec(text)
  if (!match) return null
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match
  return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

const units: Readonly<Record<string, number>> = {
  '': 2 ** 20,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
  P: 2 ** 50
}

/** Bytes for one unit of what was asked; `per` tells whether it counts for each CPU (`c`) or node (`n`). */
export function parseMemory(text: string): { bytes: number; per: 'total' | 'cpu' | 'node' } | null {
  const match = /^(\d+(?:\.\d+)?)([KMGTP]?)([cn]?)$/.exec(text)
  if (!match) return null
  const [, amount = '0', unit = '', suffix] = match
  if (Number(amount) === 0) return null
  const bytes = Math.round(Number(amount) * (units[unit] ?? 1))
  return { bytes, per: suffix === 'c' ? 'cpu' : suffix === 'n' ? 'node' : 'total' }
}

/**
 * GPUs in a TRES or gres list: `gres/gpu=2`, `gres:gpu:a100:2`, `gpu:2`, `gres/gpu:a100=2`. TRES lists name the sum and
 * then each type; the sum counts once. Null when no GPU is named.
 */
export function parseGpus(text: string): number | null {
  let sum: number | null = null
  let typed: number | null = null
  for (const part of text.split(',')) {
    const match = /^(?:gres[:/])?gpu(:[A-Za-z][^:=(]*)?(?:[:=](\d+))?(?:\(.*)?$/.exec(part.trim())
    if (!match) continue
    const count = match[2] === undefined ? 1 : Number(match[2])
    if (match[1] === undefined) sum = (sum ?? 0) + count
    else typed = (typed ?? 0) + count
  }
  return sum ?? typed
}

/** `code:signal`, as sacct and scontrol print it; both null when it is not that. */
export function parseExit(text: string): { exitCode: number | null; signal: number | null } {
  const match = /^(\d+):(\d+)$/.exec(text)
  if (!match) return { exitCode: null, signal: null }
  const signal = Number(match[2])
  return signal > 0 ? { exitCode: null, signal } : { exitCode: Number(match[1]), signal: null }
}

/** A whole number, or null. */
export function parseCount(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null
}

/** Null for what SLURM prints where there is nothing. */
export function orNull(text: string): string | null {
  return text === '' || text === '(null)' || text === 'N/A' || text === 'None assigned' ? null : text
}
