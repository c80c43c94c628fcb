/** Times of the options of a calendar: ISO 8601 UTC. A day alone begins at midnight of the facility's clock. */
import { atWall, instantText } from '@domain/bookings/zone'
import { Failure } from '@domain/failure'
import { Temporal } from 'temporal-polyfill'
import type { InStore } from './booking-store'
import type { CommandContext } from './context'
import { timeOption } from './time-option'

export interface FacilityTimes {
  /** Undefined: the option is not given. */
  of(option: string): string | undefined
  /** `usage` where it is not given. */
  needed(option: string): string
}

const epoch = '1970-01-01T00:00:00.000Z'

const isDay = (text: string | undefined): text is string => text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text)

/** The facility is asked only where a day is given; every option is looked at before. */
export async function facilityTimes(
  context: CommandContext,
  store: InStore,
  options: readonly string[]
): Promise<FacilityTimes> {
  const { args } = context
  const times = new Map(options.map(option => [option, timeOption(args, option)]))
  const days = options.filter(option => isDay(args.text(option)))
  const zone = days.length > 0 ? await zoneOf(context, store) : 'UTC'
  for (const option of days) times.set(option, midnight(args.text(option) ?? '', zone))
  const of: FacilityTimes['of'] = option => times.get(option)
  return {
    of,
    needed(option) {
      const time = of(option)
      if (time !== undefined) return time
      throw new Failure('usage', `The option --${option} is missing.`, {
        hint: `Write a time with offset: --${option} 2026-11-21T09:00:00+01:00.`
      })
    }
  }
}

/** The first moment of a day, which some zones begin after midnight. `timeOption` has seen that it is a day. */
const midnight = (day: string, zone: string): string => instantText(atWall(Temporal.PlainDate.from(day), 0, zone))

async function zoneOf({ client, signal }: CommandContext, store: InStore): Promise<string> {
  const { bookings } = await client()
  // Of no stretch of time: the zone alone is wanted. As the calendar was kept, where it is away: zones do not change.
  const { file } = await bookings.calendar({ ...store, from: epoch, to: epoch }, { signal })
  return file?.timeZone ?? 'UTC'
}
