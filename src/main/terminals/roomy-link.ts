/** Room for one more channel: where a connection has none left, another connection to the same host has some. */
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { SiteAccess } from '../site-access'
import type { Connection } from '../ssh/types'
import type { ShellSource } from './shell-source'

/** Does what needs a channel on a connection; `spare`: at once or not at all (`channel-refused`). */
export type WorkOn<T> = (connection: Connection, spare: boolean) => Promise<T>
export type OpenOn = WorkOn<ShellSource>

/**
 * Milliseconds after which the shared connection is tried again before another one is made: a server frees a channel
 * some moments after it was closed, and another login costs more than that. A person waits for a shell, not so much for
 * an answer.
 */
const momentsMs = { shell: [100, 300], answer: [100, 300, 600, 1000] } as const

/** A connection of ours besides the shared one, and how much is on it or being opened there. */
interface Further {
  readonly connection: Connection
  users: number
}

/** The further connections of a shared one, and the one that is being made: whoever needs one meanwhile waits for it. */
interface Room {
  readonly all: Further[]
  making: Promise<Further | null> | null
}

export interface RoomyLink {
  /**
   * The shell, on the shared connection where that has a channel, else on one that is made for it and closed after the
   * last shell on it. None is made where its login would ask somebody: then the shell waits for a channel to come free.
   */
  open(shared: Connection, openOn: OpenOn, signal: AbortSignal): Promise<ShellSource>
  /** The same for something that is over with its answer. */
  ask<T>(shared: Connection, question: WorkOn<T>, signal: AbortSignal | undefined): Promise<T>
}

export function createRoomyLink(access: Pick<SiteAccess, 'further'>): RoomyLink {
  const rooms = new WeakMap<Connection, Room>()

  const leave = ({ all }: Room, one: Further): void => {
    one.users -= 1
    if (one.users > 0) return
    const at = all.indexOf(one)
    if (at >= 0) all.splice(at, 1)
    one.connection.close()
  }

  /** Its maker counts as a user until it has a channel of its own there. Null where none may be made. */
  async function make(room: Room, shared: Connection, signal: AbortSignal | undefined): Promise<Further | null> {
    const connection = await access.further?.(shared, signal).catch(() => undefined)
    if (!connection) return null
    const one = { connection, users: 1 }
    room.all.push(one)
    return one
  }

  /** `over` settles when the connection is needed for it no more. */
  async function find<T>(
    shared: Connection,
    work: WorkOn<T>,
    { over, moments }: { over: (value: T) => Promise<unknown>; moments: readonly number[] },
    signal: AbortSignal | undefined
  ): Promise<T> {
    const room = rooms.get(shared) ?? { all: [], making: null }
    rooms.set(shared, room)
    const workOnFurther = async (one: Further, spare: boolean): Promise<T> => {
      one.users += 1
      try {
        const value = await work(one.connection, spare)
        void over(value).then(() => leave(room, one))
        return value
      } catch (thrown) {
        leave(room, one)
        throw thrown
      }
    }
    const atOnce = await unlessRefused(work(shared, true))
    if (atOnce) return atOnce.value
    for (const one of room.all.filter(({ connection }) => connection.connected)) {
      const found = await unlessRefused(workOnFurther(one, true))
      if (found) return found.value
    }
    for (const moment of moments) {
      await pause(moment, signal)
      const found = await unlessRefused(work(shared, true))
      if (found) return found.value
    }
    while (room.making) {
      const one = await room.making
      const found = one?.connection.connected ? await unlessRefused(workOnFurther(one, true)) : null
      if (found) return found.value
    }
    room.making = make(room, shared, signal).finally(() => {
      room.making = null
    })
    const one = await room.making
    if (one === null) return work(shared, false)
    try {
      return await workOnFurther(one, false)
    } finally {
      leave(room, one)
    }
  }

  return {
    open: (shared, openOn, signal) =>
      find(shared, openOn, { over: ({ ended }) => ended, moments: momentsMs.shell }, signal),
    ask: (shared, question, signal) =>
      find(shared, question, { over: async () => undefined, moments: momentsMs.answer }, signal)
  }
}

/** Null where there is no channel to spare. */
async function unlessRefused<T>(working: Promise<T>): Promise<{ readonly value: T } | null> {
  try {
    return { value: await working }
  } catch (thrown) {
    if (Failure.from(thrown).code === 'channel-refused') return null
    throw thrown
  }
}
