/** The files of a place, over the channel that browsing shares. */
import type { Place } from '@contract/files'
import type { Endpoint } from '@contract/transfers'
import type { FileSystem, FileSystems } from '@domain/files/file-system'

/** `automatic`: nobody just asked, so no prompt (`answer-needed`). */
export async function openPlace(
  fileSystems: FileSystems,
  place: Place,
  signal: AbortSignal | undefined,
  options: { automatic: boolean }
): Promise<FileSystem> {
  if (place.kind === 'local') return fileSystems.local
  if (place.kind === 's3') return fileSystems.s3(place.profile)
  return fileSystems.site(place.site, signal, options)
}

/** The place without its path. */
export function endOf(place: Place): Endpoint {
  if (place.kind === 'local') return { kind: 'local' }
  if (place.kind === 'site') return { kind: 'site', site: place.site }
  return place.profile === undefined ? { kind: 's3' } : { kind: 's3', profile: place.profile }
}

/** The same place with another path. */
export const placeAt = (place: Place, path: string): Place => ({ ...place, path })
