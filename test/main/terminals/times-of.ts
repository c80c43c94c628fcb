/** What one call after the other gives, and how long each took, in milliseconds. */
export async function timesOf<T>(calls: number, call: () => Promise<T>): Promise<[T[], number[]]> {
  const results: T[] = []
  const times: number[] = []
  for (let at = 0; at < calls; at++) {
    const began = performance.now()
    results.push(await call())
    times.push(performance.now() - began)
  }
  return [results, times]
}
