/** What the bookings say before something is done with a display: an instrument's is opened, shared and ended by them. */
import type { DisplayKind, DisplayWish, OneDisplay } from '@contract/display'
import { Failure } from '@domain/failure'
import type { DisplaySeen } from '@domain/sessions/instrument-display'
import type { Armed, DisplayAct, MayOpen } from '../may-open'
import type { DisplayAdapter, DisplayPlace } from './adapter'

type Signal = AbortSignal | undefined

export interface BookingGate {
  /** Null: it needs no booking. `not-allowed` with the reason. */
  ask(one: OneDisplay, act: DisplayAct, signal: Signal): Promise<Armed | null>
  /** The same for what only the one who controls an instrument's display may do. */
  control(one: OneDisplay, act: DisplayAct, signal: Signal): Promise<Armed | null>
  /** `not-allowed` for the line by which a facility makes the display of an instrument: its booking runs it. */
  line(wish: DisplayWish): Promise<void>
}

export interface BookingGateParts {
  readonly mayOpen: MayOpen
  readonly adapter: (kind: DisplayKind) => DisplayAdapter
  readonly place: (one: OneDisplay) => Promise<DisplayPlace>
}

export function createBookingGate({ mayOpen, adapter, place }: BookingGateParts): BookingGate {
  /** A host that cannot be asked does not know it. */
  async function look(one: OneDisplay, signal: Signal): Promise<DisplaySeen> {
    try {
      const found = (await adapter(one.kind).list(await place(one), signal))?.find(({ id }) => id === one.id)
      if (!found) return 'unknown'
      return found.job === null ? 'listed' : 'job'
    } catch {
      signal?.throwIfAborted()
      return 'unknown'
    }
  }
  const ask: BookingGate['ask'] = (one, act, signal) =>
    mayOpen.display(one, signal, { act, look: () => look(one, signal) })

  return {
    ask,
    async control(one, act, signal) {
      const armed = await ask(one, act, signal)
      if (armed?.right !== 'view') return armed
      throw new Failure('not-allowed', `Your booking of ${armed.resource.name} lets you look at its display only.`, {
        hint: 'Its operator can hand over to you.'
      })
    },
    async line({ kind, site, host, command }) {
      if (kind !== 'command' || command === undefined) return
      const own = (await mayOpen.instruments(site)).find(
        one => one.command?.trim() === command.trim() && (host === undefined || one.host === null || one.host === host)
      )
      if (!own) return
      throw new Failure('not-allowed', `That line makes the display of ${own.resource}, which a booking opens.`, {
        hint: 'Open it by your booking of the instrument.'
      })
    }
  }
}
