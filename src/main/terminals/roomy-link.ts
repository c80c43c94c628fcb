/** Room for one more shell: where a connection has no channel left, another connection to the same host has some. */
import { Failure } from '@domain/failure'
import type { SiteAccess } from '../site-access'
import type { Connection } from '../ssh/types'
import type { ShellSource } from './shell-source'

/** Opens the shell on a connection; `spare`: at once or not at all (`channel-refused`). */
export type OpenOn = (connection: Connection, spare: boolean) => Promise<ShellSource>

/** A connection of ours besides the shared one, and how many shells are on it or being opened there. */
interface Further {
  readonly connection: Connection
  users: number
}

export interface RoomyLink {
  /**
   * The shell, on the shared connection where that has a channel, else on one that is made for it and closed after the
   * last shell on it. None is made where its login would ask somebody: then the shell waits for a channel to come free.
   */
  open(shared: Connection, openOn: OpenOn, signal: AbortSignal): Promise<ShellSource>
}

export function createRoomyLink(access: Pick<SiteAccess, 'further'>): RoomyLink {
  const links = new WeakMap<Connection, Further[]>()

  const leave = (all: Further[], one: Further): void => {
    one.users -= 1
    if (one.users > 0) return
    const at = all.indexOf(one)
    if (at >= 0) all.splice(at, 1)
    one.connection.close()
  }
  const openOnFurther = async (all: Further[], one: Further, openOn: OpenOn, spare: boolean): Promise<ShellSource> => {
    one.users += 1
    try {
      const source = await openOn(one.connection, spare)
      void source.ended.then(() => leave(all, one))
      return source
    } catch (thrown) {
      leave(all, one)
      throw thrown
    }
  }

  return {
    async open(shared, openOn, signal) {
      const atOnce = await unlessRefused(openOn(shared, true))
      if (atOnce) return atOnce
      const all = links.get(shared) ?? []
      links.set(shared, all)
      for (const one of all.filter(({ connection }) => connection.connected)) {
        const source = await unlessRefused(openOnFurther(all, one, openOn, true))
        if (source) return source
      }
      const connection = await access.further?.(shared, signal).catch(() => undefined)
      if (!connection) return openOn(shared, false)
      const one = { connection, users: 0 }
      all.push(one)
      return openOnFurther(all, one, openOn, false)
    }
  }
}

/** Null where there is no channel to spare. */
async function unlessRefused(opening: Promise<ShellSource>): Promise<ShellSource | null> {
  try {
    return await opening
  } catch (thrown) {
    if (Failure.from(thrown).code === 'channel-refused') return null
    throw thrown
  }
}
