/** Turns what a plot is told into what uPlot is told. */
import uPlot from 'uplot'
import { tokenColor } from '../token-color'
import {
  axisName,
  levelRange,
  type PlotData,
  type SeriesKind,
  seriesPlaces,
  timeMarks,
  uprightRange
} from './plot-data'

/** Colours and letters as the window has them now; a canvas cannot read CSS. */
export interface PlotLook {
  readonly series: readonly string[]
  readonly soft: string
  readonly ground: string
  readonly grid: string
  readonly axis: string
  readonly text: string
  readonly warn: string
  readonly font: string
}

/** The look of the present theme. */
export function plotLook(): PlotLook {
  const sans = getComputedStyle(document.documentElement).getPropertyValue('--sans')
  return {
    series: ['--accent', '--fg-3', '--plot-3'].map(tokenColor),
    soft: tokenColor('--accent-soft'),
    ground: tokenColor('--bg'),
    grid: tokenColor('--line'),
    axis: tokenColor('--line-2'),
    text: tokenColor('--fg-3'),
    warn: tokenColor('--warn'),
    font: `11px ${sans}`
  }
}

/** Steps of marks on an axis of whole numbers. */
const wholeSteps = [1, 2, 5].flatMap(step => [1, 10, 100, 1e3, 1e4, 1e5, 1e6].map(power => step * power)).sort(byValue)

function byValue(one: number, other: number): number {
  return one - other
}

/** The figures as uPlot takes them: seconds on a time axis. */
export function alignedData({ axis, series }: PlotData): uPlot.AlignedData {
  const places = axis.kind === 'time' ? axis.values.map(at => at / 1000) : [...axis.values]
  return [places, ...series.map(({ values }) => [...values])]
}

/** Dashes in CSS pixels of the second and the third line: colour alone tells them apart for few. */
const dashes: readonly (number[] | undefined)[] = [undefined, [7, 3], [2, 2.5]]

function seriesLook(kind: SeriesKind, place: number, look: PlotLook): uPlot.Series {
  const color = look.series[place] ?? look.text
  const dash = dashes[Math.max(0, Math.min(place, 2))]
  if (kind === 'cloud' || kind === 'outliers') {
    const [own, size] = kind === 'cloud' ? [look.soft, 3] : [look.warn, 5]
    return { stroke: own, paths: () => null, points: { show: true, size, width: 0, fill: own } }
  }
  if (kind === 'points') {
    // The third is a ring.
    const ring = { show: true, size: 5, width: 1.2, stroke: color, fill: look.ground }
    return {
      stroke: color,
      paths: () => null,
      points: place >= 2 ? ring : { show: true, size: 5, width: 0, fill: color }
    }
  }
  if (kind === 'bars') {
    const paths = uPlot.paths.bars?.({ size: [0.7, 48], align: 0 })
    return {
      stroke: color,
      fill: place === 0 ? look.soft : color,
      width: 1,
      points: { show: false },
      ...(paths && { paths })
    }
  }
  // A figure between two gaps is no line: it would not be seen at all without its point.
  const alone = (plot: uPlot): boolean => plot.data[0].length < 40
  return {
    stroke: color,
    width: 1.5,
    spanGaps: false,
    points: { show: alone, size: 4, width: 0, fill: color },
    ...(dash && { dash })
  }
}

function levelAxis(data: PlotData, look: PlotLook): uPlot.Axis {
  const { axis } = data
  return {
    stroke: look.text,
    font: look.font,
    grid: { show: false },
    ticks: { show: false },
    border: { show: true, stroke: look.axis, width: 1 },
    size: 20,
    gap: 4,
    space: 64,
    ...(!axis.unnamed && { label: axisName(axis), labelFont: look.font, labelSize: 16, labelGap: 0 }),
    ...(axis.mark && axis.step
      ? ownMarks(axis, axis.mark)
      : axis.kind === 'time'
        ? {
            values: (_plot: uPlot, at: number[], _axis: number, _space: number, step: number) =>
              timeMarks(at, step, axis.zone)
          }
        : axis.values.every(Number.isInteger)
          ? { incrs: wholeSteps }
          : {})
  }
}

/** CSS pixels that a mark of its own needs. */
const markSpace = 56

/** Marks under the figures themselves, counted from the newest, as many as there is room for. */
function ownMarks({ kind, values }: PlotData['axis'], mark: (at: number) => string): Partial<uPlot.Axis> {
  const unit = kind === 'time' ? 1000 : 1
  return {
    splits: plot => {
      const every = Math.max(1, Math.ceil((values.length * markSpace) / Math.max(1, plot.width - 60)))
      return values.filter((_, place) => (values.length - 1 - place) % every === 0).map(at => at / unit)
    },
    values: (_plot, at) => at.map(place => mark(place * unit))
  }
}

function uprightAxis(look: PlotLook): uPlot.Axis {
  return {
    stroke: look.text,
    font: look.font,
    grid: { stroke: look.grid, width: 1 },
    ticks: { show: false },
    border: { show: true, stroke: look.axis, width: 1 },
    size: 48,
    gap: 6,
    space: 28,
    values: (_plot: uPlot, at: number[]) => at.map(value => value.toLocaleString('en-US', { maximumFractionDigits: 6 }))
  }
}

/** Draws the limit: dashed, with its name over its right end. */
function drawLimit(plot: uPlot, limit: NonNullable<PlotData['limit']>, look: PlotLook): void {
  const { ctx, bbox } = plot
  const level = Math.round(plot.valToPos(limit.value, 'y', true)) + 0.5
  if (level < bbox.top || level > bbox.top + bbox.height) return
  const scale = devicePixelRatio
  ctx.save()
  ctx.strokeStyle = look.warn
  ctx.fillStyle = look.warn
  ctx.lineWidth = scale
  ctx.setLineDash([4 * scale, 3 * scale])
  ctx.beginPath()
  ctx.moveTo(bbox.left, level)
  ctx.lineTo(bbox.left + bbox.width, level)
  ctx.stroke()
  ctx.font = look.font.replace('11px', `${11 * scale}px`)
  ctx.textAlign = 'right'
  ctx.textBaseline = level - bbox.top < 16 * scale ? 'top' : 'bottom'
  ctx.fillText(limit.label, bbox.left + bbox.width - 4 * scale, level + (ctx.textBaseline === 'top' ? 3 : -3) * scale)
  ctx.restore()
}

/** Everything uPlot is told. `onCursor` hears which figure the pointer is at; null: none. Sizes in CSS pixels. */
export function plotOptions(
  data: PlotData,
  look: PlotLook,
  size: { width: number; height: number },
  onCursor: (at: number | null) => void
): uPlot.Options {
  const { axis, series, limit } = data
  const places = seriesPlaces(series)
  return {
    ...size,
    // Half a time stands right of its mark.
    padding: [8, axis.kind === 'time' && !axis.mark ? 26 : 10, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7, width: 0 } },
    scales: {
      x: {
        time: axis.kind === 'time',
        range: plot => levelRange(axis, plot.data[0][0] ?? null, plot.data[0].at(-1) ?? null)
      },
      y: { range: (_plot, least, most) => uprightRange(data, least, most) }
    },
    axes: [levelAxis(data, look), uprightAxis(look)],
    series: [
      {},
      ...series.map(({ label, kind = 'line' }, at) => ({ label, ...seriesLook(kind, places[at] ?? at, look) }))
    ],
    hooks: {
      setCursor: [plot => onCursor(plot.cursor.idx ?? null)],
      ...(limit && { draw: [(plot: uPlot) => drawLimit(plot, limit, look)] })
    }
  }
}
