/** Whether a booking lets the caller open a display: the port by which displays ask the sessions. */
import type { Booking } from '@contract/booking'
import type { OneDisplay } from '@contract/display'
import type { BookingStore, DisplayRight, Resource } from '@contract/resources'

/** A display that a booking opens. */
export interface Armed {
  readonly store: BookingStore
  readonly booking: Booking
  readonly resource: Resource
  readonly right: Exclude<DisplayRight, 'none'>
  /** When it is disarmed, by this computer's clock: the end of the booking. What was opened is closed then. */
  readonly until: Date
}

/** What is asked for, in the words of the store's log. */
export type DisplayAct = 'display-open' | 'display-close' | 'display-share' | 'display-view'

export interface MayOpen {
  /**
   * Null: no instrument's display, it needs no booking. `not-allowed` with the reason; both are logged in the store, as
   * `act` (unset: opening it).
   */
  display(display: OneDisplay, signal: AbortSignal | undefined, act?: DisplayAct): Promise<Armed | null>
  /** The booking's own. `not-allowed`, `not-found`; logged. */
  booked(store: BookingStore, uid: string, signal: AbortSignal | undefined): Promise<Armed>
  /**
   * From now on until the returned function is called: hears when an open display's booking got another end or another
   * right (extended, ended early, handed over), and null when it opens it no more, at its end too. Never throws.
   */
  follow(armed: Armed, listener: (now: Armed | null) => void): () => void
  /** Instruments' displays of a site, for lists: which resource each belongs to. */
  instruments(site: string): Promise<readonly { resource: string; host: string | null; session: string | null }[]>
}
