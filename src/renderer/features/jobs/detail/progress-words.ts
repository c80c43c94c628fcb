/** How far a RELION or cryoSPARC job is, in words and as plots. Pure: the clock comes in. */
import type { JobProgress, Micrograph } from '@contract/job-progress'
import { formatCount, formatDayTime, formatDuration } from '../../../ui/format'
import type { PlotData } from '../../../ui/plot/plot-data'

/** Names of numbers that a plot of micrographs is drawn with. */
type Measure = Exclude<keyof Micrograph, 'name'>

/** A plot with its name and a fact about its figures. */
export interface NamedPlot {
  readonly title: string
  readonly fact?: string
  readonly data: PlotData
}

const endings = {
  succeeded: 'It has succeeded',
  failed: 'It has failed',
  aborted: 'It was aborted'
} as const

/** Where it is: `Iteration 12 of 25`, `640 of 2,000 micrographs`, or how it ended; null when nothing is known. */
export function placeReached(known: JobProgress): string | null {
  const { iteration, iterations, micrographs, ended } = known
  const parts: string[] = []
  if (micrographs !== null) {
    const of = micrographs.total === null ? '' : ` of ${formatCount(micrographs.total)}`
    parts.push(`${formatCount(micrographs.done)}${of} micrographs done`)
  }
  if (iteration !== null)
    parts.push(`Iteration ${iteration}${iterations === null ? '' : ` of ${formatCount(iterations)}`}`)
  if (ended !== null) parts.push(endings[ended])
  return parts.length === 0 ? null : parts.join('. ')
}

/** How much of the whole is done, 0 to 1; null where the program decides by itself when it is. */
export function shareDone(known: JobProgress): number | null {
  const { iteration, iterations, micrographs, ended } = known
  if (ended === 'succeeded') return 1
  if (micrographs?.total) return Math.min(1, micrographs.done / micrographs.total)
  return iteration !== null && iterations ? Math.min(1, iteration / iterations) : null
}

/** When it should be done: `Done Wed 12:07 CET, in 3 h 07 min`; null when it has ended or nobody can tell. */
export function endForecast(known: JobProgress, now: number, zone?: string): string | null {
  if (known.ended !== null || known.expectedEnd === null) return null
  const end = Date.parse(known.expectedEnd)
  const left = (end - now) / 1000
  return `Done ${formatDayTime(end, zone)}${left > 60 ? `, in ${formatDuration(left)}` : ''}`
}

/** What it does at this moment. */
export function stepWords(known: JobProgress): string | null {
  const { step, stepFraction, stepSecondsLeft, ended } = known
  if (step === null || ended !== null) return null
  const share = stepFraction === null ? '' : `, ${Math.round(stepFraction * 100)} %`
  return `${step}${share}${stepSecondsLeft === null ? '' : `, ${formatDuration(stepSecondsLeft)} left`}`
}

/** Resolution, changed particles and classes over the iterations: those of which something is known. */
export function iterationPlots({ series, resolutionAngstrom }: JobProgress): NamedPlot[] {
  const values = series.map(({ iteration }) => iteration)
  const axis = { kind: 'number', label: 'iteration', values } as const
  const plots: NamedPlot[] = []
  const resolution = series.map(one => one.resolutionAngstrom)
  if (isKnown(resolution))
    plots.push({
      title: 'Resolution',
      ...(resolutionAngstrom !== null && { fact: `now ${resolutionAngstrom.toFixed(2)} Å` }),
      data: { axis, series: [{ label: 'Resolution', values: resolution }], unit: 'Å', digits: 2 }
    })
  const changed = series.map(one => (one.changed === null ? null : one.changed * 100))
  if (isKnown(changed))
    plots.push({
      title: 'Particles that changed their class',
      data: { axis, series: [{ label: 'Changed', values: changed }], unit: '%', from: 0 }
    })
  const classes = series.map(one => one.classes)
  if (isKnown(classes) && classes.some(count => count !== null && count > 1))
    plots.push({
      title: 'Classes in use',
      fact: 'with at least 1 % of the particles',
      data: {
        axis: { ...axis, step: 1 },
        series: [{ label: 'Classes', values: classes, kind: 'bars' }],
        unit: '',
        from: 0,
        digits: 0
      }
    })
  return plots
}

const isKnown = (values: readonly (number | null)[]): boolean => values.some(value => value !== null)

/** The middle figure; null of none. */
export function median(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null).sort((one, other) => one - other)
  const half = Math.floor(known.length / 2)
  const middle = known[half]
  if (middle === undefined) return null
  return known.length % 2 === 1 ? middle : (middle + (known[half - 1] ?? middle)) / 2
}

interface MicrographPlot {
  readonly title: string
  readonly unit: string
  readonly digits: number
  /** What a figure is multiplied by to be in `unit`. */
  readonly factor: number
  readonly measures: readonly { readonly key: Measure; readonly label: string }[]
}

const micrographKinds: readonly MicrographPlot[] = [
  {
    ...{ title: 'Motion', unit: 'Å', digits: 1, factor: 1 },
    measures: [
      { key: 'totalMotion', label: 'Whole' },
      { key: 'earlyMotion', label: 'Early' },
      { key: 'lateMotion', label: 'Late' }
    ]
  },
  {
    ...{ title: 'Resolution of the CTF fit', unit: 'Å', digits: 1, factor: 1 },
    measures: [{ key: 'ctfResolutionAngstrom', label: 'Fit good to' }]
  },
  {
    ...{ title: 'Defocus', unit: 'µm', digits: 2, factor: 1e-4 },
    measures: [{ key: 'defocusAngstrom', label: 'Defocus' }]
  },
  {
    ...{ title: 'Astigmatism', unit: 'Å', digits: 0, factor: 1 },
    measures: [{ key: 'astigmatismAngstrom', label: 'Astigmatism' }]
  }
]

/** Motion and CTF of the newest micrographs, those of which something is known. */
export function micrographPlots({ micrographs }: JobProgress): NamedPlot[] {
  if (micrographs === null || micrographs.newest.length === 0) return []
  const { newest, done } = micrographs
  const first = Math.max(1, done - newest.length + 1)
  const axis = { kind: 'number', label: 'micrograph', values: newest.map((_, at) => first + at) } as const
  return micrographKinds.flatMap(({ title, unit, digits, factor, measures }) => {
    const series = measures
      .map(({ key, label }) => ({
        ...{ label, kind: 'points' as const },
        values: newest.map(one => (one[key] === null ? null : one[key] * factor))
      }))
      .filter(({ values }) => isKnown(values))
    const middle = median(series[0]?.values ?? [])
    if (middle === null) return []
    return [{ title, fact: `median ${middle.toFixed(digits)} ${unit}`, data: { axis, series, unit, digits } }]
  })
}
