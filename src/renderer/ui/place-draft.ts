/** A place as it is typed: on which side, and the path there. */
import type { Place } from '@contract/files'

export interface PlaceDraft {
  /** `local`, `s3`, or `site NAME`. */
  readonly where: string
  readonly path: string
}

export const whereOfSite = (site: string): string => `site ${site}`

/** What is typed as a place; spaces around the path are not part of it. */
export function placeOfDraft({ where, path: typed }: PlaceDraft): Place {
  const path = typed.trim()
  if (where === 'local') return { kind: 'local', path }
  if (where === 's3') return { kind: 's3', path: path.startsWith('/') ? path : `/${path}` }
  return { kind: 'site', site: where.slice('site '.length), path }
}

/** A place as it is typed. */
export function draftOfPlace(place: Place): PlaceDraft {
  return { where: place.kind === 'site' ? whereOfSite(place.site) : place.kind, path: place.path }
}
