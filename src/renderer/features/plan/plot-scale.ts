/** Where things stand in the plot of cost against time. Pure; lengths in CSS pixels. */

/** One way to do a step. */
export interface PlotPoint {
  readonly key: string
  readonly label: string
  readonly hours: number
  readonly dollars: number
  /** Nothing known is both quicker and cheaper. */
  readonly best: boolean
  /** Drawn as a square: on the second kind of storage. */
  readonly square: boolean
}

/** The room of the plot: its outer size, and what the axes take of it. */
export interface PlotFrame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface PlotScale {
  readonly frame: PlotFrame
  readonly x: (hours: number) => number
  readonly y: (dollars: number) => number
  readonly hourMarks: readonly number[]
  readonly dollarMarks: readonly number[]
}

const steps = [1, 2, 2.5, 5, 10] as const

/** Round marks from 0 to the first one that is not below `highest`, in about `count` steps. */
export function roundMarks(highest: number, count: number): readonly number[] {
  if (!(highest > 0) || !Number.isFinite(highest)) return [0, 1]
  const rough = highest / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * (steps.find(one => one * power >= rough) ?? 10)
  const last = Math.ceil(highest / step - 1e-9)
  return Array.from({ length: last + 1 }, (_, at) => Number((at * step).toPrecision(12)))
}

/** Both axes begin at nothing, so that twice as far is twice as much. */
export function plotScale(points: readonly PlotPoint[], frame: PlotFrame): PlotScale {
  const hourMarks = roundMarks(Math.max(0, ...points.map(({ hours }) => hours)), 6)
  const dollarMarks = roundMarks(Math.max(0, ...points.map(({ dollars }) => dollars)), 4)
  const across = (frame.width - frame.left - frame.right) / (hourMarks.at(-1) ?? 1)
  const down = (frame.height - frame.top - frame.bottom) / (dollarMarks.at(-1) ?? 1)
  return {
    ...{ frame, hourMarks, dollarMarks },
    x: hours => frame.left + hours * across,
    y: dollars => frame.height - frame.bottom - dollars * down
  }
}

/** The line that nothing known goes below: from the quickest down in steps to the cheapest, as an SVG path. */
export function frontierPath(points: readonly PlotPoint[], { frame, x, y }: PlotScale): string {
  const front = points.filter(({ best }) => best).sort((one, other) => one.hours - other.hours)
  const [first] = front
  if (first === undefined) return ''
  const stairs = front.map(({ hours, dollars }) => `H${x(hours).toFixed(1)}V${y(dollars).toFixed(1)}`)
  return `M${x(first.hours).toFixed(1)} ${frame.top}${stairs.join('')}H${frame.width - frame.right}`
}

/** A box round words. */
interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Where a label stands; `end`: its right end is at `x`. */
export interface PlacedLabel {
  readonly key: string
  readonly x: number
  readonly y: number
  readonly end: boolean
}

const letter = 6.3
const high = 14
const aside = 9

const meets = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

/** Beside the point, then above and below it: the first place that is free wins. */
const ways = [
  { end: false, by: 0 },
  { end: false, by: -11 },
  { end: false, by: 13 },
  { end: true, by: 0 },
  { end: true, by: -11 },
  { end: true, by: 13 }
] as const

/** The stair goes on to the right and above of what is best: its name stands over it, or under it. */
const bestWays = [...ways].sort((one, other) => Number(one.by === 0) - Number(other.by === 0))

/**
 * Labels that cover neither each other nor a point. Those of `first` and of the best are placed before the others; one
 * without a free place is left out, as its row in the table names it.
 */
export function placeLabels(
  points: readonly PlotPoint[],
  { frame, x, y }: PlotScale,
  first: string | undefined
): readonly PlacedLabel[] {
  const rank = ({ key, best }: PlotPoint): number => (key === first ? 0 : best ? 1 : 2)
  const taken: Box[] = points.map(({ hours, dollars }) => around(x(hours), y(dollars)))
  const placed: PlacedLabel[] = []
  for (const { key, label, hours, dollars, best } of [...points].sort((one, other) => rank(one) - rank(other))) {
    const width = label.length * letter
    for (const { end, by } of best ? bestWays : ways) {
      const at = { x: x(hours) + (end ? -aside : aside), y: y(dollars) + by }
      const left = end ? at.x - width : at.x
      const box = { left, right: left + width, top: at.y - high / 2, bottom: at.y + high / 2 }
      const inside = box.left >= frame.left && box.right <= frame.width && box.top >= 0
      if (!inside || box.bottom > frame.height - frame.bottom || taken.some(other => meets(box, other))) continue
      taken.push(box)
      placed.push({ key, end, x: at.x, y: at.y + 4 })
      break
    }
  }
  return placed
}

const around = (x: number, y: number): Box => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 })

/** The point after a key: left and right go by time, up and down by cost. Undefined for a key that does not move. */
export function pointAfterKey(points: readonly PlotPoint[], at: string | undefined, key: string): string | undefined {
  const byTime = [...points].sort((one, other) => one.hours - other.hours || one.dollars - other.dollars)
  const byCost = [...points].sort((one, other) => one.dollars - other.dollars || one.hours - other.hours)
  const move = (list: readonly PlotPoint[], by: 1 | -1): string | undefined => {
    const place = list.findIndex(point => point.key === at)
    return (place < 0 ? list[0] : list[Math.min(list.length - 1, Math.max(0, place + by))])?.key
  }
  if (key === 'ArrowRight') return move(byTime, 1)
  if (key === 'ArrowLeft') return move(byTime, -1)
  if (key === 'ArrowUp') return move(byCost, 1)
  if (key === 'ArrowDown') return move(byCost, -1)
  if (key === 'Home') return byTime[0]?.key
  return key === 'End' ? byTime.at(-1)?.key : undefined
}
