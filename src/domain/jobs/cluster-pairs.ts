/** `Key=value` lines of `scontrol -o show …` (scontrol(1)): one thing a line. */

/**
 * The pairs of one line, each key's first value. Words without `=` belong to a value with spaces (OS, a comment) and are
 * left out: none of those is wanted.
 */
export function parsePairs(line: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const word of line.split(' ')) {
    const cut = word.indexOf('=')
    if (cut < 1) continue
    const key = word.slice(0, cut)
    if (!pairs.has(key)) pairs.set(key, word.slice(cut + 1))
  }
  return pairs
}

/** The lines that begin with `key=`: warnings and messages are none. */
export function linesOf(text: string, key: string): string[] {
  return text.split('\n').filter(line => line.startsWith(`${key}=`))
}

/** The words of a list; none for what SLURM prints where there is nothing or no limit. */
export function listOf(text: string | undefined): string[] {
  if (text === undefined || ['', '(null)', 'N/A', 'ALL', 'NONE', 'UNLIMITED'].includes(text)) return []
  return text.split(',')
}
