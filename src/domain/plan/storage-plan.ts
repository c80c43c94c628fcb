/** What the data of a facility costs to keep, by tier, once as much lies there as ever will. */
import type { StorageInputs, StoragePlan, StorageTier } from '@contract/plan-data'
import { cents, rounded } from './money'
import type { StorageDocument } from './plan-data'

const gb = 1e9

interface Range {
  readonly low: number
  readonly high: number
}

/** Months are twelfths of a year. */
export function planStorage(document: StorageDocument, inputs: StorageInputs): StoragePlan {
  const { bytesPerDay, daysPerMonth, hotDays, archiveYears } = inputs
  const bytesPerMonth = bytesPerDay * daysPerMonth
  const bytesPerYear = bytesPerMonth * 12
  const hotBytes = held(bytesPerYear, hotDays / 365)
  const archiveBytes = held(bytesPerYear, archiveYears)
  const tiers = document.tiers.map(tier => tierOf(tier, hotBytes, archiveBytes))
  return {
    ...{ inputs, bytesPerMonth, bytesPerYear, hotBytes, archiveBytes },
    tiers,
    pairs: pairsOf(document, tiers, archiveBytes > 0),
    growth: growthOf(inputs, bytesPerYear),
    checks: document.facts.map(({ what, printed, factors, cited }) => ({
      ...{ what, printed, cited },
      computed: cents(factors.reduce((product, factor) => product * factor, 1))
    }))
  }
}

/** What lies there when everything stays so many years. */
const held = (bytesPerYear: number, years: number): number => Math.round(bytesPerYear * years)

const monthly = (usdPerGbMonth: Range, bytes: number, months = 1): Range => ({
  low: cents((bytes / gb) * usdPerGbMonth.low * months),
  high: cents((bytes / gb) * usdPerGbMonth.high * months)
})

function tierOf(tier: StorageDocument['tiers'][number], hotBytes: number, archiveBytes: number): StorageTier {
  const { usd, gb: ofGb, months, leastGb: _least, built: _built, ...words } = tier
  const price: Range = { low: usd.low / ofGb / months, high: usd.high / ofGb / months }
  const cost = (bytes: number): StorageTier['hot'] => ({
    bytes,
    usdPerMonth: monthly(price, bytes),
    usdPerYear: monthly(price, bytes, 12)
  })
  return {
    ...words,
    usdPerGbMonth: { low: rounded(price.low, 6), high: rounded(price.high, 6) },
    hot: cost(hotBytes),
    archive: cost(archiveBytes)
  }
}

/**
 * Data is worked on from fast and object storage, and kept on object and archive storage; on a bare disk neither, nor on
 * what is not built, nor where there is too little of it for the price.
 */
function pairsOf(document: StorageDocument, tiers: readonly StorageTier[], archived: boolean): StoragePlan['pairs'] {
  const known = new Map(document.tiers.map(tier => [tier.id, tier]))
  const safe = tiers.filter(({ id, redundant }) => redundant && known.get(id)?.built !== false)
  const isEnough = (id: string, bytes: number): boolean => bytes >= (known.get(id)?.leastGb ?? 0) * gb
  const hot = safe.filter(({ id, kind, hot: { bytes } }) => kind !== 'archive' && isEnough(id, bytes))
  const kept = safe.filter(({ id, kind, archive: { bytes } }) => kind !== 'fast' && isEnough(id, bytes))
  const archives = archived ? kept : [null]
  const pairs = hot.flatMap(first =>
    archives.map(second => ({
      hot: first.id,
      archive: second?.id ?? null,
      usdPerMonth: added(first.hot.usdPerMonth, second?.archive.usdPerMonth),
      usdPerYear: added(first.hot.usdPerYear, second?.archive.usdPerYear)
    }))
  )
  return pairs.sort((a, b) => a.usdPerMonth.high - b.usdPerMonth.high || a.usdPerMonth.low - b.usdPerMonth.low)
}

const added = (first: Range, second: Range = { low: 0, high: 0 }): Range => ({
  low: cents(first.low + second.low),
  high: cents(first.high + second.high)
})

/** Fresh data lies hot for its days, then in the archive for its years. */
function growthOf({ hotDays, archiveYears }: StorageInputs, bytesPerYear: number): StoragePlan['growth'] {
  const hotYears = hotDays / 365
  const last = Math.max(1, Math.ceil(hotYears + archiveYears))
  return Array.from({ length: last }, (_, index) => {
    const year = index + 1
    return {
      year,
      hotBytes: held(bytesPerYear, Math.min(year, hotYears)),
      archiveBytes: held(bytesPerYear, Math.min(Math.max(0, year - hotYears), archiveYears))
    }
  })
}
