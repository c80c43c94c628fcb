/** Where the host door gives out the bytes of a file, and the name that a download of it may have. */
import { type Place, placeSchema } from '@contract/files'

/** Path of the route. */
export const contentRoute = '/files/content'

/** Path and query for one file. JSON writes bytes that are no text as escapes, so every name comes back exactly. */
export function contentAddress(place: Place): string {
  return `${contentRoute}?place=${encodeURIComponent(JSON.stringify(place))}`
}

/** The place of such a query; null for anything else. */
export function contentPlace(query: string | null): Place | null {
  try {
    return placeSchema.safeParse(JSON.parse(query ?? '')).data ?? null
  } catch {
    return null
  }
}

/** Control and format characters (these turn the direction of text, and so hide an ending), lone surrogates, separators. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029<>:"/\\|?*]/gu

/** The name a browser may give the file on any system: what would be a path, a spoof or a broken header is `_`. */
export function downloadName(name: string): string {
  return name.replace(unsafe, '_').replace(/[. ]+$/, '') || 'file'
}
