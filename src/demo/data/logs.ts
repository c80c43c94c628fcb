/** What RELION prints while it works; the same lines fill finished logs and grow those of running jobs. */

const bar = (done: number): string => '.'.repeat(Math.round(done * 60)).padEnd(60)

/** A line of a Refine3D or Class2D run.out: iterations of so many lines, 8 at least, for ever. */
export function refineLine(step: number, lines = 8): string {
  const iteration = Math.floor(step / lines) + 1
  const part = step % lines
  if (part === 0) return ` Auto-refine: Iteration= ${iteration}`
  if (part === 1)
    return ` Auto-refine: Resolution= ${resolutionAt(iteration).toFixed(2)} (no gain for ${iteration % 3} iter) `
  if (part === 2)
    return ` Auto-refine: Changes in angles= ${(8 / iteration).toFixed(3)} degrees; and in offsets= ${(3 / iteration).toFixed(3)} Angstroms`
  if (part === lines - 1) return ` Maximization ...\n   0/   8 sec ~~(,_,"> [${bar(1)}]`
  const done = (part - 2) / (lines - 3)
  return `${(done * 2.4).toFixed(2)}/ 2.40 min ${bar(done)}~~(,_,">`
}

/** Å at an iteration of the make-believe refinement. */
export function resolutionAt(iteration: number): number {
  return 2.1 + 12 * Math.exp(-iteration / 4)
}

/** A line of a MotionCorr or CtfFind task. */
export function micrographLine(step: number): string {
  return ` Processing micrograph ${step + 1}: early exposure 0.0, accumulated 40.0 e/A^2, total shift ${(5 + (step % 7) * 0.6).toFixed(1)} px`
}

export const lines = (count: number, line: (step: number) => string): string =>
  Array.from({ length: count }, (_none, step) => `${line(step)}\n`).join('')
