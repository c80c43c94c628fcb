/** The power spectrum of a micrograph, in which the rings of its contrast transfer function show. */
import { type FourierPlan, fourierPlan, transform } from './fourier'
import type { ValueGrid } from './grey'

/** Longest side of the square that is transformed: rings show well in it, and it takes a fraction of a second. */
export const mostSpectrumSide = 1024
/** Least side in which anything shows. */
export const leastSpectrumSide = 32

/** Lines that are transformed between two rests. */
const linesAtOnce = 32

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
  fade(values, side, real)
  yield* eachLine(plan, real, imaginary, 1, side)
  yield* eachLine(plan, real, imaginary, side, 1)
  const power = new Float32Array(side * side)
  const half = side / 2
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [a = 0, b = 0] = [real[y * side + x], imaginary[y * side + x]]
      power[((y + half) % side) * side + ((x + half) % side)] = Math.log1p(a * a + b * b)
    }
  return { width: side, height: side, values: power }
}

/** Less their mean, faded out towards the edges; what is no number counts as the mean. */
function fade(values: Float32Array, side: number, into: Float32Array): void {
  const finite = values.filter(Number.isFinite)
  const mean = finite.reduce((sum, value) => sum + value, 0) / Math.max(1, finite.length)
  const window = Float64Array.from({ length: side }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / side))
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const value = values[y * side + x] ?? mean
      const centred = Number.isFinite(value) ? value - mean : 0
      into[y * side + x] = centred * (window[y] ?? 0) * (window[x] ?? 0)
    }
}

/** Transforms all lines: `step` between two values of one, `stride` between two lines. */
function* eachLine(
  plan: FourierPlan,
  real: Float32Array,
  imaginary: Float32Array,
  step: number,
  stride: number
): Generator<void, void, void> {
  const side = plan.length
  const lineReal = new Float64Array(side)
  const lineImaginary = new Float64Array(side)
  for (let line = 0; line < side; line++) {
    for (let at = 0; at < side; at++) {
      lineReal[at] = real[line * stride + at * step] ?? 0
      lineImaginary[at] = imaginary[line * stride + at * step] ?? 0
    }
    transform(plan, lineReal, lineImaginary)
    for (let at = 0; at < side; at++) {
      real[line * stride + at * step] = lineReal[at] ?? 0
      imaginary[line * stride + at * step] = lineImaginary[at] ?? 0
    }
    if (line % linesAtOnce === linesAtOnce - 1) yield
  }
}
