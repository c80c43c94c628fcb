/** What ends a copy for now: when it waits for its link and how long, when for a person, and when there is no room. */
import type { ErrorCode } from '@contract/errors'

const lost: ReadonlySet<ErrorCode> = new Set(['unreachable', 'refused', 'dns', 'timeout'])
const person: ReadonlySet<ErrorCode> = new Set([
  'answer-needed',
  'auth-failed',
  'host-key-unknown',
  'host-key-changed',
  'host-key-mismatch',
  'expired-credentials'
])

/** The network's failure, which may pass by itself. A server that goes down breaks off its greeting: `redialling`. */
export function isLostLink(code: ErrorCode, redialling = false): boolean {
  return lost.has(code) || (redialling && code === 'protocol')
}

/** Trying again by itself would send a second-factor prompt, or lock the account: a person has to go on. */
export function needsPerson(code: ErrorCode): boolean {
  return person.has(code)
}

/** After these nothing more can arrive, however long one tries. */
export function isFull(code: ErrorCode): boolean {
  return code === 'disk-full' || code === 'quota'
}

export interface RetryDelays {
  /** Milliseconds. */
  readonly firstMs: number
  readonly mostMs: number
}

/**
 * Doubles with each try, with jitter so that many clients do not come back at once: between half and all of it.
 * `chance`: random, 0 to 1.
 */
export function retryDelayMs(tries: number, { firstMs, mostMs }: RetryDelays, chance: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(tries, 30))
  return full / 2 + (full / 2) * chance
}
