/** One link for each account and region, as long as its sign-in holds. */
import { Failure } from '@domain/failure'
import type { CloudLink } from './cloud-link'
import { type CloudPlace, noSuchProfile } from './cloud-place'

export interface CloudLinks {
  /** `not-found` where there is no such profile. */
  use<T>(place: CloudPlace, work: (link: CloudLink) => Promise<T>): Promise<T>
  close(): void
}

interface Entry {
  readonly link: CloudLink
  users: number
  dropped: boolean
}

/** After one of these the next question begins with a sign-in of its own: one that hangs would hang for good. */
const endsLink: readonly string[] = ['auth-failed', 'expired-credentials', 'timeout']

export function createLinks(open: (place: CloudPlace) => CloudLink): CloudLinks {
  const links = new Map<string, Entry>()
  /** Whoever still uses it ends in peace. */
  const drop = (key: string, entry: Entry): void => {
    // Another may stand there already.
    if (links.get(key) === entry) links.delete(key)
    entry.dropped = true
    if (entry.users === 0) entry.link.close()
  }
  const entryOf = (key: string, place: CloudPlace): Entry => {
    const there = links.get(key)
    if (there) return there
    for (const [other, entry] of links) {
      const { profile, filesDigest } = entry.link.place
      if (profile === place.profile && filesDigest !== place.filesDigest) drop(other, entry)
    }
    const entry = { link: open(place), users: 0, dropped: false }
    links.set(key, entry)
    return entry
  }
  return {
    async use(place, work) {
      if (place.missing) throw noSuchProfile(place.profile)
      const key = JSON.stringify([place.profile, place.region, place.endpoints, place.filesDigest])
      const entry = entryOf(key, place)
      entry.users += 1
      try {
        return await work(entry.link)
      } catch (thrown) {
        // The SDK would go on with the keys that it has: after another sign-in it must read them anew.
        if (endsLink.includes(Failure.from(thrown).code)) drop(key, entry)
        throw thrown
      } finally {
        entry.users -= 1
        if (entry.dropped && entry.users === 0) entry.link.close()
      }
    },
    close() {
      for (const { link } of links.values()) link.close()
      links.clear()
    }
  }
}
