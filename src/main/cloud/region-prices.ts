/** What machines and disks of a region cost on demand: by AWS's list of today, else by the program's own dated table. */
import { volumeRate } from '@domain/cloud/cost'
import { eachAtOnce } from '@domain/each-at-once'
import { Failure } from '@domain/failure'
import type { Clock } from '../platform'
import { askPrice, isListed, type WantedPrice } from './ask-price'
import type { CloudLink } from './cloud-link'
import type { OnDemandPrice, PriceTable } from './price-table'

export interface RegionPrices {
  /** Null: unknown. */
  machine(type: string): OnDemandPrice | null
  /** Dollars a GB and month; null: unknown. */
  disk(type: string): number | null
  /** The oldest day of which a price is; null: none is known. */
  readonly date: string | null
  /** Why AWS's list could not be asked; null: it was, or nobody tried. */
  readonly problem: Failure | null
}

/** What AWS's list said, for a day. Nothing of an account is in it. */
export interface PriceList {
  /** Asks for what is not known yet. Never rejects but for `signal`. */
  of(
    link: CloudLink,
    table: PriceTable,
    types: readonly string[],
    signal: AbortSignal | undefined
  ): Promise<RegionPrices>
}

const dayMs = 86_400_000
/** After a refusal nobody asks again for so long: pages look each minute. */
const refusedMs = 600_000
/** All questions of one look together: a launch must not wait for prices for long. */
const limitMs = 15_000
const atOnce = 6

/** Those that cost what their size costs, and that runs have. */
const diskTypes = ['gp2', 'gp3'] as const

interface Known {
  readonly usd: number | null
  readonly at: number
}

export function createPriceList(clock: Clock): PriceList {
  const known = new Map<string, Known>()
  const refused = new Map<string, { readonly failure: Failure; readonly at: number }>()
  const now = (): number => clock.now().getTime()
  const keyOf = (region: string, { kind, type }: WantedPrice): string => `${region} ${kind} ${type}`
  const fresh = (key: string): Known | undefined => {
    const there = known.get(key)
    return there && now() - there.at < dayMs ? there : undefined
  }

  async function ask(link: CloudLink, wanted: readonly WantedPrice[], signal: AbortSignal | undefined) {
    const { region, profile, filesDigest, demoKeys } = link.place
    // The make-believe cloud has no list, and nothing of it may lead to the real one.
    if (demoKeys || !isListed(region)) return null
    const missing = wanted.filter(one => !fresh(keyOf(region, one)))
    const who = JSON.stringify([region, profile, filesDigest])
    const before = refused.get(who)
    if (missing.length === 0) return null
    if (before && now() - before.at < refusedMs) return before.failure
    const limit = AbortSignal.timeout(limitMs)
    try {
      await eachAtOnce(missing, atOnce, async one => {
        const usd = await askPrice(link, one, signal ? AbortSignal.any([signal, limit]) : limit)
        known.set(keyOf(region, one), { usd, at: now() })
      })
      return null
    } catch (thrown) {
      if (signal?.aborted) throw thrown
      const failure = limit.aborted
        ? new Failure('timeout', `The price list of AWS did not answer within ${limitMs / 1000} s.`)
        : Failure.from(thrown)
      refused.set(who, { failure, at: now() })
      return failure
    }
  }

  return {
    async of(link, table, types, signal) {
      const { region } = link.place
      const wanted: WantedPrice[] = [
        ...[...new Set(types)].map(type => ({ kind: 'machine' as const, type })),
        ...diskTypes.map(type => ({ kind: 'disk' as const, type }))
      ]
      const problem = await ask(link, wanted, signal)
      const machine = (type: string): OnDemandPrice | null => {
        const there = fresh(keyOf(region, { kind: 'machine', type }))
        if (there?.usd == null) return table.onDemand(region, type)
        return { usdPerHour: there.usd, date: new Date(there.at).toISOString().slice(0, 10) }
      }
      const dates = types.flatMap(type => machine(type)?.date ?? []).toSorted()
      return {
        ...{ machine, problem, date: dates[0] ?? table.date },
        disk: type => fresh(keyOf(region, { kind: 'disk', type }))?.usd ?? volumeRate(region, type)
      }
    }
  }
}
