/** For how long this computer was awake: patience with a machine is not lost while a laptop sleeps. */

export interface AwakeTime {
  /** Milliseconds since it was made, or since it was begun anew. */
  passed(): number
  restart(): void
}

/**
 * To be looked at again and again: a stretch between two looks counts no more than `mostMs`. Whether a monotonic clock
 * goes on in sleep is another thing on each system, so it is not asked.
 */
export function createAwakeTime(mostMs: number, now: () => number = () => performance.now()): AwakeTime {
  let last = now()
  let total = 0
  return {
    passed() {
      const at = now()
      total += Math.min(at - last, mostMs)
      last = at
      return total
    },
    restart() {
      last = now()
      total = 0
    }
  }
}
