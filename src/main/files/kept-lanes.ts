/**
 * Lanes that a transfer has left, for the next one to the same place: opening a channel costs four round trips before
 * the first byte, a further connection ten. They are kept for some seconds only, and never from somebody who waits for
 * a channel.
 */
import type { Connection } from '../ssh/types'
import type { Lanes } from './lanes'

/** What is looked at here. */
type AnyLanes = Pick<Lanes, 'idle' | 'close'>
interface LanesHome extends Pick<Connection, 'connected' | 'onChannelWanted'> {
  onLost(listener: () => void): () => void
}

export interface KeptLanes<Own extends AnyLanes> {
  /** Lanes on this connection whose files go by the name of `site`; nobody else has them from now on. */
  take(connection: LanesHome, site: string): Own | undefined
  /** The transfer is over: they wait for the next, or are closed. */
  leave(lanes: Own, connection: LanesHome, site: string): void
}

interface Kept<Own> {
  readonly site: string
  readonly lanes: Own
  /** They go to somebody, or are closed: nothing here is to happen to them any more. */
  letGo(): void
}

/** `keepMs`: how long they wait; 0: not at all. Milliseconds. */
export function createKeptLanes<Own extends AnyLanes>(keepMs: number): KeptLanes<Own> {
  const waiting = new WeakMap<LanesHome, Set<Kept<Own>>>()

  const at = (connection: LanesHome): Set<Kept<Own>> => {
    const known = waiting.get(connection)
    if (known) return known
    const none = new Set<Kept<Own>>()
    waiting.set(connection, none)
    return none
  }

  return {
    take(connection, site) {
      const kept = [...at(connection)].find(one => one.site === site && one.lanes.idle)
      kept?.letGo()
      return kept?.lanes
    },
    leave(lanes, connection, site) {
      // One set is enough for transfers one after the other.
      const others = at(connection)
      if (keepMs === 0 || others.size > 0 || !connection.connected) {
        lanes.close()
        return
      }
      const end = (): void => {
        kept.letGo()
        lanes.close()
      }
      const timer = setTimeout(end, keepMs)
      // Waiting for a next transfer must not keep the program running.
      timer.unref()
      const unlisten = [connection.onChannelWanted(end), connection.onLost(end)]
      const kept: Kept<Own> = {
        site,
        lanes,
        letGo() {
          clearTimeout(timer)
          for (const stop of unlisten) stop()
          others.delete(kept)
        }
      }
      others.add(kept)
    }
  }
}
