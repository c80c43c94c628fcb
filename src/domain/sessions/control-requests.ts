/**
 * Requests for control of an instrument's display: who may only look asks, who is in charge hands over or refuses. They
 * stand in the log of the store, where everybody writes in a file of their own, and what holds now follows from it.
 */
import type { Booking, LogEntry } from '@contract/booking'
import type { Resource, ResourcesFile } from '@contract/resources'
import type { ControlRequest } from '@contract/sessions'
import { labelOf, mayChange } from '../bookings/booking'
import { isAdministrator, personOf } from '../bookings/judging'
import type { BookingNews } from './booking-news'
import { bookedRight } from './display-right'
import { isArmed, phaseOf } from './phase'
import { saidHere } from './said-here'

export interface ControlFacts {
  readonly file: ResourcesFile
  readonly booking: Booking
  readonly resource: Resource
  /** In any order; entries of other bookings count for nothing. */
  readonly log: readonly LogEntry[]
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number
}

const withWords = (said: string, message: string): string => (message === '' ? said : `${said}: ${message}`)

/** What the log says of a request, and of an answer that is no. */
export const asksText = (message: string): string => withWords('asks', message)
export const refusesText = (user: string, message: string): string => withWords(`refuses ${user}`, message)
/** What it says of a session that was handed over. */
export const handsOverText = (to: string): string => `to ${to}`

/** Login names have no colon and no space. */
const asks = /^asks(?:: (?<message>.*))?$/s
const refuses = /^refuses (?<user>[^:\s]+)(?:: (?<message>.*))?$/s

interface Said {
  readonly by: string
  readonly at: string
  readonly message: string
}

const latest = (said: readonly Said[]): Said | undefined =>
  [...said].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1)

/** What was said about control while it is armed, by those who have a word in it. */
const saidIn = (facts: ControlFacts): LogEntry[] =>
  saidHere(facts).filter(({ act }) => act === 'display-control' || act === 'hand-over')

function refusalOf(user: string, since: number, facts: ControlFacts, said: readonly LogEntry[]): Said | undefined {
  const { booking, file } = facts
  // One who refused and handed over to a third person since then was in charge when he refused.
  const handedOver = (by: string): boolean =>
    said.some(one => one.act === 'hand-over' && one.user === by && Date.parse(one.at) >= since)
  const mayAnswer = (by: string): boolean =>
    by === user || mayChange(booking, by) || isAdministrator(file, by) || handedOver(by)
  return latest(
    said.flatMap(({ act, user: by, at, text }) => {
      const found = act === 'display-control' ? refuses.exec(text)?.groups : undefined
      if (found?.user !== user || Date.parse(at) < since || !mayAnswer(by)) return []
      return [{ by, at, message: found.message ?? '' }]
    })
  )
}

/**
 * The last request of each who may only look, by when they asked. One that was answered by a hand-over is over, and so is
 * one that its author took back.
 */
export function controlRequests(facts: ControlFacts): ControlRequest[] {
  const { booking, file, at } = facts
  if (booking.status !== 'confirmed' || !isArmed(phaseOf(booking, at))) return []
  const said = saidIn(facts)
  const requests = booking.people.flatMap((person): ControlRequest[] => {
    const { user } = person
    if (bookedRight(person) !== 'view') return []
    const asked = latest(
      said.flatMap(({ act, user: by, at: when, text }) => {
        const found = act === 'display-control' && by === user ? asks.exec(text) : null
        return found ? [{ by, at: when, message: found.groups?.message ?? '' }] : []
      })
    )
    if (!asked) return []
    const since = Date.parse(asked.at)
    // Who hands over had control; who got it has been answered, also where he gave it back since.
    const had = said.some(
      one =>
        one.act === 'hand-over' &&
        Date.parse(one.at) >= since &&
        (one.user === user || one.text === handsOverText(user))
    )
    if (had) return []
    const refused = refusalOf(user, since, facts, said)
    if (refused?.by === user) return []
    const name = personOf(file, user).name ?? user
    return [{ user, name, at: asked.at, message: asked.message, refused: refused ?? null }]
  })
  return requests.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

const quoted = (message: string): string => (message === '' ? '' : ` "${message}"`)

/** What an operator is told of requests, and who asked of the answer. Told again at each look, with one name each. */
export function controlNews(facts: ControlFacts, user: string): BookingNews[] {
  const { booking, resource, file } = facts
  const { uid, start, people } = booking
  const isOperator = people.some(one => one.user === user && one.role === 'operator')
  const operated = people.some(({ role }) => role === 'operator')
  // Without an operator it is for whoever made the booking to answer.
  const answers = isOperator || (!operated && mayChange(booking, user))
  const about = { uid, resource: resource.name, start }
  return controlRequests(facts).flatMap(({ user: asker, name, at, message, refused }): BookingNews[] => {
    if (answers && asker !== user && refused === null)
      return [
        {
          ...{ ...about, event: 'control-asked', happening: `control ${uid} ${asker} ${at}` },
          title: `${name} asks to drive ${labelOf(resource)}`,
          text: `Hand over, or refuse, in the session.${quoted(message)}`
        }
      ]
    if (asker !== user || refused === null) return []
    const by = personOf(file, refused.by).name ?? refused.by
    return [
      {
        ...{ ...about, event: 'control-refused', happening: `control-refused ${uid} ${refused.at}` },
        title: `${by} does not hand ${labelOf(resource)} over to you now`,
        text: `You may go on looking.${quoted(refused.message)}`
      }
    ]
  })
}
