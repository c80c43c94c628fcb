import type { JobWeek } from '@contract/jobs-history'
import { type ReactNode, useMemo } from 'react'
import { countOf, formatCount, formatDuration, unknown } from '../../../ui/format'
import { Plot } from '../../../ui/plot/plot'
import type { PlotAxis, PlotData } from '../../../ui/plot/plot-data'
import styles from './history.module.css'

const weekMs = 7 * 86_400_000

const day = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', timeZone: 'UTC' })

/** `week 47, from 16 Nov`. Weeks begin on Monday in UTC. */
export function weekWords(at: number, weeks: readonly JobWeek[]): string {
  const week = weeks.find(({ start }) => Date.parse(start) === at)
  const number = week === undefined ? '' : Number(week.week.slice(-2))
  return `week ${number}, from ${day.format(at)}`
}

/** Weeks before the first job are no lull in the work: the plots begin with the first one, and have four at least. */
export function weeksWorked(weeks: readonly JobWeek[]): readonly JobWeek[] {
  const first = weeks.findIndex(({ finished }) => finished > 0)
  return first < 0 ? [] : weeks.slice(Math.max(0, Math.min(first, weeks.length - 4)))
}

/** Below this, hours are told with their hundredths. */
const fewHours = 10

const percent = (share: number | null): number | null => (share === null ? null : share * 100)

/** What the three plots show. Hours are those of GPUs where any were given, else of CPUs. */
export function weekPlots(weeks: readonly JobWeek[]): { jobs: PlotData; hours: PlotData; use: PlotData } {
  const axis: PlotAxis = {
    ...{ kind: 'time', label: 'week from Monday', step: weekMs },
    values: weeks.map(({ start }) => Date.parse(start)),
    mark: at => day.format(at),
    words: at => weekWords(at, weeks)
  }
  const gpus = weeks.some(({ gpuHours }) => gpuHours > 0)
  const hours = weeks.map(({ gpuHours, cpuHours }) => (gpus ? gpuHours : cpuHours))
  return {
    jobs: {
      ...{ axis, unit: '', digits: 0 },
      series: [
        { label: 'ended', kind: 'bars', values: weeks.map(({ finished }) => finished) },
        { label: 'failed', kind: 'bars', values: weeks.map(({ failed }) => failed) }
      ]
    },
    hours: {
      ...{ axis, unit: '', digits: Math.max(...hours, 0) < fewHours ? 2 : 0 },
      series: [{ label: gpus ? 'GPU hours' : 'CPU hours', kind: 'bars', values: hours }]
    },
    use: {
      ...{ axis, unit: '%', digits: 0, from: 0 },
      series: [
        { label: 'CPU', values: weeks.map(({ cpuEfficiency }) => percent(cpuEfficiency)) },
        { label: 'memory', values: weeks.map(({ memoryEfficiency }) => percent(memoryEfficiency)) }
      ]
    }
  }
}

/** `412 jobs in 8 weeks`. */
function jobsFact(weeks: readonly JobWeek[]): string {
  const jobs = weeks.reduce((sum, { finished }) => sum + finished, 0)
  return `${countOf(jobs, 'job')} in ${countOf(weeks.length, 'week')}`
}

/** The newest known wait: what a job sent now may expect. */
export function waitFact(weeks: readonly JobWeek[]): string {
  const wait = weeks.findLast(({ waitSeconds }) => waitSeconds !== null)?.waitSeconds
  return `median wait ${wait === undefined || wait === null ? unknown : formatDuration(wait)}`
}

/** How much was done in each week, and how well what was asked for was used. */
export function WeekPlots({ weeks }: { weeks: readonly JobWeek[] }): ReactNode {
  const shown = useMemo(() => weeksWorked(weeks), [weeks])
  const plots = useMemo(() => weekPlots(shown), [shown])
  if (shown.length === 0) return null
  const hours = plots.hours.series[0]
  const total = hours?.values.reduce<number>((sum, value) => sum + (value ?? 0), 0) ?? 0
  return (
    <div className={styles.plots}>
      <Plot title='Jobs a week' fact={jobsFact(shown)} data={plots.jobs} height={plotHeight} />
      <Plot
        title={`${hours?.label ?? 'Hours'} a week`}
        fact={`${total < fewHours ? total.toFixed(2) : formatCount(total)} h together`}
        data={plots.hours}
        height={plotHeight}
      />
      <Plot title='Used of what was given' fact={waitFact(shown)} data={plots.use} height={plotHeight} />
    </div>
  )
}

/** CSS pixels. */
const plotHeight = 112
