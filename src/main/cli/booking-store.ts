/** Which store of bookings a command means, and as whom it speaks there. */
import { resolve } from 'node:path'
import type { BookingStore } from '@contract/resources'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../client-type'
import type { CommandContext } from './context'
import { parseAnyPlace } from './place'
import { siteNames } from './site-names'

export interface InStore {
  readonly store: BookingStore
  readonly as?: string
}

/** `SITE:PATH`, a folder of this computer, or `SITE:` for the one that the site itself names. */
async function namedStore(client: FarscopeClient, text: string, signal: AbortSignal): Promise<BookingStore> {
  const place = parseAnyPlace(text, await siteNames(client, signal))
  if (place.kind === 's3')
    throw new Failure('usage', 'A calendar cannot be in a bucket.', { hint: 'Write SITE:PATH or a local folder.' })
  if (place.kind === 'local') {
    const folder = place.path.startsWith('~') ? place.path : resolve(place.path)
    return { site: null, folder }
  }
  if (!text.endsWith(':')) return { site: place.site, folder: place.path }
  const own = (await client.bookings.stores(undefined, { signal })).find(({ store }) => store.site === place.site)
  if (own) return own.store
  throw new Failure('not-found', `The site ${place.site} names no folder for a calendar.`, {
    hint: `Write the folder too: ${place.site}:PATH.`
  })
}

/** A site's own, where one site has one; else this computer's. */
async function usualStore(client: FarscopeClient, signal: AbortSignal): Promise<BookingStore> {
  const stores = await client.bookings.stores(undefined, { signal })
  const ofSites = stores.filter(({ store }) => store.site !== null)
  if (ofSites.length > 1)
    throw new Failure('usage', `${ofSites.length} sites have a calendar, and none is named.`, {
      hint: `Add --store with one of ${ofSites.map(({ store }) => `${store.site}:`).join(', ')} or a folder.`
    })
  const chosen = ofSites[0] ?? stores[0]
  if (chosen) return chosen.store
  throw new Failure('not-found', 'There is no calendar.', { hint: 'Name one with --store SITE:PATH or a folder.' })
}

/** Of an argument, else of --store, else the usual one. */
export async function storeOf({ client, args, signal }: CommandContext, argument?: string): Promise<InStore> {
  const opened = await client()
  const text = argument ?? args.text('store')
  const store = text === undefined ? await usualStore(opened, signal) : await namedStore(opened, text, signal)
  const as = args.text('as')
  return { store, ...(as !== undefined && { as }) }
}
