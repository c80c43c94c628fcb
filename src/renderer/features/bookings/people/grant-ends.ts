/** When trainings and permits of a person end. Days are those of the facility's calendar, `2026-11-17`. */
import type { Grant, Person } from '@contract/resources'
import { dayText } from '../../../ui/day-text'

/** Days ahead within which an end is told. */
export const soonDays = 30

export interface GrantEnd {
  readonly name: string
  /** The last day on which it holds; null: for good. */
  readonly until: string | null
  /** Days from today to that day; below 0 it has run out. Null: for good. */
  readonly daysLeft: number | null
}

const dayMs = 86_400_000

export const daysUntil = (day: string, today: string): number =>
  Math.round((Date.parse(day) - Date.parse(today)) / dayMs)

/** Each once: of one that was given again the last end counts. */
export function grantEnds(grants: readonly Grant[], today: string): GrantEnd[] {
  const ends = new Map<string, string | null>()
  for (const { name, until } of grants) {
    const known = ends.get(name)
    if (known === null) continue
    ends.set(name, until === undefined ? null : known === undefined || until > known ? until : known)
  }
  return [...ends].map(([name, until]) => ({
    name,
    until,
    daysLeft: until === null || !Number.isFinite(Date.parse(until)) ? null : daysUntil(until, today)
  }))
}

/** The training or permit of a person that ends first, or has run out longest; null: all are for good. */
export function firstEnd(person: Pick<Person, 'training' | 'permits'>, today: string): GrantEnd | null {
  const ends = [...grantEnds(person.training, today), ...grantEnds(person.permits, today)]
  const timed = ends.filter(({ daysLeft }) => daysLeft !== null)
  return timed.sort((a, b) => (a.daysLeft ?? 0) - (b.daysLeft ?? 0))[0] ?? null
}

/** `ok`: it holds for more than 30 days. */
export type EndState = 'over' | 'soon' | 'ok'

export function endState(end: Pick<GrantEnd, 'daysLeft'> | null): EndState {
  if (end === null || end.daysLeft === null) return 'ok'
  return end.daysLeft < 0 ? 'over' : end.daysLeft <= soonDays ? 'soon' : 'ok'
}

/** Further away nobody counts days: the day itself is told. */
const countedDays = 60

/** `ends in 12 days`, `ends today`, `ended 3 days ago`, `ended 1 Jan 2020`. */
export function endWords({ daysLeft, until }: GrantEnd): string {
  if (daysLeft === null || until === null) return 'for good'
  if (Math.abs(daysLeft) > countedDays) return `${daysLeft < 0 ? 'ended' : 'ends'} ${dayText(until)}`
  if (daysLeft === 0) return 'ends today'
  const days = Math.abs(daysLeft) === 1 ? '1 day' : `${Math.abs(daysLeft)} days`
  return daysLeft < 0 ? `ended ${days} ago` : `ends in ${days}`
}

/** In which colour an end is told. */
export function endClass(end: Pick<GrantEnd, 'daysLeft'>): string {
  const state = endState(end)
  return state === 'over' ? 'bad' : state === 'soon' ? 'warn' : 'dim'
}
