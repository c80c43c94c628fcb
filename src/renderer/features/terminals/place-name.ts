import type { SiteView } from '@contract/sites'
import type { TerminalPlace } from '@contract/terminals'

/** Where a terminal is, in the words the person uses: the site's label, with the host where one was chosen. */
export function placeName(place: TerminalPlace, sites: readonly SiteView[]): string {
  if (place.kind === 'local') return 'This computer'
  const site = sites.find(({ name }) => name === place.site)
  const label = site?.label ?? place.site
  return place.host === undefined ? label : `${label}, ${place.host}`
}
