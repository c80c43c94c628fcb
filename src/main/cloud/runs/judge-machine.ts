/** What EC2 says of a run's machine, and what it means: it goes on, it has ended, it stands, its time is over. */
import type { Run } from '@contract/cloud-runs'
import { runIsEnding, runIsOver } from '@domain/cloud/run-look'
import {
  endNotSeen,
  failedEnd,
  goneEnd,
  hasEndedItself,
  isWorthKeeping,
  machineStopped,
  overdueEnd
} from '@domain/cloud/runs/end-of-work'
import { latestEnd } from '@domain/cloud/runs/renewal'
import type { EndAs } from '@domain/cloud/runs/run-record'
import { changed, foundGone, isInBucket, neverStarted } from '@domain/cloud/runs/states'
import { Failure } from '@domain/failure'
import { isNoProfile, isPastDemo } from '../cloud-place'
import { lookAtMachine, notOurs } from './end-machine'
import type { WatchFollower } from './machine-watch'
import type { RunFile } from './run-file'
import type { RunParts } from './run-parts'
import { goes, isGone, type SeenMachine, stands } from './seen-machine'

export interface MachineJudge extends WatchFollower {
  /** As of the last look. */
  seen(): readonly SeenMachine[]
}

export interface JudgeTools {
  readonly end: (endAs: EndAs) => void
  /** What is being done is given up for what the record says now. */
  readonly turn: (reason: string) => void
  readonly wake: () => void
  /** Nobody can be asked about the machine any more. */
  readonly beyondReach: () => void
  readonly closing: AbortSignal
}

type JudgeParts = Pick<RunParts, 'clock' | 'timing' | 'log' | 'withLink'>

export function judgeMachine(parts: JudgeParts, file: RunFile, tools: JudgeTools): MachineJudge {
  const { clock, timing, log } = parts
  const { end, turn, wake, closing } = tools
  let seen: readonly SeenMachine[] = []
  /** What stands in the record's `error` is that EC2 could not be asked. */
  let blind = false
  /** EC2 is asked about the machine itself. */
  let looking = false
  /** Since when its time is over by AWS's clock. By the monotonic clock. */
  let overdueSince: number | undefined
  const runOf = (): Run => file.read().run

  /** After each look at the region. */
  function judge(machines: readonly SeenMachine[]): void {
    seen = machines
    const { run, own } = file.read()
    if (isInBucket(run)) return
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
      if (machine && isGone(machine)) wake()
    } else if (run.state === 'launching' || !run.machine) return
    else if (machine && goes(machine)) vanished(machine)
    else if (isOverdue(run)) end(overdueEnd(file.read()))
    else if (machine && stands(machine)) stopped()
    else if (run.state === 'booting' && machine?.state === 'running') wake()
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
    if (isInBucket(runOf())) return
    if (isPastDemo(failure)) {
      tools.beyondReach()
      end(failedEnd(failure.toData()))
      return
    }
    if (isNoProfile(failure, runOf().profile) && hasEndedItself(file.read(), clock.now())) {
      tools.beyondReach()
      file.change(record => foundGone(record, clock.now()))
      end(failedEnd(endNotSeen(runOf()).toData()))
      return
    }
    if (runOf().state === 'booting' || runIsEnding(runOf())) tellBlind(failure)
  }

  /** For a while: a clock that jumped ahead, as before the network sets it right, must not end what still computes. */
  function isOverdue(run: Run): boolean {
    const latest = latestEnd(run)
    const past = latest !== null && clock.now().getTime() > latest + timing.overdueMs
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

  return { tell: judge, failed: unseen, seen: () => seen }
}
