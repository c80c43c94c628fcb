/** Later than this no busy computer fires a timer: it slept, or the program was stopped. Milliseconds. */
const sleptMs = 10_000

/** Whether between two ticks of a timer the program did not run. Milliseconds. */
export function sleptBetween(elapsedMs: number, tickMs: number): boolean {
  // A clock that was set back tells nothing.
  return elapsedMs > tickMs + sleptMs
}
