/** Rates of the last minutes, one value a second, for the plots. */

/** Seconds that are kept. */
export const historySeconds = 600

/** What moved at an instant. */
export interface RateSample {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Bytes per second. */
  readonly rate: number
}

/** The memory of the rates of each transfer that moved lately, and of all together. */
export interface RateHistory {
  /** Takes what moves now; more than once a second is left out. */
  add(rates: ReadonlyMap<string, number>, nowMs: number): void
  /** Of one transfer, or of all together; oldest first. */
  of(id?: string): readonly RateSample[]
}

const allTogether = ''

/** No memory yet. */
export function createRateHistory(): RateHistory {
  const kept = new Map<string, RateSample[]>()
  let lastSecond = Number.NEGATIVE_INFINITY

  function keep(id: string, sample: RateSample): void {
    const samples = kept.get(id) ?? []
    const last = samples.at(-1)
    // Nothing before the first movement, and of a standstill only its two ends.
    if (sample.rate === 0 && last === undefined) return
    if (sample.rate === 0 && last?.rate === 0 && samples.at(-2)?.rate === 0) samples.pop()
    samples.push(sample)
    while (samples[0] && samples[0].at < sample.at - historySeconds * 1000) samples.shift()
    if (samples.some(({ rate }) => rate > 0)) kept.set(id, samples)
    else kept.delete(id)
  }

  return {
    add(rates, nowMs) {
      const second = Math.floor(nowMs / 1000)
      if (second === lastSecond) return
      lastSecond = second
      let sum = 0
      for (const rate of rates.values()) sum += rate
      keep(allTogether, { at: nowMs, rate: sum })
      for (const id of new Set([...kept.keys(), ...rates.keys()]))
        if (id !== allTogether) keep(id, { at: nowMs, rate: rates.get(id) ?? 0 })
    },
    of: (id = allTogether) => kept.get(id) ?? []
  }
}
