/** When the next array of a rule goes, and how many files it has. */

export interface BatchState {
  /** Files that wait. */
  readonly waiting: number
  /** How long the oldest of them has waited. Seconds. */
  readonly waitedSeconds: number
  /** Tasks of the rule that SLURM has and that have not ended. */
  readonly open: number
}

export interface BatchPace {
  readonly batch: number
  readonly waitSeconds: number
  readonly queued: number
}

/**
 * Files of the array that is to go now; 0: none. A full one goes at once, a smaller one after the longest wait. While
 * SLURM has too many, it waits until there is room for a whole one: arrays of single files would only load slurmctld.
 */
export function nextBatch({ waiting, waitedSeconds, open }: BatchState, pace: BatchPace): number {
  const files = Math.min(waiting, pace.batch, pace.queued)
  if (files === 0 || open + files > pace.queued) return 0
  return files === pace.batch || files === pace.queued || waitedSeconds >= pace.waitSeconds ? files : 0
}

/** Seconds until `nextBatch` may say otherwise by the clock alone; null: only a change can. */
export function secondsToBatch({ waiting, waitedSeconds }: BatchState, pace: BatchPace): number | null {
  return waiting === 0 ? null : Math.max(0, pace.waitSeconds - waitedSeconds)
}
