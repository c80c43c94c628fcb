/** Room and backlog from now on as plots. Pure. */
import type { SessionBacklog, StoragePlace } from '@contract/cockpit'
import { baseName } from '@domain/files/path'
import { backlogCourse, forecastEnd, forecastTimes, freeCourse } from '@domain/forecast/courses'
import { byteUnits } from '../../ui/format'
import type { PlotData } from '../../ui/plot/plot-data'
import { visibleName } from '../../ui/visible-name'

/** A plot has room for so many. */
const mostSeries = 3

interface When {
  /** Milliseconds since 1970, by this computer's clock. */
  readonly now: number
  readonly sessionEnd: number
  readonly zone: string
}

interface Course {
  readonly label: string
  readonly values: readonly (number | null)[]
}

/** `cluster:movies`: enough to tell a few places of one session apart. */
const shortName = (site: string | null, path: string): string =>
  visibleName(`${site ?? 'this computer'}:${baseName(path)}`)

/** In the unit of the largest figure. */
function plotOf(times: readonly number[], courses: readonly Course[], zone: string): PlotData | null {
  const known = courses.filter(({ values }) => values.some(value => value !== null)).slice(0, mostSeries)
  if (known.length === 0) return null
  const most = Math.max(...known.flatMap(({ values }) => values.filter(value => value !== null)))
  const power = Math.min(byteUnits.length - 1, most < 1 ? 0 : Math.floor(Math.log2(most) / 10))
  const unit = 1024 ** power
  return {
    axis: { kind: 'time', label: 'time', values: times, zone, unnamed: true },
    ...{ unit: byteUnits[power] ?? '', digits: 1, from: 0 },
    series: known.map(({ label, values }) => ({
      label,
      values: values.map(value => (value === null ? null : value / unit))
    }))
  }
}

/** What will be free where the session writes; null: nothing is known. */
export function roomPlot(storage: readonly StoragePlace[], { now, sessionEnd, zone }: When): PlotData | null {
  const times = forecastTimes(now, forecastEnd(now, sessionEnd, []))
  const courses = storage.map(place => ({
    label: shortName(place.site, place.path),
    values: freeCourse(times, place, { now, sessionEnd })
  }))
  return plotOf(times, courses, zone)
}

/** What will wait to be copied to each place, of the worst ones; null: nothing is known. */
export function backlogPlot(backlogs: readonly SessionBacklog[], { now, sessionEnd, zone }: When): PlotData | null {
  const clears = backlogs.map(({ clearsAt }) => (clearsAt === null ? null : Date.parse(clearsAt)))
  const times = forecastTimes(now, forecastEnd(now, sessionEnd, clears))
  const courses = backlogs.map(backlog => {
    const { place } = backlog
    const site = place.kind === 'site' ? place.site : place.kind === 's3' ? 's3' : null
    return { label: shortName(site, place.path), values: backlogCourse(times, backlog, { now, sessionEnd }) }
  })
  return plotOf(times, courses, zone)
}
