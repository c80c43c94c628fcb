/** Servers keep only so many files open on one channel; small files beyond that wait their turn. */
import type { SftpLimits } from '../ssh/types'

export interface HandleRoom {
  /** Runs work that opens one file and closes it again. */
  run<T>(work: () => Promise<T>): Promise<T>
}

/** Left for listings and large files. */
const reserved = 32
/** Where the server does not say: what every one is known to take (ProFTPD and others have tables of 64 and more). */
const unsaid = 48

/** How many small files one channel may have open (limits@openssh.com; 0: not stated). */
export const smallHandles = ({ maxOpenHandles }: Pick<SftpLimits, 'maxOpenHandles'>): number =>
  maxOpenHandles > 0 ? Math.max(1, maxOpenHandles - reserved) : unsaid

export function createHandleRoom(most: number): HandleRoom {
  let open = 0
  const waiting: (() => void)[] = []
  return {
    async run(work) {
      if (open >= most) await new Promise<void>(resolve => waiting.push(resolve))
      else open++
      try {
        return await work()
      } finally {
        // Whoever waits takes over the place, so that nobody slips in between.
        const next = waiting.shift()
        if (next) next()
        else open--
      }
    }
  }
}
