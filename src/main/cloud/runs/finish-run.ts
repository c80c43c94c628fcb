/** Ends the machine of a run, whether it is known or only may be there, until EC2 says that none is left. */
import type { Run, RunMachine } from '@contract/cloud-runs'
import { runIsOver } from '@domain/cloud/run-look'
import type { RunRecord } from '@domain/cloud/runs/run-record'
import { changed, machineGone, pricesOf } from '@domain/cloud/runs/states'
import { Failure } from '@domain/failure'
import type { CloudLink } from '../cloud-link'
import type { BucketTurn } from '../results/bucket-turn'
import { endMachine } from './end-machine'
import { findLaunched } from './launch-machine'
import type { RunPlace } from './machine-watch'
import { requireAccount } from './own-account'
import type { DriverParts } from './run-driver'
import type { RunFile } from './run-file'
import { goes, isGone, type SeenMachine } from './seen-machine'
import { settledSpotPrice } from './settle-spot-price'

export interface RunFinish {
  /** One step of it at each call, with a pause where it has to wait. */
  step(): Promise<void>
  /** As of the driver. */
  untilEnding(signal: AbortSignal | undefined): Promise<void>
  /** Tells those who wait for it: that the machine is being ended, or why it cannot be. */
  settle(failure: Failure | undefined): void
}

export interface FinishTools {
  readonly bucket: BucketTurn
  readonly seen: () => readonly SeenMachine[]
  readonly wait: (milliseconds: number) => Promise<void>
  /** Whether nobody can be asked about the machine any more. */
  readonly beyondReach: () => boolean
  readonly closing: AbortSignal
  /** A person has left the machine to itself: neither EC2 nor a bucket is asked, they may never answer. */
  readonly left: AbortSignal
}

export function finishRun(parts: DriverParts, file: RunFile, tools: FinishTools): RunFinish {
  const { clock, timing, log } = parts
  const { wait, left } = tools
  /** What is under way for the machine is given up. */
  const closing = AbortSignal.any([tools.closing, left])
  const waiters = new Set<{ resolve(): void; reject(failure: Failure): void }>()
  /** Since when something is looked for that EC2 may have made and not listed. By the monotonic clock. */
  let hiddenSince: number | undefined
  /** The machine that EC2 was asked to end. */
  let asked: string | undefined
  const runOf = (): Run => file.read().run
  const place = (): RunPlace => {
    const { profile, region, owner } = runOf()
    return { profile, region, owner }
  }

  async function step(): Promise<void> {
    const { run, own } = file.read()
    const machine = run.machine?.instance
    if (!tools.beyondReach() && machine === undefined && own.attempt !== null) return endUnknown()
    const end =
      tools.beyondReach() || machine === undefined || isMachineGone(machine) ? 'gone' : await endKnown(machine)
    if (end === 'unknown' && !own.seen && mayBeHidden()) return wait(timing.bootLookMs)
    settle(undefined)
    if (end === 'ends') {
      if (runOf().state === 'stuck')
        file.change(record => changed(record, { run: { state: 'ending', error: null } }, clock.now()))
      return wait(timing.pollMs)
    }
    hiddenSince = undefined
    await parts.site.close()
    if (!left.aborted && (await tools.bucket.takesOver(closing))) return
    const after = machineGone(await settled(), clock.now())
    if (runIsOver(after.run)) {
      await parts.site.forgetKey().catch(thrown => log.error('A key was not removed', thrown))
      if (!left.aborted) await tools.bucket.over(after.run, closing)
      await parts.work.over(after.run).catch(thrown => log.error('What was left of a run was not cleared away', thrown))
    }
    file.change(() => after)
  }

  /** With what its machine really cost an hour. Not on disk yet: it is settled once, together with its end. */
  async function settled(): Promise<RunRecord> {
    const record = file.read()
    const { machine, profile, region } = record.run
    if (!machine?.spot || tools.beyondReach()) return record
    const look = (link: CloudLink): Promise<RunMachine> => settledSpotPrice(link, machine, clock.now(), closing)
    try {
      const priced = await parts.withLink({ profile, region }, look)
      return changed(file.read(), { run: { machine: priced } }, clock.now())
    } catch (thrown) {
      closing.throwIfAborted()
      log.warn(`The price of a spot machine stays that of its launch: ${Failure.from(thrown).message}`)
      return file.read()
    }
  }

  const isMachineGone = (machine: string): boolean => tools.seen().some(one => one.instance === machine && isGone(one))

  /** EC2 is asked once, and again where its lists do not show that the machine goes. */
  async function endKnown(instance: string): Promise<'gone' | 'ends' | 'unknown'> {
    if (asked === instance && tools.seen().some(one => one.instance === instance && goes(one))) return 'ends'
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
        const type = attempt?.place.type ?? ''
        const prices = attempt ? pricesOf(attempt.place) : { usdPerHour: null }
        const machine = {
          ...{ instance: found.instance, type, zone: found.zone, spot: record.run.asked.spot, address: null },
          ...{ launchedAt, endedAt: null, ...prices }
        }
        return changed(record, { run: { machine }, own: { attempt: null } }, clock.now())
      })
    // From now on: the last question may have been heard a moment ago.
    if (mayBeHidden()) return wait(timing.bootLookMs)
    return file.change(record => changed(record, { own: { attempt: null } }, clock.now()))
  }

  function settle(failure: Failure | undefined): void {
    for (const waiter of waiters) failure ? waiter.reject(failure) : waiter.resolve()
    waiters.clear()
  }

  function untilEnding(signal: AbortSignal | undefined): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      if (runIsOver(runOf())) return resolve()
      const waiter = { resolve, reject }
      waiters.add(waiter)
      signal?.addEventListener('abort', () => {
        waiters.delete(waiter)
        reject(Failure.from(signal.reason))
      })
    })
  }

  return { step, untilEnding, settle }
}
