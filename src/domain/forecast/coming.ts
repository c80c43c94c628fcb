/** What watched folders have still to bring to a place that a session fills. */
import type { Place } from '@contract/files'
import type { Watch } from '@contract/watch'
import { isWithin } from '../files/path'
import type { Coming } from './runs-full'

/** A folder of a site (`site` null: of this computer), and all below it. */
export interface Folder {
  readonly site: string | null
  readonly path: string
}

const isIn = (place: Place, { site, path }: Folder): boolean =>
  (site === null ? place.kind === 'local' : place.kind === 'site' && place.site === site) && isWithin(place.path, path)

/** Of all watches that are not over; null: none has anything to bring there. */
export function comingTo(folder: Folder, watches: readonly Watch[]): Coming | null {
  const all = watches
    .filter(({ state }) => state !== 'ended')
    .flatMap(({ perHour, destinations }) =>
      destinations.filter(({ place }) => isIn(place, folder)).map(({ backlog, pace }) => ({ perHour, backlog, pace }))
    )
  const backlogBytes = all.reduce((sum, { backlog }) => sum + backlog.bytes, 0)
  const arrivingPerHour = all.reduce((sum, { perHour }) => sum + perHour.bytes, 0)
  if (backlogBytes === 0 && arrivingPerHour === 0) return null
  const paces = all.flatMap(({ pace }) => (pace === null || pace <= 0 ? [] : pace * 3600))
  const linkPerHour = paces.length === 0 ? null : paces.reduce((sum, pace) => sum + pace, 0)
  return { backlogBytes, arrivingPerHour, linkPerHour }
}
