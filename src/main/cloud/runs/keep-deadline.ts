/** Moves the end of a run's machine: for a person, and by itself where that was asked for. One move at a time. */
import type { Run } from '@contract/cloud-runs'
import { runIsEnding, runIsOver } from '@domain/cloud/run-look'
import { latestEnd, nextDeadline, wholeSeconds } from '@domain/cloud/runs/renewal'
import { changed, isInBucket } from '@domain/cloud/runs/states'
import { runCost } from '@domain/cloud/spend/run-cost'
import { tagKeys } from '@domain/cloud/tags'
import { Failure } from '@domain/failure'
import { pause } from '../../broadcast'
import { createTurns } from '../../turns'
import type { WorkParts } from './machine-work'
import type { RunFile } from './run-file'
import type { RunParts } from './run-parts'
import { createStalledInputs } from './stalled-inputs'

export interface DeadlineKeeper {
  /** So many seconds from now. Resolves when the machine has it; `rule`: a budget or the run's own limit does not allow it. */
  extend(maxSeconds: number, signal: AbortSignal | undefined): Promise<void>
  /** Nothing more is moved; what is under way is given up. */
  close(): Promise<void>
}

type Told = Pick<WorkParts, 'run' | 'connection' | 'signal'>

export interface KeeperParts
  extends Pick<RunParts, 'clock' | 'timing' | 'withLink' | 'work' | 'mayExtend' | 'notify' | 'log'> {
  /** For a word to the machine, with its time limit. */
  readonly told: (signal: AbortSignal) => Told
}

export function keepDeadline(parts: KeeperParts, file: RunFile): DeadlineKeeper {
  const { clock, timing, log } = parts
  const turns = createTurns()
  const closing = new AbortController()
  const until = (signal: AbortSignal | undefined): AbortSignal =>
    signal ? AbortSignal.any([closing.signal, signal]) : closing.signal
  const runOf = (): Run => file.read().run
  const inputs = createStalledInputs(timing.mostRetryMs + 4 * timing.renewLookMs)
  /** That it is not renewed was told. */
  let toldOnce = false

  /** What is judged is in the record at the same moment, so that nothing else passes the budget beside it. */
  function promise(deadline: Date, person: boolean): { readonly instance: string; readonly later: boolean } {
    const run = runOf()
    if (!run.machine || !hasWork(run)) throw noMachine(run)
    const later = deadline.getTime() > (latestEnd(run) ?? 0)
    const then = { ...run, deadline: deadline.toISOString(), renewing: null, renewUntil: null }
    const refusal = later ? refusalOf(then, person) : null
    if (refusal) throw refusal
    file.change(record => changed(record, { run: { renewing: then.deadline } }, clock.now()))
    return { instance: run.machine.instance, later }
  }

  function refusalOf(then: Run, person: boolean): Failure | null {
    const { refusal } = parts.mayExtend(then)
    // Who extends a run that goes on at an unknown price does so knowingly; by itself nothing does.
    if (refusal && !(person && refusal.code === 'price-unknown')) return refusal
    const { maxUsd, name } = then.asked
    const { mostUsd } = runCost(then, clock.now())
    if (maxUsd === null || (mostUsd !== null && mostUsd <= maxUsd)) return null
    return new Failure('rule', `The run ${name} could then cost more than its limit of $${maxUsd.toFixed(2)}.`, {
      hint: 'Extend it by less.'
    })
  }

  /** The tag never ends before the machine does: that would count as an orphan, and be swept. */
  async function move(deadline: Date, person: boolean, signal: AbortSignal): Promise<void> {
    // Where it cannot be asked, both ends count.
    await settle(signal).catch(() => undefined)
    signal.throwIfAborted()
    const { instance, later } = promise(deadline, person)
    if (later)
      await tag(instance, deadline.toISOString(), signal).catch((thrown: unknown) => {
        // Nothing was sent to the machine.
        file.change(record => changed(record, { run: { renewing: null } }, clock.now()))
        throw thrown
      })
    await parts.work.renew(parts.told(signal), deadline.getTime()).catch((thrown: unknown) => {
      throw unheard(Failure.from(thrown), runOf())
    })
    confirm(deadline)
    if (!later) await tag(instance, deadline.toISOString(), signal)
  }

  /** It has this end. One that was made earlier is what a person wants, and stays. */
  function confirm(deadline: Date): void {
    file.change(record => {
      const earlier = record.run.deadline !== null && deadline.getTime() < Date.parse(record.run.deadline)
      const run = { deadline: deadline.toISOString(), renewing: null, ...(earlier && { renewUntil: null }) }
      return changed(record, { run }, clock.now())
    })
  }

  async function tag(instance: string, deadline: string, signal: AbortSignal): Promise<void> {
    const { profile, region } = runOf()
    await parts.withLink({ profile, region }, link =>
      link.ec2('write the new expiry', signal, (ec2, options) =>
        ec2.createTags({ Resources: [instance], Tags: [{ Key: tagKeys.expiry, Value: deadline }] }, options)
      )
    )
  }

  /** A renewal whose answer was lost: what the machine has counts. */
  async function settle(signal: AbortSignal): Promise<void> {
    const { renewing, machine, deadline } = runOf()
    if (renewing === null || !machine || !hasWork(runOf())) return
    const has = (await parts.work.deadline(parts.told(signal))) ?? Date.parse(deadline ?? renewing)
    await tag(machine.instance, new Date(has).toISOString(), signal)
    confirm(new Date(has))
  }

  async function look(): Promise<void> {
    try {
      await turns.run(closing.signal, async () => {
        await settle(closing.signal)
        const stalled = inputs.look(runOf())
        const next = nextDeadline(runOf(), clock.now())
        if (next === null) return
        if (stalled) throw stalled
        await move(next, false, closing.signal)
        toldOnce = false
        log.info(`The end of the run ${file.id} is renewed: ${next.toISOString()}.`)
      })
    } catch (thrown) {
      if (!closing.signal.aborted) missed(Failure.from(thrown))
    }
  }

  /** A lost link may come back in time; told where it may not, and where nothing will change by itself. */
  function missed(failure: Failure): void {
    const { asked, deadline } = runOf()
    log.warn(`The end of the run ${file.id} is not renewed: ${failure.message}`)
    const leftMs = Date.parse(deadline ?? '') - clock.now().getTime()
    const soon = leftMs < (asked.maxSeconds * 1000) / 4
    if (toldOnce || !(soon || failure.code === 'rule' || failure.code === 'price-unknown')) return
    toldOnce = true
    parts.notify(`${asked.name}: its time is not renewed`, `${failure.message} Its machine ends at ${deadline ?? '?'}.`)
  }

  async function live(): Promise<void> {
    while (!closing.signal.aborted && !runIsOver(runOf())) {
      const { renewing, renewUntil } = runOf()
      if (renewing !== null || renewUntil !== null) await look()
      await pause(timing.renewLookMs, closing.signal)
    }
  }
  const done = live().catch(thrown => log.error(`The end of the run ${file.id} is no longer kept`, thrown))

  return {
    extend: (maxSeconds, signal) =>
      turns.run(until(signal), () =>
        move(wholeSeconds(clock.now().getTime() + maxSeconds * 1000), true, until(signal))
      ),
    async close() {
      closing.abort(new Failure('cancelled', 'The run is no longer followed.'))
      await done
    }
  }
}

/** Its machine can be signed in to. */
const hasWork = (run: Run): boolean =>
  !['launching', 'booting'].includes(run.state) && !runIsEnding(run) && !runIsOver(run) && !isInBucket(run)

export const noMachine = ({ asked }: Run): Failure =>
  new Failure('conflict', `The run ${asked.name} has no machine.`, { hint: 'farscope cloud show tells its state.' })

const unheard = (failure: Failure, { asked }: Run): Failure =>
  new Failure(failure.code, `The machine of the run ${asked.name} did not confirm its new end: ${failure.message}`, {
    ...{ cause: failure, hint: 'It is asked again by itself which end it has; farscope cloud show tells it.' }
  })
