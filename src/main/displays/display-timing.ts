/** Waits of the displays. Each unset: as long as it is for users; tests of the whole engine need not wait so long. */
export interface DisplayTiming {
  /** How long it is watched whether a new session stays. Milliseconds. */
  readonly watchMs?: number
  /** Seconds between two looks at a session that a broker makes, and after how many it is left to itself. */
  readonly looks?: { readonly every: number; readonly most: number }
  /** Seconds before the second, third … look at a job in the queue; the last goes on. */
  readonly queue?: readonly number[]
  /** How long a preflight reads to tell the rate of a link. Milliseconds. */
  readonly rateMs?: number
}
