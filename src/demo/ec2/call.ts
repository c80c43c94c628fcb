/** One request for EC2, and the thing that answers it. */
import { CallError } from './call-error'
import type { Query } from './query'
import type { Region } from './region'
import type { World } from './world'
import type { XmlFields } from './xml'

export interface Call {
  readonly query: Query
  readonly region: Region
  readonly world: World
  /** To be called when all was looked at and nothing done yet. */
  heedDryRun(): void
}

/** Gives the answer's fields; throws `CallError`. */
export type Action = (call: Call) => XmlFields

export function makeCall(query: Query, region: Region, world: World): Call {
  return {
    ...{ query, region, world },
    heedDryRun() {
      if (query.flag('DryRun'))
        throw new CallError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412)
    }
  }
}

/** The things of these ids, in their order; all where none is named. */
export function byIds<Item>(
  all: ReadonlyMap<string, Item>,
  ids: readonly string[],
  unknown: (id: string) => CallError
): Item[] {
  if (ids.length === 0) return [...all.values()]
  return ids.map(id => {
    const found = all.get(id)
    if (!found) throw unknown(id)
    return found
  })
}
