/** Extra options of sbatch(1) as they are typed, one a line, as the arguments they become. */

/**
 * `--time 2:00:00` and `--time=2:00:00` are one argument, `-p gpu` and `-pgpu` are two and one. Empty lines and
 * what begins with `#` are left out, so lines may be copied from a script's `#SBATCH` head.
 */
export function sbatchOptions(text: string): string[] {
  return text.split('\n').flatMap(line => {
    const option = line.trim().replace(/^#SBATCH\s+/, '')
    if (option === '' || option.startsWith('#')) return []
    const long = /^(--[a-z-]+)\s+(.+)$/.exec(option)
    if (long) return [`${long[1]}=${unquoted(long[2] ?? '')}`]
    const short = /^(-[A-Za-z])\s+(.+)$/.exec(option)
    if (short) return [short[1] ?? '', unquoted(short[2] ?? '')]
    return [option]
  })
}

/** Quotes round a whole value are the shell's, which is not asked here. */
function unquoted(value: string): string {
  return /^(["'])(.*)\1$/.exec(value)?.[2] ?? value
}

/** Where a new script begins: everything a cluster commonly wants to be told, and one line that does something. */
export const scriptTemplate = `#!/bin/bash
#SBATCH --time=01:00:00
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G

set -euo pipefail

echo "Running on $(hostname)"
`
