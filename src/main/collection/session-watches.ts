/** Watches that a booked session begins and ends. */
import type { Place } from '@contract/files'
import { askedRulesSchema, type WatchSession } from '@contract/watch'
import { Failure } from '@domain/failure'
import type { Collection } from './collection'

export interface SessionWatch {
  readonly name: string
  readonly source: Place
  /** None: it counts what is collected, and copies nothing. */
  readonly destinations: readonly Place[]
  readonly session: WatchSession
}

export function createSessionWatches(collection: Pick<Collection, 'add' | 'finish' | 'get' | 'remove'>) {
  const add = (watch: SessionWatch): Promise<unknown> =>
    collection.add({ ...watch, rules: askedRulesSchema.parse({}), limit: null }, undefined, { automatic: true })

  const remove = async (name: string): Promise<void> => {
    try {
      await collection.remove(name)
    } catch (thrown) {
      if (Failure.from(thrown).code !== 'not-found') throw thrown
    }
  }

  return {
    /** Again for one that is there: nothing. One that was ended makes room: what it copied is found, and not sent again. */
    async begin(watch: SessionWatch): Promise<void> {
      try {
        await add(watch)
      } catch (thrown) {
        if (Failure.from(thrown).code !== 'exists') throw thrown
        const known = collection.get(watch.name)
        if (known?.state !== 'ending' && known?.state !== 'ended') return
        await remove(watch.name)
        await add(watch)
      }
    },
    finish: (name: string): void => collection.finish(name),
    /** Nothing more is followed or sent; what was copied stays. Nothing where there is no such watch. */
    remove
  }
}
