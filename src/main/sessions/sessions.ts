/** The running session: follows the bookings of the caller, does what is due at their begin and end, and tells of it. */
import type { BookingStore } from '@contract/resources'
import type { Session } from '@contract/sessions'
import type { Site } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { FileSystems } from '@domain/files/file-system'
import type { BookingFolder } from '../bookings/booking-folder'
import type { MayOpen } from '../displays/may-open'
import type { Platform } from '../platform'
import type { SessionRecords } from '../store/session-records'
import { createInstrumentAccess } from './instrument-access'
import type { SessionNoticeItem } from './notice-queue'
import { createOpenFollowers } from './open-followers'
import {
  type Acting,
  type ChangeBooking,
  endSession,
  extendSession,
  handOverSession,
  mustBeInCharge,
  sessionNoShow
} from './session-acts'
import { createSessionRound } from './session-round'
import { createSessionState } from './session-state'
import { createStepWorker, isAskedAgain, type StepPlace } from './session-steps'
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
  /** Longest time between two looks at the clock, milliseconds; unset: ten seconds. */
  readonly tickMs?: number
}

const defaultTickMs = 10_000

type Signal = AbortSignal | undefined
interface One {
  readonly store: BookingStore
  readonly uid: string
}

/** Errors as contract/sessions tells them. */
export interface Sessions {
  now(only: BookingStore | undefined, signal: Signal): Promise<Session[]>
  watch(signal: Signal): AsyncGenerator<Session[], void, void>
  watchNotices(signal: Signal): AsyncGenerator<SessionNoticeItem, void, void>
  start(one: One, signal: Signal): Promise<Session>
  extend(one: One & { minutes: number }, signal: Signal): Promise<Session>
  end(one: One & { handOver: string }, signal: Signal): Promise<Session>
  handOver(one: One & { to: string; note: string }, signal: Signal): Promise<Session>
  noShow(one: One, signal: Signal): Promise<Session>
  undo(one: One & { step: Session['steps'][number]['step'] }, signal: Signal): Promise<Session>
  /** What displays ask before they open one. */
  readonly mayOpen: MayOpen
  close(): Promise<void>
}

export function createSessions(parts: SessionsParts): Sessions {
  const { platform, records, files } = parts
  const { clock, log } = platform
  const state = createSessionState({ clock, records })
  const stores = createSessionStores({ ...parts, log, isPressing: state.isPressing })
  const worker = createStepWorker({ files, records, clock })
  const access = createInstrumentAccess({
    ...{ stores, clock, log, sites: parts.sites, isDisarmed: state.isDisarmed }
  })
  const followers = createOpenFollowers({ stores, state, log })
  const round = createSessionRound({
    ...{ platform, records, stores, state, worker, tickMs: parts.tickMs ?? defaultTickMs },
    onRound: followers.check
  })

  const fresh = async ({ store, uid }: One, signal: Signal): Promise<StepPlace> =>
    state.place(await stores.one(store, signal), uid)

  /** The session after something was done to it; who follows it sees it too. */
  async function after(one: One, signal: Signal): Promise<Session> {
    const view = await state.view(await fresh(one, signal), true, signal)
    round.wake()
    return view
  }

  const acting = (place: StepPlace): Acting => ({ place, at: state.at(place.looked), change: parts.change })

  async function acted(one: One, work: (place: StepPlace) => Promise<void>, signal: Signal): Promise<Session> {
    await round.alone(async () => work(await fresh(one, signal)))
    return after(one, signal)
  }

  return {
    async now(only, signal) {
      if (!only) return round.read(() => true, signal)
      return round.viewsOf([await stores.one(only, signal, { kept: true })], signal)
    },
    watch: signal => round.watch(signal),
    watchNotices: signal => round.watchNotices(signal),
    start: (one, signal) =>
      acted(
        one,
        async place => {
          mustBeInCharge(place)
          const { steps, phase, booking } = await state.view(place, true, signal)
          if (phase !== 'armed' && phase !== 'running')
            throw new Failure('rule', phase === 'over' ? 'The session is over.' : 'The session is not armed yet.', {
              hint: `It can be begun from 15 minutes before ${booking.start} until its end.`
            })
          for (const one of steps) if (isAskedAgain(one)) await worker.run(place, one.step, false, signal)
        },
        signal
      ),
    extend: (one, signal) =>
      acted(
        one,
        async place => {
          await extendSession(acting(place), one.minutes, signal)
          await worker.log(place, 'extend', `${one.minutes} min`, signal)
        },
        signal
      ),
    end: (one, signal) =>
      acted(
        one,
        async place => {
          await endSession(acting(place), one.handOver, signal)
          for (const step of ['disarmed', 'ended'] as const) await worker.run(place, step, false, signal)
        },
        signal
      ),
    handOver: (one, signal) =>
      acted(
        one,
        async place => {
          await handOverSession(acting(place), one.to, one.note, signal)
          await worker.log(place, 'hand-over', `to ${one.to}`, signal)
        },
        signal
      ),
    noShow: (one, signal) =>
      acted(
        one,
        async place => {
          await sessionNoShow(acting(place), signal)
          await worker.log(place, 'no-show', '', signal)
        },
        signal
      ),
    undo: (one, signal) =>
      acted(
        one,
        async place => {
          mustBeInCharge(place)
          await worker.undo(place, one.step, signal)
        },
        signal
      ),
    mayOpen: { ...access, follow: followers.follow },
    async close() {
      await round.close()
      stores.close()
    }
  }
}
