/** When a lost link that somebody holds is dialled again, and when only a person may. */
import type { ErrorCode } from '@contract/errors'
import type { ConnectionView } from '@contract/sites'

/** Milliseconds: the first wait, and the longest. */
const wait = { first: 1000, longest: 60_000 } as const
/** A link that stood for so long was good: its next loss is tried again as soon as the first. Milliseconds. */
const stableMs = 60_000

/**
 * Milliseconds before a try: 1 s, 2, 4 … 60 s for the first, the second …, with jitter, so that many clients do not come
 * back at once: between half and all of it. `chance`: random, 0 to 1.
 */
export function backOffMs(attempt: number, chance: number): number {
  const full = Math.min(wait.longest, wait.first * 2 ** Math.min(attempt - 1, 30))
  return full / 2 + (full / 2) * chance
}

/** Tries that count on after a link stood for so long: it goes on backing off from one that falls at once. */
export function attemptsAfter(attempts: number, stoodMs: number): number {
  return stoodMs >= stableMs ? 0 : attempts
}

/** The network's failures, which may pass by themselves. A server that goes down breaks off its greeting: `protocol`. */
const passing: ReadonlySet<ErrorCode> = new Set(['unreachable', 'refused', 'dns', 'timeout', 'protocol'])

export interface LinkOutlook {
  readonly state: ConnectionView['state']
  /** Why it is lost or failed; undefined in other states. */
  readonly code: ErrorCode | undefined
  /** Logging in again would ask somebody, or was refused. */
  readonly needsPerson: boolean
  /** A person wants no more tries. */
  readonly stopped: boolean
}

/** Whether a link that somebody holds may be dialled by itself now. */
export function mayRedial({ state, code, needsPerson, stopped }: LinkOutlook): boolean {
  if (state !== 'lost' && state !== 'failed') return false
  return !needsPerson && !stopped && code !== undefined && passing.has(code)
}
