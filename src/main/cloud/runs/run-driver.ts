/** The life of one run: from the question to EC2 until its machine is gone, over any interruption. */
import type { Run } from '@contract/cloud-runs'
import { runIsOver } from '@domain/cloud/run-look'
import { fetchedEnd, spotEnd } from '@domain/cloud/runs/end-of-work'
import type { EndAs } from '@domain/cloud/runs/run-record'
import { abandoned, changed, ending, isInBucket, phaseOf, worked } from '@domain/cloud/runs/states'
import { Failure } from '@domain/failure'
import type { Connection } from '../../ssh/types'
import { createBucketTurn } from '../results/bucket-turn'
import { createAwakeTime } from './awake-time'
import { createBoot } from './boot-machine'
import { finishRun } from './finish-run'
import { judgeMachine } from './judge-machine'
import { launchMachine } from './launch-machine'
import type { MachineWatch, RunPlace } from './machine-watch'
import { endOfFailure, isFinalOfWork, isStuck } from './run-failures'
import type { RunFile } from './run-file'
import type { RunParts } from './run-parts'
import type { RunSiteLink } from './run-site'
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

/** Between two failures are the longest pause and the longest question; more it was this computer that slept. */
const longestStepMs = 300_000

export function driveRun(parts: DriverParts, file: RunFile, closing: AbortSignal): RunDriver {
  const { clock, timing, log } = parts
  const pause = createWakeablePause(closing)
  let step = new AbortController()
  let failures = 0
  /** What stands in the record's `error` is of an earlier try. */
  let troubled = false
  /** That the record cannot be written was told. */
  let silent = false
  /** The machines of the demo's cloud are gone with it; where there is no profile any more, at their own time. */
  let beyondReach = false
  /** A person leaves the machine to itself: nothing far away is asked for it any more. */
  const left = new AbortController()
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

  const judge = judgeMachine(parts, file, {
    ...{ end, turn, wake: pause.wake, closing },
    beyondReach: () => {
      beyondReach = true
    }
  })
  const { seen } = judge
  const bucket = createBucketTurn(parts, file, end)
  const wait = (milliseconds: number): Promise<void> => pause.wait(milliseconds)
  const boot = createBoot(parts, file, { seen, wait, turn: end })
  const finish = finishRun(parts, file, {
    bucket,
    seen,
    wait,
    beyondReach: () => beyondReach,
    closing,
    left: left.signal
  })

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
    if (answer.end === 'fetched') file.change(record => changed(record, { run: { outputsHere: true } }, clock.now()))
    if (answer.end === 'spot') end(spotEnd(file.read()))
    else if (answer.end === 'fetched' && !file.read().own.keep) end(fetchedEnd(file.read(), answer.error))
    else {
      const fetched = answer.end === 'fetched' ? { missing: answer.error } : null
      const error = fetched ? { error: fetched.missing } : {}
      file.change(record => changed(record, { run: { state: 'waiting', ...error }, own: { fetched } }, clock.now()))
    }
  }

  async function act(signal: AbortSignal): Promise<void> {
    switch (phaseOf(file.read())) {
      case 'launch':
        return launchMachine(parts, file, signal, closing)
      case 'boot':
        return boot(signal)
      case 'work':
        return work(signal)
      case 'collect':
        return bucket.collect(signal)
      case 'wait':
        if (!isInBucket(runOf())) parts.site.open(file.read())
        return pause.wait(timing.mostRetryMs)
      case 'end':
        return finish.step()
      case 'none':
        return
    }
  }

  function unaskedFor(): number {
    const { since } = runOf()
    if (launchingSince !== since) unasked.restart()
    launchingSince = since
    return unasked.passed()
  }

  /** What to do about a failure of the present phase: a pause, or the end. */
  async function met(failure: Failure): Promise<void> {
    const record = file.read()
    const phase = phaseOf(record)
    if (phase === 'end') finish.settle(failure)
    const endAs = endOfFailure(failure, record, unaskedFor)
    if (endAs) return end(endAs)
    if ((phase === 'work' || phase === 'collect') && isFinalOfWork(failure))
      return file.change(before => changed(before, { run: { state: 'waiting', error: failure.toData() } }, clock.now()))
    const stuck = phase === 'end' && isStuck(failure, record, clock.now()) ? { state: 'stuck' as const } : {}
    file.change(before => changed(before, { run: { ...stuck, error: failure.toData() } }, clock.now()))
    failures += 1
    troubled = true
    if (phase === 'work') void parts.site.openDoor(closing)
    await pause.wait(Math.min(timing.retryMs * 2 ** (failures - 1), timing.mostRetryMs))
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
    const unfollow = parts.watch.follow(place(), file.id, judge)
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
      finish.settle(closing.aborted ? new Failure('cancelled', 'The engine ends.') : undefined)
      if (closing.aborted) await parts.site.close()
    }
  }

  return {
    interrupt: () => turn('It is asked otherwise.'),
    abandon: () => {
      beyondReach = true
      left.abort(new Failure('cancelled', 'The run is abandoned.'))
      file.change(record => abandoned(record, clock.now()))
      turn('The run is abandoned.')
    },
    wake: () => {
      failures = 0
      pause.wake()
    },
    untilEnding: finish.untilEnding,
    done: live().catch(thrown => log.error(`The run ${file.id} is no longer followed`, thrown))
  }
}
