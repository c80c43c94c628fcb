/** The discrete Fourier transform of lengths that are powers of two (Cooley and Tukey 1965, Math. Comp. 19:297). */

/** What a length needs to be transformed; made once for many lines. */
export interface FourierPlan {
  readonly length: number
  readonly cosines: Float64Array
  readonly sines: Float64Array
  /** Where each value goes before the first step. */
  readonly order: Uint32Array
}

/** `length` is a power of two. */
export function fourierPlan(length: number): FourierPlan {
  const bits = Math.round(Math.log2(length))
  const order = new Uint32Array(length)
  for (let at = 1; at < length; at++) order[at] = ((order[at >> 1] ?? 0) >> 1) | ((at & 1) << (bits - 1))
  const half = Array.from({ length: length / 2 }, (_, at) => (-2 * Math.PI * at) / length)
  return { length, cosines: Float64Array.from(half, Math.cos), sines: Float64Array.from(half, Math.sin), order }
}

/** Transforms `real` and `imaginary` where they stand. */
export function transform(plan: FourierPlan, real: Float64Array, imaginary: Float64Array): void {
  const { length, cosines, sines, order } = plan
  for (let at = 0; at < length; at++) {
    const other = order[at] ?? 0
    if (other <= at) continue
    swap(real, at, other)
    swap(imaginary, at, other)
  }
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2
    const step = length / size
    for (let start = 0; start < length; start += size)
      for (let at = 0; at < half; at++) {
        const [cos = 1, sin = 0] = [cosines[at * step], sines[at * step]]
        const [low, high] = [start + at, start + at + half]
        const [a = 0, b = 0] = [real[high], imaginary[high]]
        const [p, q] = [a * cos - b * sin, a * sin + b * cos]
        const [c = 0, d = 0] = [real[low], imaginary[low]]
        real[high] = c - p
        imaginary[high] = d - q
        real[low] = c + p
        imaginary[low] = d + q
      }
  }
}

function swap(values: Float64Array, one: number, other: number): void {
  const kept = values[one] ?? 0
  values[one] = values[other] ?? 0
  values[other] = kept
}
