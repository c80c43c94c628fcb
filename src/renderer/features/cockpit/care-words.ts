/** What needs a person, in sentences. Pure. */
import type { Session } from '@contract/sessions'
import type { ConnectionView } from '@contract/sites'
import type { Transfer } from '@contract/transfers'
import type { Watch } from '@contract/watch'
import { openTransfers } from '@domain/cockpit/session-work'
import { countOf, formatCount } from '../../ui/format'
import type { State } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'
import { placeName } from './cockpit-words'

/** A sentence with its mark, and where one goes to do something about it. */
export interface Care {
  readonly id: string
  readonly state: State
  readonly text: string
  readonly go: 'files' | 'jobs' | 'calendar' | 'links'
  /** For `links`: whose. */
  readonly site?: string
}

/** Of one kind so many are told one by one; of more, how many there are. */
const mostOfKind = 8

/** `all`: in words, of so many. */
function gathered(found: readonly Care[], all: (count: string) => string): Care[] {
  const [first] = found
  if (!first || found.length <= mostOfKind) return [...found]
  return [{ ...first, id: `many ${first.id}`, text: all(formatCount(found.length)) }]
}

function linkCare(links: readonly ConnectionView[]): Care[] {
  return links
    .filter(({ state }) => state === 'lost' || state === 'failed')
    .map(link => ({
      ...{ id: `link ${link.site} ${link.host}`, state: 'warning' as const, go: 'links' as const, site: link.site },
      text: `The link to ${visibleName(link.site)} is ${link.state === 'lost' ? 'lost' : 'not made'}.`
    }))
}

function transferCare(transfers: readonly Transfer[]): Care[] {
  const found = openTransfers(transfers).flatMap((transfer): Care[] => {
    const title = visibleName(transfer.title)
    const base = { id: `transfer ${transfer.id}`, go: 'files' as const }
    if (transfer.state === 'failed') return [{ ...base, state: 'failed', text: `The copy of ${title} failed.` }]
    if (transfer.state === 'finished-with-errors')
      return [{ ...base, state: 'failed', text: `${countOf(transfer.failedCount, 'file')} of ${title} failed.` }]
    if (transfer.hold === 'sign-in')
      return [{ ...base, state: 'warning', text: `The copy of ${title} waits until somebody signs in.` }]
    if (transfer.hold === 'answer')
      return [{ ...base, state: 'warning', text: `The copy of ${title} waits for an answer: a file is already there.` }]
    return []
  })
  const failed = found.filter(({ state }) => state === 'failed')
  const waiting = found.filter(({ state }) => state !== 'failed')
  return [
    ...gathered(failed, count => `${count} copies failed, all or in part.`),
    ...gathered(waiting, count => `${count} copies wait for somebody.`)
  ]
}

/** Watched folders that cannot be followed, and those whose files do not get where they must. */
function watchCare(watches: readonly Watch[]): Care[] {
  const blind = watches
    .filter(({ state }) => state === 'waiting')
    .map(
      ({ id, name }): Care => ({
        ...{ id: `watch ${id}`, go: 'files', state: 'warning' },
        text: `The watched folder ${visibleName(name)} cannot be followed now.`
      })
    )
  const troubled = watches.flatMap(({ id, name, destinations }) =>
    destinations
      .filter(({ state }) => state === 'trouble')
      .map((to): Care => {
        const where = visibleName(placeName(to))
        return {
          ...{ id: `watch ${id} ${where}`, go: 'files', state: 'failed' },
          text: `Files of the watched folder ${visibleName(name)} do not arrive at ${where}.`
        }
      })
  )
  return [
    ...gathered(blind, count => `${count} watched folders cannot be followed now.`),
    ...gathered(troubled, count => `Files of watched folders do not arrive at ${count} places.`)
  ]
}

function sessionCare(session: Session): Care[] {
  const name = visibleName(session.resource.label ?? session.resource.name)
  const base = { id: `session ${session.booking.uid}`, go: 'calendar' as const }
  const steps = session.steps.filter(({ state }) => state === 'failed')
  const people = session.people.filter(({ problem }) => problem !== '')
  return [
    ...steps.map(step => ({
      ...{ ...base, id: `${base.id} ${step.step}`, state: 'failed' as const },
      text: `${name}: ${visibleName(step.error?.message ?? step.text)}`
    })),
    ...people.map(person => ({
      ...{ ...base, id: `${base.id} ${person.user}`, state: 'warning' as const },
      text: `${name}: ${visibleName(person.name)} lacks a training or permit. ${visibleName(person.problem)}`
    })),
    ...session.control
      .filter(({ refused }) => refused === null)
      .map(request => ({
        ...{ ...base, id: `${base.id} control ${request.user}`, state: 'waiting' as const },
        text: `${name}: ${visibleName(request.name)} asks to drive.`
      }))
  ]
}

/** Everything that needs a person, the worst first. */
export function careOf(all: {
  readonly sessions: readonly Session[]
  readonly transfers: readonly Transfer[]
  readonly links: readonly ConnectionView[]
  readonly watches: readonly Watch[]
}): Care[] {
  const found = [
    ...watchCare(all.watches),
    ...transferCare(all.transfers),
    ...linkCare(all.links),
    ...all.sessions.flatMap(sessionCare)
  ]
  const rank = ({ state }: Care): number => (state === 'failed' ? 0 : state === 'warning' ? 1 : 2)
  return found.sort((a, b) => rank(a) - rank(b))
}
