/** Training and permits: the one judgement of who may operate, for the calendar and for displays. */
import type { Slot } from '@contract/booking'
import type { Resource, ResourcesFile } from '@contract/resources'
import { personOf } from './judging'
import { endOfDay } from './zone'

/** A right that a resource asks for and a person has not, or not to the END of a slot. */
export interface MissingGrant {
  readonly rule: 'training' | 'permits'
  /** As resources.json calls it. */
  readonly name: string
  /** When the last that they have ends, an instant; null: they have none. */
  readonly until: string | null
  /** One sentence: who lacks what, or until which day they have it. */
  readonly message: string
}

const words = { training: 'training', permits: 'permit' } as const

/** All that a person lacks for a slot of the resource. Of several grants of one name any that lasts to the end will do. */
export function missingGrants(
  file: ResourcesFile,
  { rules }: Pick<Resource, 'rules'>,
  user: string,
  { end }: Pick<Slot, 'end'>
): MissingGrant[] {
  const person = personOf(file, user)
  return (['training', 'permits'] as const).flatMap(rule =>
    (rules[rule] ?? []).flatMap((name): MissingGrant[] => {
      const days = person[rule].filter(grant => grant.name === name).map(({ until }) => until)
      if (days.includes(undefined)) return []
      const last = days
        .flatMap(day => day ?? [])
        .sort()
        .at(-1)
      if (last === undefined) return [{ rule, name, until: null, message: `${user} has no ${words[rule]} "${name}".` }]
      const until = endOfDay(last, file.timeZone)
      if (Date.parse(until) >= Date.parse(end)) return []
      const message = `The ${words[rule]} "${name}" of ${user} ends on ${last}, before the booking does.`
      return [{ rule, name, until, message }]
    })
  )
}
