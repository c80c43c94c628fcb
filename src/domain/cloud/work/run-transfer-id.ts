/** Names of the transfers of runs: from them an engine that was started anew knows its own. */

const prefix = 'run-'

/** Its end is no news by itself: the run tells of it. */
export const isRunTransfer = (transfer: string): boolean => /^run-r[a-z0-9]{11}-\d+-(up|down)-\d+$/.test(transfer)

/** Of a run, on whatever machine. */
export const isOfRun = (run: string, transfer: string): boolean => transfer.startsWith(`${prefix}${run}-`)

/** `machine`: how many machines the run has had before. */
export function runTransfers(run: string, machine: number) {
  const own = `${prefix}${run}-${machine}-`
  return {
    /** `part`: its number among those of one direction. */
    of: (way: 'up' | 'down', part: number): string => `${own}${way}-${part}`,
    areOf: (transfer: string): boolean => transfer.startsWith(own)
  }
}
