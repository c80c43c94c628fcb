/** One link that is held, and those who hold it. */
import { type Holder, holders, type LinkFollower } from '../site-access'
import type { UserOfLink } from './link-entry'
import type { Connection } from './types'

export interface Hold {
  readonly holder: Holder
  readonly follower: LinkFollower
  /** The link that the follower knows of. */
  seen: Connection | undefined
  /** It was lost under the follower, who has not been told of another. */
  lost: boolean
}

export interface Kept extends UserOfLink {
  readonly holds: Set<Hold>
  attempts: number
  /** When the link that stands began to, milliseconds; undefined while there is none. */
  standsSince: number | undefined
  /** Calls off the next try; undefined while none is due. */
  callOff: (() => void) | undefined
  retryAt: Date | undefined
  trying: Promise<void> | undefined
  telling: Promise<void> | undefined
  /** Ends the try under way. */
  abort: AbortController
}

export const keyOf = ({ site, hostName }: UserOfLink): string => JSON.stringify([site, hostName])

/** Held by nobody yet. */
export function newKept({ site, hostName }: UserOfLink): Kept {
  return {
    ...{ site, hostName, holds: new Set(), attempts: 0, standsSince: undefined },
    ...{ callOff: undefined, retryAt: undefined, trying: undefined, telling: undefined, abort: new AbortController() }
  }
}

/** In the order in which they are told. */
export function inOrder({ holds }: Kept): Hold[] {
  return holders.flatMap(holder => [...holds].filter(hold => hold.holder === holder))
}

/** Those of the first kind that still has to be told. */
export function next(kept: Kept): Hold[] {
  const lost = inOrder(kept).filter(hold => hold.lost)
  return lost.filter(hold => hold.holder === lost[0]?.holder)
}
