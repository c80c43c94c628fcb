/** Follows sites that have live jobs of the user, so that events are noticed without an open page, also after a restart. */

import type { Platform } from '../platform'
import type { LiveJobs } from '../store/live-jobs'

export interface Background {
  /** What lives has changed: sites without live jobs are let go, new ones are followed. */
  look(): void
  /** A job was submitted there: it is followed until a reading shows it. */
  expect(site: string): void
  /** A reading of that site has been kept. */
  seen(site: string): void
  close(): void
}

/**
 * For doors that stay: a command of the terminal ends when it is done. `keepWatch` raises no prompt and dials no login
 * that needs a person. What lived at a site that is no longer there is forgotten.
 */
export function createBackground(deps: {
  readonly door: Platform['door']
  readonly live: Pick<LiveJobs, 'livelySites' | 'load' | 'change'>
  readonly sites: () => Promise<readonly { readonly name: string }[]>
  readonly keepWatch: (site: string) => () => void
  readonly log: Platform['log']
}): Background {
  const { door, live, sites, keepWatch, log } = deps
  const kept = new Map<string, () => void>()
  let closed = door === 'cli'
  const expected = new Set<string>()
  let ready = false

  function look(): void {
    // Before the sites are known nothing is followed; the first look comes with them.
    if (closed || !ready) return
    const lively = new Set([...live.livelySites(), ...expected])
    for (const [site, release] of kept) {
      if (lively.has(site)) continue
      kept.delete(site)
      release()
    }
    for (const site of lively) if (!kept.has(site)) kept.set(site, keepWatch(site))
  }

  async function begin(): Promise<void> {
    const names = new Set((await sites()).map(({ name }) => name))
    for (const site of live.livelySites()) if (!names.has(site)) live.change(site, [], live.load(site))
    ready = true
    look()
  }

  if (!closed) void begin().catch(thrown => log.error('The sites with live jobs could not be read.', thrown))

  return {
    look,
    expect(site) {
      expected.add(site)
      look()
    },
    seen(site) {
      if (expected.delete(site) || kept.has(site)) look()
    },
    close: () => {
      closed = true
      for (const release of kept.values()) release()
      kept.clear()
    }
  }
}
