/** What a job made of what it was given, as bars and a plot. */
import type { JobUsage } from '@contract/job-usage'
import type { JobEfficiency } from '@contract/jobs-insight'
import { formatBytes, formatCount, formatDuration, unknown } from '../../../ui/format'
import type { PlotData, PlotSeries } from '../../../ui/plot/plot-data'

/** One bar: null where accounting does not tell. */
export interface UseBar {
  readonly name: string
  readonly share: number | null
  readonly words: string
}

const cpuHours = (seconds: number): string =>
  seconds < 36_000 ? formatDuration(seconds) : `${formatCount(Math.round(seconds / 3600))} h`

/**
 * The bars of CPU, memory, GPU and time, in this order; GPU only where the job has some. `sampled`: how busy its GPUs were
 * in the newest sample (0 to 1), said where accounting tells nothing of them.
 */
export function barsOfUse(known: JobEfficiency, gpus: number | null, sampled: number | null = null): UseBar[] {
  const { cpuSecondsUsed: cpu, cpuSecondsGiven: cpuGiven, memoryBytesUsed: memory, memoryBytesGiven: given } = known
  const bars: UseBar[] = [
    {
      name: 'CPU',
      share: known.cpu,
      words: cpu === null ? unknown : `${cpuHours(cpu)}${cpuGiven === null ? '' : ` of ${cpuHours(cpuGiven)}`} CPU time`
    },
    {
      name: 'Memory',
      share: known.memory,
      words: memory === null ? unknown : `${formatBytes(memory)}${given === null ? '' : ` of ${formatBytes(given)}`}`
    }
  ]
  if (gpus !== null && gpus > 0) bars.push(gpuBar(known, gpus, sampled))
  bars.push({ name: 'Time', share: known.time, words: 'of its time limit' })
  return bars
}

function gpuBar({ gpu, gpuMemoryBytes }: JobEfficiency, gpus: number, sampled: number | null): UseBar {
  if (gpu === null)
    return sampled === null
      ? { name: 'GPU', share: null, words: 'not gathered by this cluster' }
      : { name: 'GPU', share: sampled, words: 'in the newest sample' }
  const words = gpuMemoryBytes === null ? `${gpus} GPU` : `${formatBytes(gpuMemoryBytes)} GPU memory`
  return { name: 'GPU', share: gpu, words }
}

/** CPU, memory and GPU as per cent of what was given, over the life of the job; null without a sample. */
export function sharePlot(usage: JobUsage): PlotData | null {
  const { samples, memoryBytesGiven: given } = usage
  if (samples.length === 0) return null
  const percent = (share: number | null): number | null => (share === null ? null : share * 100)
  const series: PlotSeries[] = [
    { label: 'GPU', values: samples.map(({ gpu }) => percent(gpu)) },
    { label: 'CPU', values: samples.map(({ cpu }) => percent(cpu)) },
    {
      label: 'Memory, most so far',
      values: samples.map(({ memoryBytes }) => (memoryBytes === null || !given ? null : (memoryBytes / given) * 100))
    }
  ]
  const known = series.filter(({ values }) => values.some(value => value !== null))
  if (known.length === 0) return null
  const most = Math.max(...known.flatMap(({ values }) => values.map(value => value ?? 0)))
  return {
    axis: { kind: 'time', label: 'time', values: samples.map(({ at }) => Date.parse(at)) },
    series: known,
    unit: '%',
    from: 0,
    to: most > 100 ? undefined : 100,
    digits: 0
  }
}

/** Memory in GiB where nobody knows what was given: a share would be a guess. */
export function memoryPlot(usage: JobUsage): PlotData | null {
  const { samples, memoryBytesGiven } = usage
  if (memoryBytesGiven || !samples.some(({ memoryBytes }) => memoryBytes !== null)) return null
  return {
    axis: { kind: 'time', label: 'time', values: samples.map(({ at }) => Date.parse(at)) },
    series: [
      {
        label: 'Most so far',
        values: samples.map(({ memoryBytes }) => (memoryBytes === null ? null : memoryBytes / 2 ** 30))
      }
    ],
    unit: 'GiB',
    digits: 2
  }
}
