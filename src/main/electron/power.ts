/** Sleep: kept off while something moves, and lived through where it comes all the same. */
import type { Transfer } from '@contract/transfers'
import { powerMonitor, powerSaveBlocker } from 'electron'
import type { FarscopeClient } from '../client-type'
import type { Log } from '../platform'

/** Keeps the system awake, not the screen, from `true` until `false`. */
export function createSleepBlocker(): (wanted: boolean) => void {
  let blocker: number | undefined
  return wanted => {
    if (wanted === (blocker !== undefined)) return
    if (blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension')
    else {
      powerSaveBlocker.stop(blocker)
      blocker = undefined
    }
  }
}

/**
 * Pauses what moves before the computer falls asleep, so that what is on the way is confirmed and kept, and resumes
 * exactly that when it wakes. `transfers`: the list now.
 */
export function pauseWhileAsleep(
  client: { transfers: Pick<FarscopeClient['transfers'], 'pause' | 'resume'> },
  transfers: () => readonly Transfer[],
  log: Log
): void {
  let asleep: Promise<readonly string[]> = Promise.resolve([])
  const pauseAll = async (): Promise<readonly string[]> => {
    const ids = transfers().flatMap(({ id, state }) => (state === 'running' || state === 'waiting' ? [id] : []))
    if (ids.length === 0) return []
    await client.transfers.pause({}).catch(thrown => log.warn(`Not paused before sleep: ${String(thrown)}`))
    return ids
  }
  powerMonitor.on('suspend', () => {
    const before = asleep
    // A second sleep before the first was over must not forget what the first one paused.
    asleep = before.then(async ids => [...new Set([...ids, ...(await pauseAll())])])
  })
  powerMonitor.on('resume', () => {
    const woken = asleep
    asleep = Promise.resolve([])
    void woken.then(async ids => {
      for (const id of ids)
        await client.transfers
          .resume({ id, automatic: true })
          .catch(thrown => log.warn(`Not resumed after sleep: ${String(thrown)}`))
    })
  })
}
