/** Sleep: kept off while something moves, and told to the engine where it comes all the same. */
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

/** The engine rests what works and brings it back; see contract/app, `power`. */
export function tellOfSleep(client: { app: Pick<FarscopeClient['app'], 'power'> }, log: Log): void {
  const tell = (event: 'sleep' | 'wake') => (): void =>
    void client.app.power({ event }).catch(thrown => log.warn(`The engine was not told of ${event}: ${String(thrown)}`))
  powerMonitor.on('suspend', tell('sleep'))
  powerMonitor.on('resume', tell('wake'))
}
