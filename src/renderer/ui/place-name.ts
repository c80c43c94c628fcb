import type { Place } from '@contract/files'
import type { SiteView } from '@contract/sites'
import type { TerminalPlace } from '@contract/terminals'

/** The name by which a person knows where something is: the site's label, with the host where one was chosen. */
export function placeName(place: Place | TerminalPlace, sites: readonly SiteView[]): string {
  if (place.kind === 'local') return 'This computer'
  if (place.kind === 's3') return place.profile === undefined ? 'S3' : `S3, ${place.profile}`
  const label = sites.find(({ name }) => name === place.site)?.label ?? place.site
  return 'host' in place && place.host !== undefined ? `${label}, ${place.host}` : label
}
