/** What all regions of the make-believe cloud share: its time, its folder, its processes. */
import { randomBytes } from 'node:crypto'
import type { Children } from '../children'
import type { Region } from './region'

/** Time as the cloud sees it; tests hand in their own. */
export interface Ec2Clock {
  now(): Date
  /** Once, after so many milliseconds; gives what calls it off. */
  after(milliseconds: number, work: () => void): () => void
}

export const realClock: Ec2Clock = {
  now: () => new Date(),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds)
    timer.unref()
    return () => clearTimeout(timer)
  }
}

/** How long things take, milliseconds. Real ones take ten times as long, but for the notice of an interruption. */
export interface Ec2Waits {
  /** Launched, until it runs. */
  readonly pending: number
  /** It runs, until its console's text can be read. */
  readonly console: number
  /** It runs, until its status checks have passed. */
  readonly checks: number
  /** Told to end, until it has ended. */
  readonly ending: number
  /** From the notice of a spot interruption to the end. */
  readonly notice: number
  /** Ended, until its folder is removed. */
  readonly folder: number
  /** Ended, until nobody knows it any more. */
  readonly forgotten: number
  /** Between two looks for what was asked on the instance itself. */
  readonly look: number
}

export const usualWaits: Ec2Waits = {
  ...{ pending: 3000, console: 4000, checks: 15_000, ending: 3000 },
  ...{ notice: 120_000, folder: 600_000, forgotten: 3_600_000, look: 1000 }
}

export interface World {
  readonly clock: Ec2Clock
  readonly waits: Ec2Waits
  /** Holds a folder for each instance. */
  readonly folder: string
  readonly children: Children
  readonly log: (line: string) => void
  readonly regions: Map<string, Region>
  /** Later, unless the cloud ends before. */
  later(milliseconds: number, work: () => void): () => void
  /** Work that the end of the cloud waits for. */
  keep(work: Promise<void>): void
  readonly closed: boolean
}

/** The account's number; real ones do not begin so. */
export const accountId = '000000000000'
export const userName = 'farscope-demo'

/** As AWS's: `i-` and 17 digits of base 16. */
export const newId = (prefix: string): string => `${prefix}-${randomBytes(9).toString('hex').slice(0, 17)}`

export function createWorld(parts: Pick<World, 'clock' | 'waits' | 'folder' | 'children' | 'log'>): World & {
  /** Calls off all that was to come, and waits for what is under way. */
  end(): Promise<void>
} {
  const timers = new Set<() => void>()
  const works = new Set<Promise<void>>()
  let closed = false
  return {
    ...parts,
    regions: new Map(),
    get closed() {
      return closed
    },
    later(milliseconds, work) {
      if (closed) return () => undefined
      const cancel = parts.clock.after(milliseconds, () => {
        timers.delete(forget)
        work()
      })
      const forget = (): void => {
        timers.delete(forget)
        cancel()
      }
      timers.add(forget)
      return forget
    },
    keep(work) {
      const kept = work
        .catch((thrown: unknown) => parts.log(`demo cloud: ${thrown instanceof Error ? thrown.message : thrown}`))
        .finally(() => works.delete(kept))
      works.add(kept)
    },
    async end() {
      closed = true
      for (const cancel of [...timers]) cancel()
      while (works.size > 0) await Promise.all(works)
    }
  }
}
