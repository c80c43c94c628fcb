/** What is known of the disks under the places of the ledger, asked of their hosts when it is needed. */
import type { Place } from '@contract/files'
import { type Disk, sameDisk } from '@domain/ledger/disks'
import { separatePlace } from '@domain/ledger/place-text'
import { byName, type ComparePlaces, foldersOf } from '@domain/ledger/places'
import type { LedgerEnds } from './ends'

export interface DiskBook {
  /** Asks what is not known, or for longer than `maxAgeMs`. Rejects only when `signal` aborts. */
  learn(
    files: readonly Parameters<typeof foldersOf>[0][],
    maxAgeMs: number,
    signal: AbortSignal | undefined
  ): Promise<void>
  /** By what is known now. */
  readonly compare: ComparePlaces
}

/** How long an answer is good enough to count by, and to delete by. Milliseconds. */
export const diskAgeMs = { shown: 10 * 60_000, released: 60_000 } as const
/** A host that does not answer keeps nobody waiting for longer, and is asked again after it. Milliseconds. */
const limitMs = 10_000
const againMs = 60_000
/** Folders of one command. */
const mostAtOnce = 64

interface Known {
  readonly disk: Disk | undefined
  readonly at: number
}

export function createDiskBook(
  { hostOf, disksOf }: Pick<LedgerEnds, 'hostOf' | 'disksOf'>,
  now: () => number
): DiskBook {
  const disks = new Map<string, Known>()
  const hosts = new Map<string, string>()
  const keyOf = (place: Place): string => `${separatePlace(place)} ${place.path}`

  function isFresh(place: Place, maxAgeMs: number): boolean {
    const known = disks.get(keyOf(place))
    return known !== undefined && now() - known.at < (known.disk ? maxAgeMs : againMs)
  }

  async function ask(places: readonly Place[], signal: AbortSignal): Promise<void> {
    const [first] = places
    if (!first) return
    if (first.kind === 'site' && hostOf) hosts.set(first.site, await hostOf(first.site, signal))
    for (let at = 0; at < places.length && disksOf; at += mostAtOnce) {
      const some = places.slice(at, at + mostAtOnce)
      const found = await disksOf(
        first,
        some.map(({ path }) => path),
        signal
      )
      for (const [number, place] of some.entries()) disks.set(keyOf(place), { disk: found.get(number), at: now() })
    }
  }

  async function askInTime(places: readonly Place[], signal: AbortSignal | undefined): Promise<void> {
    const limit = AbortSignal.timeout(limitMs)
    try {
      await ask(places, signal ? AbortSignal.any([signal, limit]) : limit)
    } catch {
      signal?.throwIfAborted()
      // What was known before still is: a host that is away has the disks that it had.
      for (const place of places)
        if (!isFresh(place, 0)) disks.set(keyOf(place), { disk: disks.get(keyOf(place))?.disk, at: now() })
    }
  }

  return {
    async learn(files, maxAgeMs, signal) {
      const wanted = new Map<string, Map<string, Place>>()
      for (const file of files) {
        const folders = foldersOf(file)
        for (const place of [folders.source, ...folders.copies]) {
          if (place.kind === 's3' || isFresh(place, maxAgeMs)) continue
          const end = wanted.get(separatePlace(place)) ?? new Map<string, Place>()
          wanted.set(separatePlace(place), end.set(place.path, place))
        }
      }
      await Promise.all([...wanted.values()].map(places => askInTime([...places.values()], signal)))
    },
    compare(one, other) {
      if (byName(one, other) === 'one') return 'one'
      if (one.kind === 's3' || other.kind === 's3') return 'two'
      const host = hostText(one, hosts)
      if (host !== undefined && host === hostText(other, hosts)) return 'one'
      if (!disksOf) return 'two'
      const [disk, others] = [disks.get(keyOf(one))?.disk, disks.get(keyOf(other))?.disk]
      return disk && others ? sameDisk(disk, others) : 'unknown'
    }
  }
}

const hostText = (place: Place, hosts: ReadonlyMap<string, string>): string | undefined =>
  place.kind === 'site' ? hosts.get(place.site) : undefined
