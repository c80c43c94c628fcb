import type { FarscopeClient } from '../client-type'

/** The names that make `NAME:PATH` a place on a site. */
export async function siteNames(client: FarscopeClient, signal: AbortSignal): Promise<ReadonlySet<string>> {
  return new Set((await client.sites.list(undefined, { signal })).map(site => site.name))
}
