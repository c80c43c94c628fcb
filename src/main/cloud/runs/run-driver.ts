/** The life of one run: from the question to EC2 until its machine is gone, over any interruption. */
import type { Run } from '@contract/cloud-runs'
import { runIsEnding, runIsOver } from '@domain/cloud/run-look'
import {
  endNotSeen,
  failedEnd,
  fetchedEnd,
  goneEnd,
  hasEndedItself,
  hasOutputsThere,
  isWorthKeeping,
  machineStopped,
  spotEnd,
  timeOver
} from '@domain/cloud/runs/end-of-work'
import { isUnheard, refusalMeaning } from '@domain/cloud/runs/launch-refusals'
import type { EndAs, RunRecord } from '@domain/cloud/runs/run-record'
import {
  abandoned,
  changed,
  ending,
  foundGone,
  machineGone,
  neverStarted,
  phaseOf,
  worked
} from '@domain/cloud/runs/states'
import { Failure } from '@domain/failure'
import type { Connection } from '../../ssh/types'
import { cloudErrorName } from '../cloud-errors'
import { isNoProfile, isPastDemo } from '../cloud-place'
import { createAwakeTime } from './awake-time'
import { createBoot } from './boot-machine'
import { endMachine, lookAtMachine, notOurs } from './end-machine'
import { findLaunched, launchMachine } from './launch-machine'
import type { MachineWatch, RunPlace } from './machine-watch'
import { requireAccount } from './own-account'
import type { RunFile } from './run-file'
import type { RunParts } from './run-parts'
import type { RunSiteLink } from './run-site'
import { goes, isGone, type SeenMachine, stands } from './seen-machine'
import { createWakeablePause } from './wakeable-pause'

export interface RunDriver {
  /** The record was changed by a person: what is being done now is given up for what it says. */
  interrupt(): void
  /** It is tried again at once. */
  wake(): void
  /** Its machine is left to itself: nobody is asked about it any more, and the run is over. */
  abandon(): void
  /** Resolves when EC2 has said that the machine is being ended, or that there is none; with the run as it is then. */
  untilEnding(signal: AbortSignal | undefined): Promise<void>
  /** Never rejects. */
  readonly done: Promise<void>
}

export interface DriverParts extends RunParts {
  readonly watch: MachineWatch
  /** Its site, while there is one. */
  readonly site: RunSiteLink
}

/** Launching is given up when no question could be asked for so long, awake. Milliseconds. */
const unaskedMs = 1_800_000
/** Between two failures are the longest pause and the longest question; more it was this computer that slept. */
const longestStepMs = 300_000

export function driveRun(parts: DriverParts, file: RunFile, closing: AbortSignal): RunDriver {
  const { clock, timing, log } = parts
  const pause = createWakeablePause(closing)
  const endWaiters = new Set<{ resolve(): void; reject(failure: Failure): void }>()
  let step = new AbortController()
  let seen: readonly SeenMachine[] = []
  let failures = 0
  /** What stands in the record's `error` is of an earlier try. */
  let troubled = false
  /** … or of EC2, which could not be asked. */
  let blind = false
  /** That the record cannot be written was told. */
  let silent = false
  /** The machines of the demo's cloud are gone with it; where there is no profile any more, at their own time. */
  let beyondReach = false
  /** EC2 is asked about the machine itself. */
  let looking = false
  /** Since when its time is over by the clock of this computer. By the monotonic clock. */
  let overdueSince: number | undefined
  /** Since when something is looked for that EC2 may have made and not listed. By the monotonic clock. */
  let hiddenSince: number | undefined
  /** The machine that EC2 was asked to end. */
  let asked: string | undefined
  const unasked = createAwakeTime(longestStepMs)
  let launchingSince: string | undefined
  const runOf = (): Run => file.read().run
  const place = (): RunPlace => {
    const { profile, region, owner } = runOf()
    return { profile, region, owner }
  }

  /** Gives up what is being done, and does what the record says now. */
  const turn = (reason: string): void => {
    step.abort(new Failure('cancelled', reason))
    pause.wake()
  }
  const end = (endAs: EndAs): void => {
    file.change(record => ending(record, endAs, clock.now()))
    turn('The run ends.')
  }

  /** After each look at the region. */
  function judge(machines: readonly SeenMachine[]): void {
    seen = machines
    const { run, own } = file.read()
    const machine = machines.find(({ instance }) => instance === run.machine?.instance)
    const missing = machine === undefined && own.seen
    if (missing && run.state !== 'launching' && !runIsEnding(run)) {
      lookAgain().catch(thrown => log.error(`The machine of the run ${file.id} could not be looked at`, thrown))
      return
    }
    if (blind) file.change(record => changed(record, { run: { error: null } }, clock.now()))
    blind = false
    if (machine) noteSeen(machine)
    if (runIsEnding(run)) {
      if (machine && isGone(machine)) pause.wake()
    } else if (run.state === 'launching' || !run.machine) return
    else if (machine && goes(machine)) vanished(machine)
    else if (isOverdue(run)) end(failedEnd(timeOver(run.asked.name).toData()))
    else if (machine && stands(machine)) stopped()
    else if (run.state === 'booting' && machine?.state === 'running') pause.wake()
  }

  /** The lists leave out what they had. Only what EC2 says of the machine itself ends the run. */
  async function lookAgain(): Promise<void> {
    if (looking) return
    looking = true
    try {
      const run = runOf()
      const instance = run.machine?.instance ?? ''
      const found = await parts.withLink({ profile: run.profile, region: run.region }, link =>
        lookAtMachine(link, run, instance, closing)
      )
      const same = runOf().machine?.instance === instance && !runIsEnding(runOf()) && !runIsOver(runOf())
      if (!same) return
      if (found === 'unknown') vanished(undefined)
      // It may live, so it is not said to have ended.
      else if (found === 'foreign') end(failedEnd(notOurs(instance).toData()))
      else if (goes(found)) vanished(found)
    } catch (thrown) {
      if (!closing.aborted) tellBlind(Failure.from(thrown))
    } finally {
      looking = false
    }
  }

  function tellBlind(failure: Failure): void {
    if (runOf().error !== null) return
    blind = true
    file.change(record => changed(record, { run: { error: failure.toData() } }, clock.now()))
  }

  /** The machine goes on, and is not seen: that is told where nothing else stands in the way. */
  function unseen(failure: Failure): void {
    if (isPastDemo(failure)) {
      beyondReach = true
      end(failedEnd(failure.toData()))
      return
    }
    if (isNoProfile(failure, runOf().profile) && hasEndedItself(file.read(), clock.now())) {
      beyondReach = true
      file.change(record => foundGone(record, clock.now()))
      end(failedEnd(endNotSeen(runOf()).toData()))
      return
    }
    if (runOf().state === 'booting' || runIsEnding(runOf())) tellBlind(failure)
  }

  /** For a while: a clock that jumped ahead, as before the network sets it right, must not end what still computes. */
  function isOverdue({ deadline }: Run): boolean {
    const past = deadline !== null && clock.now().getTime() > Date.parse(deadline) + timing.overdueMs
    overdueSince = past ? (overdueSince ?? performance.now()) : undefined
    return overdueSince !== undefined && performance.now() - overdueSince >= timing.overdueMs
  }

  /** What is on its disk alone waits there until its time is over; for nothing its disk is not paid. */
  function stopped(): void {
    const { name } = runOf().asked
    const kept = isWorthKeeping(file.read())
    const error = machineStopped(name, kept).toData()
    if (!kept) {
      end(failedEnd(error))
      return
    }
    if (runOf().state === 'waiting' && runOf().error?.message === error.message) return
    file.change(record => changed(record, { run: { state: 'waiting', error } }, clock.now()))
    turn('The machine was stopped.')
  }

  /** It ended by itself, or somebody else ended it. */
  function vanished(machine: SeenMachine | undefined): void {
    const now = clock.now()
    const endAs = goneEnd(file.read(), machine?.reason ?? null, now)
    if (endAs) {
      file.change(record => foundGone(record, now))
      end(endAs)
      return
    }
    const type = runOf().machine?.type ?? ''
    const error = new Failure('capacity', `AWS had no ${type} to give after all.`).toData()
    file.change(record => neverStarted(record, error, now))
    turn('AWS had none.')
  }

  function noteSeen({ address, zone, port }: SeenMachine): void {
    const { run, own } = file.read()
    if (!run.machine) return
    if (own.seen && own.port === port && run.machine.address === address) return
    file.change(record =>
      changed(
        record,
        {
          own: { seen: true, port },
          ...(record.run.machine && {
            run: { machine: { ...record.run.machine, address, zone: zone ?? record.run.machine.zone } }
          })
        },
        clock.now()
      )
    )
  }

  const boot = createBoot(parts, file, { seen: () => seen, wait: ms => pause.wait(ms), turn: end })

  async function connected(signal: AbortSignal): Promise<Connection> {
    const connection = await parts.site.connection(signal)
    failures = 0
    if (troubled) file.change(record => worked(record, { error: null }, clock.now()))
    troubled = false
    return connection
  }

  async function work(signal: AbortSignal): Promise<void> {
    parts.site.open(file.read())
    const answer = await parts.work.drive({
      run: runOf,
      report: change => file.change(record => worked(record, change, clock.now())),
      connection: connected,
      signal
    })
    signal.throwIfAborted()
    if (answer.end === 'spot') end(spotEnd(file.read()))
    else if (answer.end === 'fetched' && !file.read().own.keep) end(fetchedEnd(file.read(), answer.error))
    else {
      const error = answer.end === 'fetched' ? { error: answer.error } : {}
      file.change(record => changed(record, { run: { state: 'waiting', ...error } }, clock.now()))
    }
  }

  /** `true`: it is over. */
  async function finish(): Promise<void> {
    const { run, own } = file.read()
    const machine = run.machine?.instance
    if (!beyondReach && machine === undefined && own.attempt !== null) return endUnknown()
    const end = beyondReach || machine === undefined || isMachineGone(machine) ? 'gone' : await endKnown(machine)
    if (end === 'unknown' && !own.seen && mayBeHidden()) return pause.wait(timing.bootLookMs)
    settleEnd(undefined)
    if (end === 'ends') {
      if (runOf().state === 'stuck')
        file.change(record => changed(record, { run: { state: 'ending', error: null } }, clock.now()))
      return pause.wait(timing.pollMs)
    }
    hiddenSince = undefined
    await parts.site.close()
    const after = machineGone(file.read(), clock.now())
    if (runIsOver(after.run)) {
      await parts.site.forgetKey().catch(thrown => log.error('A key was not removed', thrown))
      await parts.work.over(after.run).catch(thrown => log.error('What was left of a run was not cleared away', thrown))
    }
    file.change(() => after)
  }

  const isMachineGone = (machine: string): boolean => seen.some(one => one.instance === machine && isGone(one))

  /** EC2 is asked once, and again where its lists do not show that the machine goes. */
  async function endKnown(instance: string): Promise<'gone' | 'ends' | 'unknown'> {
    if (asked === instance && seen.some(one => one.instance === instance && goes(one))) return 'ends'
    const run = runOf()
    const end = await parts.withLink({ profile: run.profile, region: run.region }, link =>
      endMachine(link, run, instance, closing)
    )
    if (asked !== instance) parts.watch.soon(place())
    if (end !== 'unknown') asked = instance
    return end
  }

  /** What EC2 made a moment ago it may not know yet (EC2 API reference, "Ensuring eventual consistency"). */
  function mayBeHidden(): boolean {
    hiddenSince ??= performance.now()
    return performance.now() - hiddenSince < timing.listedMs
  }

  /** The answer to a launch never came: what it may have started is looked for as long as it could be hidden. */
  async function endUnknown(): Promise<void> {
    const { profile, region } = runOf()
    const found = await parts.withLink({ profile, region }, async link => {
      const one = await findLaunched(file.read(), link, closing)
      if (!one) await requireAccount(link, runOf(), closing)
      return one
    })
    const { attempt } = file.read().own
    if (found)
      return file.change(record => {
        const launchedAt = found.launchedAt ?? clock.now().toISOString()
        const { type, usdPerHour } = attempt?.place ?? { type: '', usdPerHour: null }
        const machine = {
          ...{ instance: found.instance, type, zone: found.zone, spot: record.run.asked.spot, address: null },
          ...{ launchedAt, endedAt: null, usdPerHour }
        }
        return changed(record, { run: { machine }, own: { attempt: null } }, clock.now())
      })
    // From now on: the last question may have been heard a moment ago.
    if (mayBeHidden()) return pause.wait(timing.bootLookMs)
    return file.change(record => changed(record, { own: { attempt: null } }, clock.now()))
  }

  function settleEnd(failure: Failure | undefined): void {
    for (const waiter of endWaiters) failure ? waiter.reject(failure) : waiter.resolve()
    endWaiters.clear()
  }

  async function act(signal: AbortSignal): Promise<void> {
    switch (phaseOf(file.read())) {
      case 'launch':
        return launchMachine(parts, file, signal, closing)
      case 'boot':
        return boot(signal)
      case 'work':
        return work(signal)
      case 'wait':
        parts.site.open(file.read())
        return pause.wait(timing.mostRetryMs)
      case 'end':
        return finish()
      case 'none':
        return
    }
  }

  /** What to do about a failure of the present phase: a pause, or the end. */
  async function met(failure: Failure): Promise<void> {
    const record = file.read()
    const phase = phaseOf(record)
    if (phase === 'end') settleEnd(failure)
    const endAs = endOf(failure)
    if (endAs) return end(endAs)
    if (phase === 'work' && isFinalOfWork(failure))
      return file.change(before => changed(before, { run: { state: 'waiting', error: failure.toData() } }, clock.now()))
    const stuck = phase === 'end' && isStuck(failure, record, clock.now()) ? { state: 'stuck' as const } : {}
    file.change(before => changed(before, { run: { ...stuck, error: failure.toData() } }, clock.now()))
    failures += 1
    troubled = true
    if (phase === 'work') void parts.site.openDoor(closing)
    await pause.wait(Math.min(timing.retryMs * 2 ** (failures - 1), timing.mostRetryMs))
  }

  /** Null: it may go away, or something is left that must not be given up. */
  function endOf(failure: Failure): EndAs | null {
    const { run, own } = file.read()
    if (run.state === 'launching') {
      // With a question open there may be a machine: that is found out, however long it takes.
      if (own.attempt !== null) return null
      if (launchingSince !== run.since) unasked.restart()
      launchingSince = run.since
      return mayPass(failure) && unasked.passed() < unaskedMs ? null : failedEnd(failure.toData())
    }
    if (run.state === 'booting') return mayPass(failure) || isSignIn(failure) ? null : failedEnd(failure.toData())
    const lost = phaseOf(file.read()) === 'work' && isFinalOfWork(failure) && !hasOutputsThere(run)
    return lost ? failedEnd(failure.toData()) : null
  }

  /** A machine must not be left to itself because the disk here is full. Told once. */
  async function unwritten(thrown: unknown): Promise<void> {
    const { name } = runOf().asked
    log.error(`The record of the run ${file.id} cannot be written`, thrown)
    if (!silent) parts.notify(`${name}: cannot be written down`, `${Failure.from(thrown).message} It is tried again.`)
    silent = true
    await pause.wait(timing.mostRetryMs)
  }

  async function live(): Promise<void> {
    const unfollow = parts.watch.follow(place(), file.id, { tell: judge, failed: unseen })
    parts.watch.soon(place())
    try {
      while (!closing.aborted && !runIsOver(runOf())) {
        step = new AbortController()
        const { signal } = step
        const before = runOf().state
        try {
          await act(AbortSignal.any([closing, signal]))
          if (runOf().state === before) continue
          failures = 0
          if (runOf().state === 'booting') parts.watch.soon(place())
        } catch (thrown) {
          if (!closing.aborted && !signal.aborted) await met(Failure.from(thrown)).catch(unwritten)
        }
      }
    } finally {
      unfollow()
      settleEnd(closing.aborted ? new Failure('cancelled', 'The engine ends.') : undefined)
      if (closing.aborted) await parts.site.close()
    }
  }

  return {
    interrupt: () => turn('It is asked otherwise.'),
    abandon: () => {
      beyondReach = true
      file.change(record => abandoned(record, clock.now()))
      turn('The run is abandoned.')
    },
    wake: () => {
      failures = 0
      pause.wake()
    },
    untilEnding: signal =>
      new Promise<void>((resolve, reject) => {
        if (runIsOver(runOf())) return resolve()
        const waiter = { resolve, reject }
        endWaiters.add(waiter)
        signal?.addEventListener('abort', () => {
          endWaiters.delete(waiter)
          reject(Failure.from(signal.reason))
        })
      }),
    done: live().catch(thrown => log.error(`The run ${file.id} is no longer followed`, thrown))
  }
}

/** The network's, or AWS is busy. */
const mayPass = (failure: Failure): boolean =>
  isUnheard(failure.code) || refusalMeaning(cloudErrorName(failure.cause)) === 'again'

/** Somebody signs in again, and it goes on. */
const isSignIn = ({ code }: Failure): boolean => code === 'expired-credentials' || code === 'auth-failed'

/** Its machine cannot be ended, and waiting changes nothing. Somebody usually signs in again, but not for ever. */
const isStuck = (failure: Failure, record: RunRecord, now: Date): boolean =>
  !mayPass(failure) &&
  failure.code !== 'cancelled' &&
  (failure.code !== 'expired-credentials' || hasEndedItself(record, now))

/** Another try would meet the same. */
const isFinalOfWork = (failure: Failure): boolean =>
  !mayPass(failure) && !isSignIn(failure) && !['cancelled', 'host-key-changed', 'answer-needed'].includes(failure.code)
