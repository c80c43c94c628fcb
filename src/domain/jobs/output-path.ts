/** Where a job writes (sbatch(1), filename pattern). */

/** What the pattern letters stand for. */
export interface OutputNames {
  readonly id: string
  readonly arrayId: string | null
  readonly arrayTask: number | null
  readonly name: string
  readonly user: string
  readonly workDir: string | null
}

/** The pattern that sbatch takes when none is given. */
export function defaultPattern(names: Pick<OutputNames, 'arrayId'>): string {
  return names.arrayId === null ? 'slurm-%j.out' : 'slurm-%A_%a.out'
}

/**
 * The path with `%j %A %a %x %u %%` put in; a width (`%4a`) pads numbers with zeroes. What cannot be known here (`%N`)
 * stays. A relative path starts in the working folder. A backslash anywhere switches patterns off.
 */
export function expandPattern(pattern: string, names: OutputNames): string {
  const numbers: Record<string, string | undefined> = {
    j: names.id.replace(/_.*/, ''),
    A: names.arrayId ?? names.id.replace(/[_+].*/, ''),
    a: names.arrayTask === null ? undefined : String(names.arrayTask)
  }
  const expanded = pattern.includes('\\')
    ? pattern.replaceAll('\\', '')
    : pattern.replace(/%(?:%|(\d{0,2})([jAaxu]))/g, (whole: string, width: string | undefined, letter: string) => {
        if (whole === '%%') return '%'
        if (letter === 'x') return names.name
        if (letter === 'u') return names.user
        return numbers[letter]?.padStart(Math.min(10, Number(width || 0)), '0') ?? whole
      })
  return expanded.startsWith('/') || names.workDir === null ? expanded : `${names.workDir}/${expanded}`
}
