/** The running session: follows the bookings of the caller, does what is due at their begin and end, and tells of it. */
import type { BookingStore } from '@contract/resources'
import type { Session } from '@contract/sessions'
import type { Site } from '@contract/sites'
import type { FileSystems } from '@domain/files/file-system'
import type { BookingFolder } from '../booking-folder'
import type { MayOpen } from '../may-open'
import type { Platform } from '../platform'
import type { BookingNotices } from '../store/booking-notices'
import type { SessionRecords } from '../store/session-records'
import { createInstrumentAccess } from './instrument-access'
import { createOpenFollowers } from './open-followers'
import { createSessionActs, type SessionActs } from './session-acts'
import type { ChangeBooking } from './session-changes'
import { createSessionNotices, type SessionNotices } from './session-notices'
import { createSessionRound } from './session-round'
import { createSessionState } from './session-state'
import { createStepWorker, type SessionWatches } from './session-steps'
import { createSessionStores } from './session-stores'

export interface SessionsParts {
  readonly platform: Pick<Platform, 'clock' | 'log' | 'notify'>
  readonly stores: () => Promise<readonly BookingStore[]>
  readonly openFolder: (store: BookingStore) => BookingFolder
  /** Whether there is a link to the site now. */
  readonly connected: (site: string) => boolean
  /** As whom the store's site logs in, as far as that is known without asking it. */
  readonly likelyUser: (store: BookingStore) => Promise<string>
  readonly sites: () => Promise<readonly Pick<Site, 'name' | 'hosts'>[]>
  /** The calendar's own, with its rules. */
  readonly change: ChangeBooking
  readonly files: FileSystems
  readonly records: SessionRecords
  readonly watches: SessionWatches
  readonly notices: BookingNotices
  /** Longest time between two looks at the clock, milliseconds; unset: ten seconds. */
  readonly tickMs?: number
}

const defaultTickMs = 10_000

type Signal = AbortSignal | undefined
/** Errors as contract/sessions tells them. */
export interface Sessions extends SessionActs {
  now(only: BookingStore | undefined, signal: Signal): Promise<Session[]>
  watch(signal: Signal): AsyncGenerator<Session[], void, void>
  readonly notices: Pick<SessionNotices, 'list' | 'watch' | 'markRead'>
  /** What displays ask before they open one. */
  readonly mayOpen: MayOpen
  close(): Promise<void>
}

export function createSessions(parts: SessionsParts): Sessions {
  const { platform, records, files } = parts
  const { clock, log } = platform
  const state = createSessionState({ clock, records })
  const stores = createSessionStores({ ...parts, log, isPressing: state.isPressing })
  const worker = createStepWorker({ files, records, clock, watches: parts.watches })
  const access = createInstrumentAccess({
    ...{ stores, clock, log, sites: parts.sites, isDisarmed: state.isDisarmed }
  })
  const followers = createOpenFollowers({ stores, state, log })
  const notices = createSessionNotices({ store: parts.notices, platform, at: state.at })
  const round = createSessionRound({
    ...{ platform, notices, records, stores, state, worker, tickMs: parts.tickMs ?? defaultTickMs },
    onRound: followers.check
  })

  const acts = createSessionActs({ stores, state, worker, round, log, change: parts.change })
  return {
    async now(only, signal) {
      const looked = only
        ? [await stores.one(only, signal, { kept: true })]
        : await stores.look(() => true, signal, { fresh: true })
      return round.viewsOf(looked, signal, { fresh: true })
    },
    watch: signal => round.watch(signal),
    notices: {
      ...notices,
      watch: signal => {
        round.wake()
        return notices.watch(signal)
      }
    },
    start: (one, signal) => acts.start(one, signal),
    extend: (one, signal) => acts.extend(one, signal),
    end: (one, signal) => acts.end(one, signal),
    handOver: (one, signal) => acts.handOver(one, signal),
    askControl: (one, signal) => acts.askControl(one, signal),
    refuseControl: (one, signal) => acts.refuseControl(one, signal),
    noShow: (one, signal) => acts.noShow(one, signal),
    undo: (one, signal) => acts.undo(one, signal),
    mayOpen: {
      display: (display, signal, options) => access.display(display, signal, options),
      booked: (store, uid, signal) => access.booked(store, uid, signal),
      people: (store, uid, signal) => access.people(store, uid, signal),
      whose: (display, signal) => access.whose(display, signal),
      instruments: site => access.instruments(site),
      follow: followers.follow
    },
    async close() {
      await round.close()
      stores.close()
    }
  }
}
