/** The power spectrum of a micrograph, in which the rings of its contrast transfer function show. */
import { type FourierPlan, fourierPlan, transform } from './fourier'
import type { ValueGrid } from './grey'

/** Longest side of the square that is transformed: rings show well in it, and it takes a fraction of a second. */
export const mostSpectrumSide = 1024
/** Least side in which anything shows. */
export const leastSpectrumSide = 32

/** Lines that are transformed at once; between two such there is a rest. */
const linesAtOnce = 16
/** Lines of simpler work between two rests. */
const restLines = 128

/** The largest power of two that fits into the picture, of which `bytesEach` a value are within the budget; 0: none. */
export function spectrumSide(columns: number, rows: number, bytesEach: number, budgetBytes: number): number {
  let side = mostSpectrumSide
  while (side > columns || side > rows || side * side * bytesEach > budgetBytes) side /= 2
  return side >= leastSpectrumSide ? side : 0
}

/**
 * Logarithm of the power of each frequency, 0 in the middle; the square's side is a power of two. The edges are faded
 * out (Hann), so that they make no cross. It rests (`yield`) every few lines: what runs it may do other things then.
 */
export function* powerSpectrum({ width: side, values }: ValueGrid): Generator<void, ValueGrid, void> {
  const plan = fourierPlan(side)
  const real = new Float32Array(side * side)
  const imaginary = new Float32Array(side * side)
  yield* fade(values, side, real)
  const half = side / 2
  yield* eachLine({ plan, real, imaginary }, side, 1, side)
  // The spectrum of real values is the same on both sides of its middle: half of the columns tell all of it.
  yield* eachLine({ plan, real, imaginary }, half + linesAtOnce, side, 1)
  const power = new Float32Array(side * side)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x <= half; x++) {
      const [a = 0, b = 0] = [real[y * side + x], imaginary[y * side + x]]
      const value = Math.log1p(a * a + b * b)
      power[((y + half) % side) * side + ((x + half) % side)] = value
      power[((side - y + half) % side) * side + half - x] = value
    }
    if (y % restLines === 0) yield
  }
  return { width: side, height: side, values: power }
}

/** Less their mean, faded out towards the edges; what is no number counts as the mean. */
function* fade(values: Float32Array, side: number, into: Float32Array): Generator<void, void, void> {
  let sum = 0
  let count = 0
  for (const value of values)
    if (Number.isFinite(value)) {
      sum += value
      count++
    }
  const mean = sum / Math.max(1, count)
  const window = Float64Array.from({ length: side }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / side))
  for (let y = 0; y < side; y++) {
    const row = y * side
    for (let x = 0; x < side; x++) {
      const value = values[row + x] ?? mean
      into[row + x] = Number.isFinite(value) ? (value - mean) * (window[y] ?? 0) * (window[x] ?? 0) : 0
    }
    if (y % restLines === 0) yield
  }
}

interface Values {
  readonly plan: FourierPlan
  readonly real: Float32Array
  readonly imaginary: Float32Array
}

/**
 * Transforms the first `count` lines: `step` between two values of one, `stride` between two lines. Some lines side by
 * side are taken at a time, so that columns too are fetched from memory in runs.
 */
function* eachLine(
  { plan, real, imaginary }: Values,
  count: number,
  step: number,
  stride: number
): Generator<void, void, void> {
  const side = plan.length
  const lines = Array.from({ length: linesAtOnce }, (_, line) => ({
    ...{ line, real: new Float64Array(side), imaginary: new Float64Array(side) }
  }))
  for (let first = 0; first < count; first += linesAtOnce) {
    for (let at = 0; at < side; at++)
      for (const one of lines) {
        const from = (first + one.line) * stride + at * step
        one.real[at] = real[from] ?? 0
        one.imaginary[at] = imaginary[from] ?? 0
      }
    for (const one of lines) transform(plan, one.real, one.imaginary)
    for (let at = 0; at < side; at++)
      for (const one of lines) {
        const to = (first + one.line) * stride + at * step
        real[to] = one.real[at] ?? 0
        imaginary[to] = one.imaginary[at] ?? 0
      }
    yield
  }
}
