/** The rules of a resource as people read them. The keys are those of resources.json. */
import type { Refusal } from '@contract/booking'
import type { Hours, Resource, ResourceRules } from '@contract/resources'
import { weekdays } from '@contract/resources'
import { span } from '@domain/bookings/refusal'
import { visibleName } from '../../ui/visible-name'
import { labelOf } from './booking-look'
import { minutesWords } from './time-words'

const list = (names: readonly string[]): string => names.map(visibleName).join(', ')
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function daysWords(days: Hours['days']): string {
  const places = weekdays.flatMap((day, place) => (days.includes(day) ? [place] : []))
  const [first = 0] = places
  const last = places.at(-1) ?? first
  const name = (place: number): string => capital(weekdays[place] ?? '')
  if (places.length > 2 && last - first + 1 === places.length) return `${name(first)} to ${name(last)}`
  return places.map(name).join(', ')
}

/** `Mon to Fri 18:00 to 24:00` */
export const hoursWords = ({ days, from, to }: Hours): string => `${daysWords(days)} ${from} to ${to}`

/** A rule by its name, as a refusal calls it. */
export function ruleName(rule: Refusal['rule'], rules: ResourceRules): string {
  const minutes = (value: number | undefined): string => (value === undefined ? '' : `, ${minutesWords(value)}`)
  const names: Readonly<Record<Refusal['rule'], string>> = {
    leastMinutes: `Shortest session${minutes(rules.leastMinutes)}`,
    mostMinutes: `Longest session${minutes(rules.mostMinutes)}`,
    stepMinutes: `Steps${minutes(rules.stepMinutes)}`,
    leastAheadMinutes: `Booked ahead${minutes(rules.leastAheadMinutes)}`,
    mostAheadDays: `Not further ahead than ${rules.mostAheadDays ?? 0} d`,
    cancelMinutes: `Changes until ${minutesWords(rules.cancelMinutes ?? 0)} before`,
    quota: rules.quota ? `Quota, ${quotaWords(rules.quota)}` : 'Quota',
    approval: 'Consent of an administrator',
    roles: 'Roles',
    training: 'Training',
    permits: 'Permit',
    staffHours: 'Staff hours',
    offerMinutes: 'Offer',
    conflict: 'One booking at a time',
    past: 'Not in the past',
    order: 'It ends after it begins',
    change: 'One changes what is one’s own',
    waitlist: 'Offered to who waited',
    linked: 'Linked resources',
    hours: 'Opening hours',
    people: 'People of a booking'
  }
  return names[rule]
}

const quotaWords = ({ minutes, per }: NonNullable<ResourceRules['quota']>): string => `${span(minutes)} a ${per}`

/** What is wrong in a few words, for the head of a refusal. */
export function refusalWords({ rule }: Refusal, resource: Pick<Resource, 'label' | 'name'>): string {
  const name = labelOf(resource)
  const words: Partial<Record<Refusal['rule'], string>> = {
    leastMinutes: `too short for ${name}`,
    mostMinutes: `too long for ${name}`,
    leastAheadMinutes: 'too late',
    mostAheadDays: 'too early',
    cancelMinutes: 'too late to change it',
    quota: 'your quota is used up',
    conflict: `${name} is taken`,
    past: 'that time is over',
    order: 'it ends before it begins',
    change: 'it is not yours',
    waitlist: 'somebody waited for it',
    training: 'training is missing',
    permits: 'a permit is missing',
    staffHours: 'only staff may then'
  }
  return words[rule] ?? `a rule of ${name}`
}

/** `8 to 48 h` */
function lengthFact({ leastMinutes: least, mostMinutes: most }: ResourceRules): string | null {
  if (least !== undefined && most !== undefined) {
    const hours = least % 60 === 0 && most % 60 === 0 && most <= 2880
    return hours ? `${least / 60} to ${most / 60} h` : `${minutesWords(least)} to ${minutesWords(most)}`
  }
  if (least !== undefined) return `at least ${minutesWords(least)}`
  return most === undefined ? null : `at most ${minutesWords(most)}`
}

function aheadFact({ leastAheadMinutes: least, mostAheadDays: most }: ResourceRules): string | null {
  const parts = [
    least !== undefined && `at least ${minutesWords(least)}`,
    most !== undefined && `at most ${most} d`
  ].filter(part => part !== false)
  return parts.length === 0 ? null : parts.join(', ')
}

/** The rules that are set, in the order in which one meets them. */
export function ruleFacts(rules: ResourceRules): readonly { name: string; value: string }[] {
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Length', lengthFact(rules)],
    ['Steps', rules.stepMinutes === undefined ? null : minutesWords(rules.stepMinutes)],
    ['Ahead', aheadFact(rules)],
    ['Cancel until', rules.cancelMinutes === undefined ? null : `${minutesWords(rules.cancelMinutes)} before`],
    ['Quota', rules.quota && quotaWords(rules.quota)],
    ['Consent', rules.approval ? 'of an administrator' : null],
    ['Roles', rules.roles && list(rules.roles)],
    ['Training', rules.training?.length ? list(rules.training) : null],
    ['Permit', rules.permits?.length ? list(rules.permits) : null],
    ['Staff only', rules.staffHours?.length ? rules.staffHours.map(hoursWords).join('; ') : null]
  ]
  return facts.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}
