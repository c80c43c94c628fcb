/** Which machine is first: by time, by cost, by both; and which of them no other beats. */
import type { MachineOption, PlanRank } from '@contract/plan-steps'

type Ranked = Pick<MachineOption, 'pareto' | 'timeRank' | 'costRank' | 'bothRank'>
type Unranked = Omit<MachineOption, keyof Ranked>

interface Known {
  readonly id: string
  readonly hours: number
  readonly usd: number
}

const isKnown = <Option extends Unranked>(option: Option): option is Option & Known =>
  option.hours !== null && option.usd !== null

/** The options with their ranks, in the order of `rank`; what is unknown comes last, as it was given. */
export function rankOptions(options: readonly Unranked[], rank: PlanRank): MachineOption[] {
  const known = options.filter(isKnown)
  const places = {
    time: placesBy(options.flatMap(({ id, hours }) => (hours === null ? [] : [{ id, value: hours }]))),
    cost: placesBy(options.flatMap(({ id, usd }) => (usd === null ? [] : [{ id, value: usd }]))),
    both: placesBy(distances(known))
  }
  const ranked = options.map(option => ({
    ...option,
    pareto: isKnown(option) && !known.some(other => beats(other, option)),
    timeRank: places.time.get(option.id) ?? null,
    costRank: places.cost.get(option.id) ?? null,
    bothRank: places.both.get(option.id) ?? null
  }))
  const place = places[rank]
  const at = ({ id }: { id: string }): number => place.get(id) ?? Number.POSITIVE_INFINITY
  // Stable: equal ones stay in the order of the tables. Infinity minus itself is no number.
  return ranked.sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)))
}

/** No slower and no dearer, and one of the two better. */
function beats(one: Known, other: Known): boolean {
  return one.hours <= other.hours && one.usd <= other.usd && (one.hours < other.hours || one.usd < other.usd)
}

/** How far each is from the fastest and the cheapest together, each as a share of its own best. */
function distances(known: readonly Known[]): { id: string; value: number }[] {
  const hours = excess(known.map(one => one.hours))
  const usd = excess(known.map(one => one.usd))
  return known.map((one, index) => ({ id: one.id, value: Math.hypot(hours[index] ?? 0, usd[index] ?? 0) }))
}

/** By how much more than the least, as a share of the least; of the most where the least is nothing. */
function excess(values: readonly number[]): number[] {
  const least = Math.min(...values)
  const unit = least > 0 ? least : Math.max(...values)
  return values.map(value => (unit > 0 ? (value - least) / unit : 0))
}

/** 1 for the least; equal values share a place. */
function placesBy(values: readonly { id: string; value: number }[]): Map<string, number> {
  const sorted = [...values].sort((a, b) => a.value - b.value)
  const places = new Map<string, number>()
  sorted.forEach(({ id, value }, index) => {
    const before = sorted[index - 1]
    places.set(id, before?.value === value ? (places.get(before.id) ?? index + 1) : index + 1)
  })
  return places
}
