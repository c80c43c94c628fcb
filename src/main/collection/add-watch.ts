/** What is checked before a folder is watched, while the person is there: both ends, the name, the rules. */
import type { Place } from '@contract/files'
import type { RateLimit } from '@contract/transfers'
import type { WatchRules, WatchSession } from '@contract/watch'
import { displayName } from '@domain/bytes-name'
import { pathRule } from '@domain/collection/patterns'
import { Failure } from '@domain/failure'
import { isWithin, normalizePath } from '@domain/files/path'
import { endOf, openPlace, placeAt } from './open-place'
import type { CollectionParts } from './ports'
import type { WatchRecord } from './watch-record'

export interface AddWatch {
  readonly name: string
  readonly source: Place
  readonly destinations: readonly Place[]
  readonly rules: WatchRules
  readonly limit: RateLimit
  readonly session: WatchSession | null
}

/**
 * `automatic`: nobody just asked, so no prompt, and what cannot be asked now is taken as it is written: a folder that the
 * camera has still to make, a place whose link is away.
 */
export interface AddOptions {
  readonly automatic: boolean
}

/** The record with absolute places. `not-found`, `not-a-directory`, `usage`, and every error of a connection. */
export async function recordOf(
  { fileSystems, platform }: Pick<CollectionParts, 'fileSystems' | 'platform'>,
  asked: AddWatch,
  signal: AbortSignal | undefined,
  options: AddOptions
): Promise<WatchRecord> {
  pathRule(asked.rules)
  const absolute = async (place: Place): Promise<Place> => {
    if (options.automatic && /^(?:[A-Za-z]:)?\//.test(place.path)) return placeAt(place, normalizePath(place.path))
    return placeAt(place, (await openPlace(fileSystems, place, signal, options)).absolute(place.path))
  }
  const source = await absolute(asked.source)
  if (!options.automatic) await requireFolder(fileSystems, source, signal)
  const destinations: Place[] = []
  for (const place of asked.destinations) destinations.push(await absolute(place))
  refuseOverlap(source, destinations)
  const { name, rules, limit, session } = asked
  const state = { paused: false, endingSince: null, ended: false }
  const createdAt = platform.clock.now().toISOString()
  return { version: 1, name, source, destinations, rules, limit, session, createdAt, ...state }
}

async function requireFolder(
  fileSystems: CollectionParts['fileSystems'],
  source: Place,
  signal: AbortSignal | undefined
): Promise<void> {
  const files = await openPlace(fileSystems, source, signal, { automatic: false })
  if ((await files.stat(source.path, signal)).type === 'directory') return
  throw new Failure('not-a-directory', `${displayName(source.path)} (${files.label}) is not a folder.`, {
    hint: 'A watch follows a folder and what is below it.'
  })
}

const sameEnd = (one: Place, other: Place): boolean => JSON.stringify(endOf(one)) === JSON.stringify(endOf(other))

/** Copies in the watched folder would be found there as new files, and so on without end. */
function refuseOverlap(source: Place, destinations: readonly Place[]): void {
  for (const [index, place] of destinations.entries()) {
    if (sameEnd(place, source) && isWithin(place.path, source.path))
      throw new Failure('usage', `${displayName(place.path)} lies in the watched folder itself.`, {
        hint: 'Copy to a folder outside of it.'
      })
    if (destinations.slice(0, index).some(other => sameEnd(place, other) && place.path === other.path))
      throw new Failure('usage', `${displayName(place.path)} is named twice as a destination.`, {
        hint: 'Name each destination once.'
      })
  }
}
