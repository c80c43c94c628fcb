/** Runs: one command on a machine of the cloud that is started, filled, watched, emptied and ended from here. */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { CloudTarget } from '@contract/cloud'
import type { AskedRun, Run, RunEstimate, RunListEvent } from '@contract/cloud-runs'
import { runIsEnding, runIsOver } from '@domain/cloud/run-look'
import { notEnded } from '@domain/cloud/runs/end-of-work'
import { forgottenRun } from '@domain/cloud/runs/forgotten-run'
import { newestFirst, runListChanges } from '@domain/cloud/runs/list-changes'
import { runNotice } from '@domain/cloud/runs/run-notice'
import type { RunRecord } from '@domain/cloud/runs/run-record'
import { changed, ending, isInBucket, notBegun, notMoved } from '@domain/cloud/runs/states'
import { Failure } from '@domain/failure'
import { createBroadcast } from '../../broadcast'
import { withinTime } from '../../within-time'
import { planRun, type RunPlan } from './estimate'
import { type DeadlineKeeper, keepDeadline, noMachine } from './keep-deadline'
import { makeLoginKey, runFolder } from './login-key'
import { createMachineWatch } from './machine-watch'
import { driveRun, type RunDriver } from './run-driver'
import type { RunFile } from './run-file'
import { followLog } from './run-log'
import type { RunParts } from './run-parts'
import { createRunSite, type RunSiteLink } from './run-site'
import { createRunViews } from './run-views'

type Asking = CloudTarget & { readonly asked: AskedRun }
type Extension = { readonly id: string; readonly maxSeconds: number }
type Signal = AbortSignal | undefined

export interface Runs {
  estimate(input: Asking, signal: Signal): Promise<RunEstimate>
  launch(input: Asking & { readonly key: string }, signal: Signal): Promise<Run>
  list(): Run[]
  /** With those that were forgotten: what they cost was spent all the same. */
  ever(): Run[]
  follow(signal: Signal): AsyncGenerator<RunListEvent, void, void>
  get(id: string): Run
  log(
    input: { id: string; from: number; follow: boolean },
    signal: Signal
  ): AsyncGenerator<{ from: number; text: string }, void, void>
  fetch(input: { id: string; keep: boolean }): Promise<Run>
  stop(id: string, signal: Signal): Promise<Run>
  terminate(id: string, signal: Signal): Promise<Run>
  extend(input: Extension, signal: Signal): Promise<Run>
  remove(input: { id: string; abandon: boolean }): Promise<void>
  close(): Promise<void>
}

/** Least time between two lists of a follower, and between two estimates of what runs. Milliseconds. */
const followMs = 250
const costMs = 60_000
/** For a word to the machine. */
const tellMs = 60_000
/** For what is still under way of a run that is forgotten. */
const forgetMs = 30_000

interface Entry {
  readonly file: RunFile
  readonly site: RunSiteLink
  /** Undefined of a run that had ended when the engine began. */
  readonly driver: RunDriver | undefined
  readonly keeper: DeadlineKeeper | undefined
}

export function createRuns(parts: RunParts): Runs {
  const { store, clock } = parts
  const closing = new AbortController()
  const watch = createMachineWatch(parts)
  const records = new Map<string, RunRecord>()
  const forgotten = new Map<string, RunRecord>()
  const entries = new Map<string, Entry>()
  const launching = new Map<string, Promise<Run>>()

  const view = createRunViews(clock)
  const recordOf = (id: string): RunRecord => {
    const record = records.get(id)
    if (record) return record
    throw new Failure('not-found', `There is no run ${id} here.`, {
      hint: 'farscope cloud list shows those there are.'
    })
  }
  const list = (): Run[] => [...records.values()].map(view).toSorted(newestFirst)
  const lists = createBroadcast(list, followMs)
  const timer = setInterval(() => {
    if ([...records.values()].some(({ run }) => !runIsOver(run))) lists.publish()
  }, costMs)
  timer.unref()

  const fileOf = (id: string): RunFile => ({
    id,
    read: () => recordOf(id),
    change(make) {
      const before = recordOf(id)
      const after = make(before)
      if (after === before) return
      store.save(after)
      records.set(id, after)
      const notice = runNotice(before.run, view(after))
      if (notice) parts.notify(notice.title, notice.body)
      lists.publish()
    }
  })

  function start(record: RunRecord): void {
    const { id } = record.run
    records.set(id, record)
    const file = fileOf(id)
    const site = createRunSite(parts, file)
    const lives = !runIsOver(record.run)
    const driver = lives ? driveRun({ ...parts, watch, site }, file, closing.signal) : undefined
    const told = (signal: Signal) => toldBy(site, id, signal)
    const keeper = lives ? keepDeadline({ ...parts, told }, file) : undefined
    entries.set(id, { file, site, driver, keeper })
    lists.publish()
  }

  const entryOf = (id: string): Entry => {
    const entry = entries.get(id)
    if (entry) return entry
    recordOf(id)
    throw new Failure('internal', `The run ${id} is not followed.`)
  }
  /** The record of a run whose command has ended, and whose outputs are there. */
  function fetchable(id: string): RunRecord {
    const record = recordOf(id)
    const { run } = record
    if (!entryOf(id).driver || runIsOver(run) || runIsEnding(run)) throw noMachine(run)
    if (run.state === 'waiting' || run.state === 'fetching') return record
    throw new Failure('conflict', `The command of the run ${run.asked.name} has not ended yet.`, {
      hint: 'Its outputs are fetched when it has. farscope cloud stop ends it now.'
    })
  }
  const toldBy = (site: RunSiteLink, id: string, signal: Signal) => {
    const limit = AbortSignal.any([closing.signal, AbortSignal.timeout(tellMs), ...(signal ? [signal] : [])])
    return { run: () => recordOf(id).run, connection: (ended: AbortSignal) => site.connection(ended), signal: limit }
  }

  async function launch({ key, asked, ...target }: Asking & { readonly key: string }, signal: Signal): Promise<Run> {
    const there = [...records.values(), ...forgotten.values()].find(({ own }) => own.key === key)
    if (there) return view(there)
    const plan = await parts.withLink(target, link => planRun(parts, link, asked, signal))
    if (plan.refusal) throw plan.refusal
    const id = newRunId()
    const publicKey = await makeLoginKey(parts.dataFolder, id)
    try {
      signal?.throwIfAborted()
      const { owner, profile } = plan.estimate
      const createdAt = clock.now().toISOString()
      await parts.results.claim({ id, asked, owner, profile, createdAt, earlier: [] }, signal)
      // Others may have been launched since: judged and written down at one moment, none passes the budget beside another.
      const { refusal } = parts.mayLaunch({ profile: plan.estimate.profile, asked, mostUsd: plan.estimate.mostUsd })
      if (refusal) throw refusal
    } catch (thrown) {
      await rm(runFolder(parts.dataFolder, id), { recursive: true, force: true, maxRetries: 3 })
      throw thrown
    }
    const record = newRecord({ id, key, plan, publicKey, asked }, clock.now())
    store.add(record)
    start(record)
    return view(recordOf(id))
  }

  async function extend({ id, maxSeconds }: Extension, signal: Signal): Promise<Run> {
    const { keeper } = entryOf(id)
    if (!keeper) throw noMachine(recordOf(id).run)
    await keeper.extend(maxSeconds, signal)
    return view(recordOf(id))
  }

  for (const record of store.all())
    if (record.own.forgotten) forgotten.set(record.run.id, record)
    else start(record)

  return {
    estimate: async ({ asked, ...target }, signal) => {
      const { estimate, refusal } = await parts.withLink(target, link => planRun(parts, link, asked, signal))
      return refusal ? { ...estimate, warnings: [...estimate.warnings, refusal.message] } : estimate
    },
    launch(input, signal) {
      const before = launching.get(input.key)
      if (before) return before
      const work = launch(input, signal).finally(() => launching.delete(input.key))
      launching.set(input.key, work)
      return work
    },
    list,
    ever: () => [...list(), ...[...forgotten.values()].map(view)],
    async *follow(signal) {
      for await (const event of runListChanges(lists.follow(signal)))
        yield { ...event, aheadMs: clock.aheadMs?.() ?? 0 }
    },
    get: id => view(recordOf(id)),
    log: (input, signal) => {
      recordOf(input.id)
      const ended = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])])
      const { site } = entryOf(input.id)
      const who = { run: () => recordOf(input.id).run, connection: (stop: AbortSignal) => site.connection(stop) }
      return followLog(parts, { ...who, signal: ended }, input)
    },
    async fetch({ id, keep }) {
      const before = fetchable(id)
      const kept = before.run.state === 'waiting' && before.own.keep && !isInBucket(before.run)
      // What its machine wrote since then is to come too.
      if (kept) await parts.work.fetchAnew(before.run)
      const { run } = fetchable(id)
      const { file, driver } = entryOf(id)
      const anew = kept ? { fetched: notMoved().fetched } : {}
      const asked = { run: { state: 'fetching', error: null, ...anew }, own: { keep, fetched: null } } as const
      file.change(record => changed(record, asked, clock.now()))
      if (run.state === 'waiting') driver?.interrupt()
      else driver?.wake()
      return view(recordOf(id))
    },
    async stop(id, signal) {
      const { file, driver } = entryOf(id)
      // Where the link was lost as the command began, the record lags behind, and its outputs must not be thrown away.
      const uploading = recordOf(id).run.state === 'uploading'
      const begun = uploading && (await parts.work.begun(recordOf(id).run))
      const { run } = recordOf(id)
      if (['launching', 'booting', 'uploading'].includes(run.state) && !begun) {
        file.change(record => ending(record, { as: 'stopped', error: null }, clock.now()))
        driver?.interrupt()
      } else if (run.state === 'running' || (begun && run.state === 'uploading'))
        await parts.work.stop(toldBy(entryOf(id).site, id, signal))
      return view(recordOf(id))
    },
    async terminate(id, signal) {
      const { driver, file } = entryOf(id)
      if (!driver || runIsOver(recordOf(id).run)) return view(recordOf(id))
      const ended = driver.untilEnding(signal)
      const was = recordOf(id)
      file.change(record => ending(record, { as: 'stopped', error: null }, clock.now()))
      if (recordOf(id) === was) driver.wake()
      else driver.interrupt()
      await ended
      return view(recordOf(id))
    },
    extend,
    async remove({ id, abandon }) {
      const record = recordOf(id)
      if (record.run.state === 'stuck') {
        if (!abandon) throw notEnded(record.run)
        entryOf(id).driver?.abandon()
      } else if (!runIsOver(record.run))
        throw new Failure('conflict', `The run ${record.run.asked.name} has not ended.`, {
          hint: 'End it first (farscope cloud terminate).'
        })
      const { driver, keeper } = entryOf(id)
      await withinTime(forgetMs, undefined, notYetOver(record.run), () => Promise.all([driver?.done, keeper?.close()]))
      const left = forgottenRun(recordOf(id))
      store.forget(left)
      forgotten.set(id, left)
      records.delete(id)
      entries.delete(id)
      lists.publish()
      await rm(runFolder(parts.dataFolder, id), { recursive: true, force: true, maxRetries: 3 })
    },
    async close() {
      clearInterval(timer)
      closing.abort(new Failure('cancelled', 'The engine ends.'))
      await watch.close()
      await Promise.all([...entries.values()].flatMap(({ driver, keeper }) => [driver?.done, keeper?.close()]))
    }
  }
}

const notYetOver =
  ({ asked }: Run) =>
  (): Failure =>
    new Failure('timeout', `Something is still under way for the run ${asked.name}, so it is not forgotten yet.`, {
      hint: 'Try again in a moment.'
    })

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** 11 of 36 signs, 56 bits: no two runs of anybody will have the same. */
const newRunId = (): string =>
  // 252 is the largest multiple of 36 in a byte: above it the first letters would come more often.
  `r${[...randomBytes(64)]
    .filter(byte => byte < 252)
    .slice(0, 11)
    .map(byte => letters[byte % 36])
    .join('')}`

interface NewRun {
  readonly id: string
  readonly key: string
  readonly plan: RunPlan
  readonly publicKey: string
  readonly asked: Run['asked']
}

function newRecord({ id, key, plan, publicKey, asked }: NewRun, now: Date): RunRecord {
  const { profile, region, account, owner } = plan.estimate
  const { id: imageId, name, user, rootDevice, leastGb } = plan.image
  const image = { id: imageId, name, user, rootDevice, leastGb }
  const at = now.toISOString()
  return {
    run: {
      ...{ id, asked, profile, region, account, owner, state: 'launching', since: at, createdAt: at },
      ...notBegun()
    },
    own: {
      ...{ key, image, places: plan.places, at: 0, attempt: null, publicKey, hostKeys: [], port: 22 },
      ...{ seen: false, endAs: null, keep: false, fetched: null, forgotten: false }
    }
  }
}
