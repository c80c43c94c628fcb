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

export function createSessionWatches(collection: Pick<Collection, 'add' | 'finish'>) {
  return {
    /** Again for one that is there: nothing. */
    async begin(watch: SessionWatch): Promise<void> {
      try {
        await collection.add({ ...watch, rules: askedRulesSchema.parse({}), limit: null }, undefined, {
          automatic: true
        })
      } catch (thrown) {
        if (Failure.from(thrown).code !== 'exists') throw thrown
      }
    },
    finish: (name: string): void => collection.finish(name)
  }
}
