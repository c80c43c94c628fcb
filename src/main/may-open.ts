/** Whether a booking lets the caller open a display: the port by which displays ask the sessions. */
import type { Booking } from '@contract/booking'
import type { OneDisplay } from '@contract/display'
import type { BookingRole, BookingStore, DisplayRight, Resource, ResourceDisplay } from '@contract/resources'
import type { DisplaySeen, NamedDisplay } from '@domain/sessions/instrument-display'

export type OpenRight = Exclude<DisplayRight, 'none'>

/** Whom a booking lets at the display of its instrument. */
export interface LetIn {
  readonly user: string
  readonly right: OpenRight
}

/** A display that a booking opens. */
export interface Armed {
  readonly store: BookingStore
  readonly booking: Booking
  readonly resource: Resource
  readonly right: OpenRight
  /** All whom it opens it to now, the caller among them. */
  readonly people: readonly LetIn[]
  /** When it is disarmed, by this computer's clock: the end of the booking. */
  readonly until: Date
  /** When what was opened is closed: then, or at the end of the caller's own that follow without a gap, of one right. */
  readonly closes: Date
}

/** What is asked for, in the words of the store's log. */
export type DisplayAct = 'display-open' | 'display-close' | 'display-share' | 'display-view'

export interface AskOptions {
  /** Unset: opening it. */
  readonly act?: DisplayAct
  /** Asks its host what it is, where the calendar alone cannot tell; never throws. Unset: the host does not tell. */
  readonly look?: () => Promise<DisplaySeen>
}

/** The display of an instrument of a site. `host` null: whichever there is. `command`: the facility's line that makes it. */
export interface InstrumentDisplay extends NamedDisplay {
  readonly resource: string
  readonly host: string | null
  readonly command: string | null
  /** All that its calendar says of it. */
  readonly facility: ResourceDisplay
}

/** The people of a booking at the display of its instrument. */
export interface DisplayHolders {
  readonly user: string
  readonly people: readonly { readonly user: string; readonly role: BookingRole; readonly right: DisplayRight }[]
}

export interface MayOpen {
  /**
   * Null: no instrument's display, it needs no booking. `not-allowed` with the reason; both are logged in the store.
   * Where a calendar of its machine's sites, or of this computer, cannot be read and none is kept of it, the display may
   * be an instrument's: refused with that error.
   */
  display(display: OneDisplay, signal: AbortSignal | undefined, options?: AskOptions): Promise<Armed | null>
  /** The booking's own. `not-allowed`, `not-found`; logged. */
  booked(store: BookingStore, uid: string, signal: AbortSignal | undefined): Promise<Armed>
  /**
   * Whom the booking opens its display to now, and until when; null: to nobody, or nobody any more. For work that nobody
   * asked for: raises no prompt, logs nothing. The store's error where it cannot be read.
   */
  people(
    store: BookingStore,
    uid: string,
    signal: AbortSignal | undefined
  ): Promise<Pick<Armed, 'people' | 'until'> | null>
  /**
   * Who is on the booking that has this display now, as far as that is known without asking anybody; null: nobody has
   * it, or it is no instrument's. `user`: the caller's name in that calendar.
   */
  whose(display: OneDisplay, signal: AbortSignal | undefined): Promise<DisplayHolders | null>
  /**
   * From now on until the returned function is called: hears when an open display's booking got another end, another
   * right or other people (extended, ended early, handed over), the caller's next booking when that follows without a
   * gap, and null when it opens it no more, at its end too. What changed is logged while `isOpen` (unset: always). Never
   * throws.
   */
  follow(armed: Armed, listener: (now: Armed | null) => void, isOpen?: () => boolean): () => void
  /** Instruments' displays of a site, for lists, as far as they are known without asking anybody. */
  instruments(site: string): Promise<readonly InstrumentDisplay[]>
}
