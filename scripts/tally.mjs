// Adding up what was run, for the one line at the end.

/** A tally of nothing. `failures`: what failed, by name; on further lines why. */
export const nothing = { passed: 0, failed: 0, skipped: 0, failures: [] }

/** The sum of tallies. */
export function sum(...tallies) {
  return tallies.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
      failures: [...total.failures, ...one.failures]
    }),
    nothing
  )
}

/** Names listed at the end; of more only the number is told. */
const mostNamed = 40

/** The lines before the last: what failed, so that the end of a log tells it. */
export function failureLines({ failures }) {
  const lines = failures.slice(0, mostNamed).map(name => `failed: ${name}`)
  return failures.length > mostNamed ? [...lines, `failed: ${failures.length - mostNamed} more`] : lines
}

/** The last line of `npm test`. */
export function verdict({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** The exit status: a failure always counts, a skip counts in CI, and a run without a single pass is no success. */
export function exitStatus({ passed, failed, skipped }, inCi) {
  return failed > 0 || passed === 0 || (inCi && skipped > 0) ? 1 : 0
}
