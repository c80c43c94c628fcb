/** Places in words, and which of them fail together. */
import type { Place } from '@contract/files'
import { displayName } from '../bytes-name'

/** As a person writes it: `SITE:PATH`, `s3:BUCKET/KEY`, else the path. Bytes that are no text are U+FFFD. */
export function placeText(place: Place): string {
  const path = displayName(place.path)
  return place.kind === 'site' ? `${place.site}:${path}` : place.kind === 's3' ? `s3:${path.replace(/^\//, '')}` : path
}

const bucketOf = (path: string): string => path.split('/')[1] ?? ''

/**
 * What counts as one place: this computer, a site, a bucket. Two folders of one site fail together, and a bucket is the
 * same by every profile, so neither makes two.
 */
export function separatePlace(place: Place): string {
  return place.kind === 'site' ? `site:${place.site}` : place.kind === 's3' ? `s3:${bucketOf(place.path)}` : 'local'
}

/** The same for people. */
export function separatePlaceText(place: Place): string {
  return place.kind === 'site'
    ? place.site
    : place.kind === 's3'
      ? `s3:${displayName(bucketOf(place.path))}`
      : 'this computer'
}
