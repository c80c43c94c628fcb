/** The geometry of a rate plot: round marks in binary units, and lines through samples. */
import type { RateSample } from './rate-history'

const units = ['B/s', 'KiB/s', 'MiB/s', 'GiB/s', 'TiB/s']

/** The upright axis of a plot. */
export interface RateScale {
  /** Of the figures: `MiB/s`. */
  readonly unit: string
  /** Bytes per second and the figure beside each, from 0 to the first round value above the highest rate. */
  readonly marks: readonly { readonly rate: number; readonly figure: string }[]
  /** Bytes per second of the uppermost mark. */
  readonly highest: number
}

/** Four marks in a unit that suits the highest rate; at least 1 KiB/s. */
export function rateScale(highestRate: number): RateScale {
  const power = Math.min(units.length - 1, Math.max(1, Math.floor(Math.log(Math.max(highestRate, 1)) / Math.log(1024))))
  const size = 1024 ** power
  const step = [0.5, 1, 2, 5, 10, 20, 50, 100, 200].find(each => each * size * 3 >= highestRate) ?? 500
  const marks = [0, 1, 2, 3].map(count => ({ rate: count * step * size, figure: String(count * step) }))
  return { unit: units[power] ?? '', marks, highest: 3 * step * size }
}

/** Where samples lie in a box; the right edge is `nowMs`, the left one `seconds` before. */
export interface PlotBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly nowMs: number
  readonly seconds: number
  /** Rate at the upper edge. */
  readonly highest: number
}

/** `M…L…` through the samples, or undefined when there are fewer than two. */
export function linePath(samples: readonly RateSample[], box: PlotBox): string | undefined {
  const { left, top, width, height, nowMs, seconds, highest } = box
  if (samples.length < 2 || highest <= 0) return undefined
  const points = samples.map(({ at, rate }) => {
    const x = left + width * Math.max(0, 1 - (nowMs - at) / (seconds * 1000))
    return `${x.toFixed(1)} ${(top + height * (1 - rate / highest)).toFixed(1)}`
  })
  return `M${points.join('L')}`
}

/** The ground under a line, closed at zero. */
export function areaPath(samples: readonly RateSample[], box: PlotBox): string | undefined {
  const line = linePath(samples, box)
  const floor = (box.top + box.height).toFixed(1)
  const ends = line
    ?.slice(1)
    .split('L')
    .map(point => point.split(' ')[0])
  return line && `${line}L${ends?.at(-1)} ${floor}L${ends?.[0]} ${floor}Z`
}
