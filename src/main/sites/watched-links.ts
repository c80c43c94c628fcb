/** While somebody looks at the links (a window), each one that stood is held: what was in use comes back by itself. */
import type { ConnectionView } from '@contract/sites'
import type { LinkKeeper } from '../ssh/link-keeper'

export interface WatchedLinks {
  /** Somebody looks, until the returned function is called. */
  look(): () => void
  /** The links as they are now. */
  update(views: readonly Pick<ConnectionView, 'site' | 'host' | 'state'>[]): void
}

/**
 * A link that never stood is not held: one that was tried in vain waits for the person who tried. Nor is one that was
 * closed on purpose.
 */
export function createWatchedLinks(keeper: Pick<LinkKeeper, 'hold'>): WatchedLinks {
  const held = new Map<string, () => void>()
  let looking = 0

  const releaseAll = (): void => {
    for (const release of held.values()) release()
    held.clear()
  }

  return {
    look: () => {
      looking++
      return () => {
        looking--
        if (looking === 0) releaseAll()
      }
    },
    update: views => {
      if (looking === 0) return
      const known = new Set<string>()
      for (const { site, host, state } of views) {
        const key = JSON.stringify([site, host])
        if (state !== 'closed') known.add(key)
        // Held before it is in the map: holding tells of changes, upon which this is called again.
        if (state !== 'connected' || held.has(key)) continue
        held.set(key, () => undefined)
        held.set(key, keeper.hold(site, { host }, 'monitors', { onBack: () => undefined }))
      }
      for (const [key, release] of [...held])
        if (!known.has(key)) {
          held.delete(key)
          release()
        }
    }
  }
}
