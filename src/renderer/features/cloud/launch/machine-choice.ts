/** Types of machines as they are offered and chosen. */
import type { CloudPrice, CloudType } from '@contract/cloud'
import type { FailureData } from '@contract/errors'
import { countOf } from '../../../ui/format'
import { visibleName } from '../../../ui/visible-name'

/** What a row of the picker tells. Dollars; null: unknown. */
export interface OfferedType {
  readonly type: string
  readonly vcpus: number
  readonly memoryMib: number
  /** `4 x NVIDIA A10G`; empty: none. */
  readonly gpus: string
  readonly gpuCount: number
  readonly onDemand: number | null
  /** Of the cheapest zone. */
  readonly spot: number | null
}

/** Prices that one question takes (contract/cloud). */
export const pricesAtOnce = 50

const gpuWords = ({ gpus }: CloudType): string =>
  gpus.map(({ count, manufacturer, model }) => `${count} × ${manufacturer} ${model}`).join(', ')

/** The types with their prices, the fewest GPUs and the smallest first. */
export function offeredTypes(types: readonly CloudType[], prices: readonly CloudPrice[]): readonly OfferedType[] {
  const known = new Map(prices.map(price => [price.type, price]))
  return types
    .map(one => {
      const price = known.get(one.type)
      const spots = price?.spot.map(({ usdPerHour }) => usdPerHour) ?? []
      return {
        ...{ type: one.type, vcpus: one.vcpus, memoryMib: one.memoryMib, gpus: gpuWords(one), gpuCount: one.gpuCount },
        onDemand: price?.onDemand?.usdPerHour ?? null,
        spot: spots.length === 0 ? null : Math.min(...spots)
      }
    })
    .sort(
      (one, other) => one.gpuCount - other.gpuCount || one.vcpus - other.vcpus || one.type.localeCompare(other.type)
    )
}

/** Under the list: how many, how one is added, and why prices are missing. */
export function offerWords(types: number, pricesFailure: Pick<FailureData, 'message'> | null): string {
  const words = `${countOf(types, 'type')}. Double click or Enter adds one.`
  if (pricesFailure) return `${words} Prices are unknown: ${visibleName(pricesFailure.message)}`
  return types > pricesAtOnce ? `${words} Prices are those of the first ${pricesAtOnce}; type to see others.` : words
}

/** One place earlier (-1) or later (1); others keep their order. */
export function movedType(types: readonly string[], at: number, step: -1 | 1): readonly string[] {
  const [one, other] = [types[at], types[at + step]]
  if (one === undefined || other === undefined) return types
  return types.map((type, place) => (place === at ? other : place === at + step ? one : type))
}

/** With one more at the end; a type that is there already stays where it is. */
export const withType = (types: readonly string[], type: string): readonly string[] =>
  type === '' || types.includes(type) ? types : [...types, type]
