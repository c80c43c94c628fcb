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
 * that needs a person. A site that is removed is let go; what lived there is forgotten at the next start.
 */
export function createBackground(deps: {
  readonly door: Platform['door']
  readonly live: Pick<LiveJobs, 'livelySites' | 'load' | 'change'>
  readonly sites: () => Promise<readonly { readonly name: string }[]>
  /** Yields after each change of the sites. Unset: they never change (tests). */
  readonly siteChanges?: ((signal: AbortSignal) => AsyncIterable<unknown>) | undefined
  readonly keepWatch: (site: string) => () => void
  readonly log: Platform['log']
}): Background {
  const { door, live, sites, siteChanges, keepWatch, log } = deps
  const control = new AbortController()
  const kept = new Map<string, () => void>()
  let closed = door === 'cli'
  const expected = new Set<string>()
  /** Names of the sites; before they are known nothing is followed, the first look comes with them. */
  let known: ReadonlySet<string> | null = null

  function look(): void {
    const names = known
    if (closed || !names) return
    const lively = new Set([...live.livelySites(), ...expected].filter(site => names.has(site)))
    for (const [site, release] of kept) {
      if (lively.has(site)) continue
      kept.delete(site)
      release()
    }
    for (const site of lively) if (!kept.has(site)) kept.set(site, keepWatch(site))
  }

  const readNames = async (): Promise<Set<string>> => new Set((await sites()).map(({ name }) => name))

  async function begin(): Promise<void> {
    const names = await readNames()
    for (const site of live.livelySites()) if (!names.has(site)) live.change(site, [], live.load(site))
    known = names
    look()
    if (!siteChanges) return
    for await (const _ of siteChanges(control.signal)) {
      known = await readNames()
      look()
    }
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
      control.abort()
      for (const release of kept.values()) release()
      kept.clear()
    }
  }
}
