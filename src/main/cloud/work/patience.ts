/** How long a lost link to a machine is bridged: while the command runs for ever, afterwards for some tries. */
import type { Run } from '@contract/cloud-runs'
import { movedSoFar } from '@domain/cloud/run-look'

type Seen = Pick<Run, 'command' | 'uploaded' | 'fetched'>

export interface Patience {
  /** The link was lost once more. How many tries came to nothing before, and whether they are enough. */
  lost(run: Seen): { readonly tries: number; readonly over: boolean }
}

/** It begins anew with whatever came about: the end of the command was heard, something more was moved. */
export function createPatience(run: Seen, mostTries: number): Patience {
  let failures = 0
  let best = movedSoFar(run)
  let ended = hasEnded(run)
  return {
    lost(now) {
      const cameOn = movedSoFar(now) > best || hasEnded(now) !== ended
      failures = cameOn ? 1 : failures + 1
      best = Math.max(best, movedSoFar(now))
      ended = hasEnded(now)
      return { tries: failures - 1, over: ended && failures > mostTries }
    }
  }
}

const hasEnded = ({ command }: Seen): boolean => command.endedAt !== null
