/** Which bytes of a file have arrived. Ranges are half open, in order, and never touch each other. */

export type ByteRange = readonly [from: number, end: number]

/** The ranges with one more, merged with those it touches. */
export function addRange(ranges: readonly ByteRange[], [from, end]: ByteRange): ByteRange[] {
  if (end <= from) return [...ranges]
  const before = ranges.filter(range => range[1] < from)
  const after = ranges.filter(range => range[0] > end)
  const touched = ranges.slice(before.length, ranges.length - after.length)
  const merged: ByteRange = [Math.min(from, touched[0]?.[0] ?? from), Math.max(end, touched.at(-1)?.[1] ?? end)]
  return [...before, merged, ...after]
}

/** What is still to come of the first `size` bytes. */
export function missingRanges(ranges: readonly ByteRange[], size: number): ByteRange[] {
  const missing: ByteRange[] = []
  let at = 0
  for (const [from, end] of ranges) {
    if (from >= size) break
    if (from > at) missing.push([at, from])
    at = Math.max(at, end)
  }
  if (at < size) missing.push([at, size])
  return missing
}

/** Bytes in all ranges together. */
export function rangesLength(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, [from, end]) => sum + end - from, 0)
}
