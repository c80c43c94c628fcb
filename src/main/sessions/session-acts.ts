/** What a person does with a session, from the call to the log. */
import { type LogEntry, logEntrySchema } from '@contract/booking'
import type { ErrorCode } from '@contract/errors'
import type { BookingStore } from '@contract/resources'
import type { ControlRequest, Session, SessionStep } from '@contract/sessions'
import { Failure } from '@domain/failure'
import { asksText, controlRequests, handsOverText, refusesText } from '@domain/sessions/control-requests'
import { armMinutes, isArmed } from '@domain/sessions/phase'
import type { Log } from '../platform'
import {
  type Acting,
  type ChangeBooking,
  endSession,
  extendSession,
  handOverSession,
  mustAskForControl,
  mustBeAsked,
  mustBeInCharge,
  sessionNoShow
} from './session-changes'
import type { SessionRound } from './session-round'
import type { SessionState } from './session-state'
import { isAskedAgain, type StepPlace, type StepWorker } from './session-steps'
import type { SessionStores } from './session-stores'

type Signal = AbortSignal | undefined
interface One {
  readonly store: BookingStore
  readonly uid: string
}

/** Each gives the session as it is afterwards. Errors as contract/sessions tells them. */
export interface SessionActs {
  start(one: One, signal: Signal): Promise<Session>
  extend(one: One & { minutes: number }, signal: Signal): Promise<Session>
  end(one: One & { handOver: string }, signal: Signal): Promise<Session>
  handOver(one: One & { to: string; note: string }, signal: Signal): Promise<Session>
  askControl(one: One & { message: string }, signal: Signal): Promise<Session>
  refuseControl(one: One & { user: string; message: string }, signal: Signal): Promise<Session>
  noShow(one: One, signal: Signal): Promise<Session>
  undo(one: One & { step: SessionStep['step'] }, signal: Signal): Promise<Session>
}

export interface SessionActsParts {
  readonly stores: SessionStores
  readonly state: SessionState
  readonly worker: StepWorker
  readonly round: SessionRound
  readonly change: ChangeBooking
  readonly log: Log
}

const isRefusal: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['not-allowed', 'rule', 'permission'])

class Acts implements SessionActs {
  constructor(private readonly parts: SessionActsParts) {}

  start(one: One, signal: Signal): Promise<Session> {
    return this.act('start', one, signal, async ({ place }) => {
      mustBeInCharge(place)
      const { steps, phase, booking } = await this.parts.state.view(place, true, signal)
      if (!isArmed(phase))
        throw new Failure('rule', phase === 'over' ? 'The session is over.' : 'The session is not armed yet.', {
          hint: `It can be begun from ${armMinutes} minutes before ${booking.start} until its end.`
        })
      for (const step of steps) if (isAskedAgain(step)) await this.parts.worker.run(place, step.step, false, signal)
    })
  }

  extend(one: One & { minutes: number }, signal: Signal): Promise<Session> {
    return this.act('extend', one, signal, async acting => {
      await extendSession(acting, one.minutes, signal)
      await this.note(acting, 'extend', `${one.minutes} min`, signal)
    })
  }

  end(one: One & { handOver: string }, signal: Signal): Promise<Session> {
    return this.act('end', one, signal, async acting => {
      await endSession(acting, one.handOver, signal)
      for (const step of ['disarmed', 'ended'] as const) await this.parts.worker.run(acting.place, step, false, signal)
    })
  }

  handOver(one: One & { to: string; note: string }, signal: Signal): Promise<Session> {
    return this.act('hand-over', one, signal, async acting => {
      await handOverSession(acting, one.to, one.note, signal)
      await this.note(acting, 'hand-over', handsOverText(one.to), signal)
    })
  }

  askControl(one: One & { message: string }, signal: Signal): Promise<Session> {
    return this.act('display-control', one, signal, async acting => {
      mustAskForControl(acting, await this.requests(acting, signal))
      await this.parts.worker.log(acting.place, 'display-control', asksText(one.message), signal)
    })
  }

  refuseControl(one: One & { user: string; message: string }, signal: Signal): Promise<Session> {
    return this.act('display-control', one, signal, async acting => {
      mustBeAsked(acting, one.user, await this.requests(acting, signal))
      await this.parts.worker.log(acting.place, 'display-control', refusesText(one.user, one.message), signal)
    })
  }

  noShow(one: One, signal: Signal): Promise<Session> {
    return this.act('no-show', one, signal, async acting => {
      await sessionNoShow(acting, signal)
      await this.parts.worker.log(acting.place, 'no-show', '', signal)
    })
  }

  undo(one: One & { step: SessionStep['step'] }, signal: Signal): Promise<Session> {
    return this.act('undo', one, signal, async ({ place }) => {
      mustBeInCharge(place)
      await this.parts.worker.undo(place, one.step, signal)
    })
  }

  private async requests({ place, at }: Acting, signal: Signal): Promise<ControlRequest[]> {
    const { log } = await this.parts.state.facts(place, true, signal)
    const { booking, resource, looked } = place
    return controlRequests({ file: looked.contents.file, booking, resource, log, at })
  }

  /** Does it while no step is done by itself, and gives the session as it is then; who follows it sees it too. */
  private async act(
    act: LogEntry['act'],
    one: One,
    signal: Signal,
    work: (acting: Acting) => Promise<void>
  ): Promise<Session> {
    const { state, round } = this.parts
    await round.alone(async () => {
      const place = await this.fresh(one, signal)
      // What the calendar refuses, it has written in the log itself.
      let judgedThere: unknown
      const change: ChangeBooking = (input, during) =>
        this.parts.change(input, during).catch((thrown: unknown) => {
          judgedThere = thrown
          throw thrown
        })
      try {
        await work({ place, at: state.at(place.looked), change })
      } catch (thrown) {
        if (thrown !== judgedThere) await this.refused(place, act, Failure.from(thrown), signal)
        throw thrown
      }
    })
    const view = await state.view(await this.fresh(one, signal), true, signal)
    round.wake()
    return view
  }

  /** A refusal is written down as a grant is; what failed for another reason, as a lost link, is none. */
  private async refused(place: StepPlace, act: LogEntry['act'], failure: Failure, signal: Signal): Promise<void> {
    const { code, message, refusal } = failure
    const rule = logEntrySchema.shape.rule.safeParse(refusal.rule).data ?? null
    if (!isRefusal.has(code) && rule === null) return
    await this.parts.worker
      .refuse(place, act, { rule, text: message }, signal)
      .catch((thrown: unknown) => this.parts.log.warn(`Sessions: ${Failure.from(thrown).message}`))
  }

  private async fresh({ store, uid }: One, signal: Signal): Promise<StepPlace> {
    return this.parts.state.place(await this.parts.stores.one(store, signal), uid)
  }

  /** Of what was written already: without its line in the log it is done all the same. */
  private async note({ place }: Acting, act: LogEntry['act'], text: string, signal: Signal): Promise<void> {
    await this.parts.worker
      .log(place, act, text, signal)
      .catch((thrown: unknown) => this.parts.log.warn(`Sessions: ${Failure.from(thrown).message}`))
  }
}

export const createSessionActs = (parts: SessionActsParts): SessionActs => new Acts(parts)
