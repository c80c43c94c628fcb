/** One visit to the machine of a run: whatever is left to do there, in its order. */
import type { Run } from '@contract/cloud-runs'
import type { Place } from '@contract/files'
import type { TransferResult } from '@contract/transfers'
import { displayName } from '@domain/bytes-name'
import { commandOf, type MachineState } from '@domain/cloud/work/machine-state'
import { type CopyGroup, fetches, onMachine, uploads } from '@domain/cloud/work/run-copies'
import { Failure } from '@domain/failure'
import { makeFolders } from '@domain/files/make-folders'
import { isWithin, parentPath } from '@domain/files/path'
import { exitMarkOf } from '@domain/relion/exit-marks'
import type { Log } from '../../platform'
import type { WorkEnd, WorkParts } from '../runs/machine-work'
import { addMoved, bring, type Moved, nothingMoved, transferId } from './bring'
import { copyOwn } from './copy-own'
import type { Machine } from './machine'
import type { MachineWorkParts, RunCopy, WorkTiming } from './ports'
import { clearMarks, writeMark } from './relion-job'
import { type RunFolder, sizeOf } from './run-folder'

export interface VisitParts extends WorkParts, Pick<MachineWorkParts, 'queue' | 'openFiles'> {
  readonly timing: WorkTiming
  readonly folder: RunFolder
  readonly machine: Machine
  readonly log: Log
  /** Aborts when the command is to end: what is still on its way up need not arrive. */
  readonly stopping: AbortSignal
}

/** How much of RELION's output is copied at once while its job runs. Bytes. */
const liveBytes = 4 * 1024 ** 2

export class Visit {
  private readonly run: Run
  /** Of the machine that is there. */
  private readonly instance: string

  constructor(private readonly parts: VisitParts) {
    this.run = parts.run()
    this.instance = this.run.machine?.instance ?? 'unknown'
  }

  async untilEnd(): Promise<WorkEnd> {
    const { machine, folder } = this.parts
    if (folder.ofMachine(this.instance).fetched) return { end: 'fetched' }
    let state = await machine.state()
    if (state.stage === 'idle' && !state.spot) state = await this.begin(state)
    if (state.stage === 'running') state = await this.follow(state)
    if (state.spot && (state.stage === 'idle' || state.endedBy === 'spot')) return this.leave(state)
    return this.fetchAll(state)
  }

  private site(path: string): Place {
    const { site } = this.parts.run()
    if (site === null)
      throw new Failure('internal', `The run ${this.run.id} has a machine and no site.`, {
        hint: 'This is a defect of Farscope; please report it.'
      })
    return { kind: 'site', site, path }
  }

  /** Inputs up, then the command. */
  private async begin(state: MachineState): Promise<MachineState> {
    const { report, machine, folder, stopping } = this.parts
    const { asked } = this.run
    const before = Object.entries(folder.notes.machines).some(
      ([instance, { started }]) => started && instance !== this.instance
    )
    const goesOn = before && asked.continueCommand !== null
    if (!state.uploaded && !stopping.aborted) {
      report({ state: 'uploading' })
      await this.upload(state, goesOn)
    }
    if (asked.relionJob !== null) {
      await clearMarks(asked.relionJob)
      const there = this.relionThere(state)
      if (there !== null) await machine.clearExitMarkers(there)
    }
    // Written down before: a later machine has to know that it goes on with something.
    await folder.noteMachine(this.instance, { started: true })
    const command = goesOn && asked.continueCommand !== null ? asked.continueCommand : asked.command
    const begun = await machine.start(command, asked.relionJob !== null)
    report({ state: 'running', error: null })
    return begun
  }

  private async upload(state: MachineState, goesOn: boolean): Promise<void> {
    const { asked } = this.run
    const { folder, machine, report, signal, stopping } = this.parts
    const again = goesOn ? folder.notes.brought : []
    const groups = uploads(asked, state.work, again)
    const working = AbortSignal.any([signal, stopping])
    try {
      await this.bringAll('up', groups, working, moved => report({ uploaded: moved }), true)
    } catch (thrown) {
      signal.throwIfAborted()
      if (!stopping.aborted) throw thrown
      return this.letGo()
    }
    await machine.noteUploaded()
  }

  private async follow(first: MachineState): Promise<MachineState> {
    const { machine, report } = this.parts
    let state = first
    const seen = (next: MachineState): void => {
      state = next
      this.tellCommand(next)
    }
    const { state: told, error } = this.parts.run()
    if (told !== 'running' || error !== null) report({ state: 'running', error: null })
    seen(first)
    const copying = this.copyWhileRunning(() => state)
    try {
      while (state.stage === 'running') {
        await machine.follow(seen)
        if (state.stage === 'running') seen(await machine.state())
      }
    } finally {
      await copying.end()
    }
    return state
  }

  private tellCommand(state: MachineState): void {
    const now = commandOf(state)
    if (JSON.stringify(now) !== JSON.stringify(this.parts.run().command)) this.parts.report({ command: now })
  }

  /** RELION shows what its job writes from files of its folder. */
  private copyWhileRunning(state: () => MachineState): { end(): Promise<void> } {
    const { relionJob } = this.run.asked
    if (relionJob === null) return { end: async () => undefined }
    const { timing, signal } = this.parts
    let ended = false
    let wake = (): void => undefined
    const loop = async (): Promise<void> => {
      while (!ended && !signal.aborted) {
        if (state().logBytes > 0) await this.copyStreams(relionJob, liveBytes).catch(() => undefined)
        await new Promise<void>(resolve => {
          wake = resolve
          setTimeout(resolve, timing.abortMs).unref()
        })
      }
    }
    const running = loop()
    return {
      end: async () => {
        ended = true
        wake()
        await running
      }
    }
  }

  private async copyStreams(relionJob: string, most: number): Promise<void> {
    const { machine, folder } = this.parts
    const at = { machine, folder, instance: this.instance }
    await copyOwn(at, 'out.log', `${relionJob}/run.out`, most)
    await copyOwn(at, 'err.log', `${relionJob}/run.err`, most)
  }

  /** The command has ended, or its machine was started anew under it. */
  private async fetchAll(state: MachineState): Promise<WorkEnd> {
    const { report, signal } = this.parts
    this.tellCommand(state)
    report({ state: 'fetching' })
    let missing: Failure | null
    try {
      missing = await this.fetch(state, false)
    } catch (thrown) {
      signal.throwIfAborted()
      report({ state: 'waiting', error: Failure.from(thrown).toData() })
      return { end: 'waiting' }
    }
    await this.finish()
    report({ error: (state.stage === 'lost' ? unsupervised() : missing)?.toData() ?? null })
    return { end: 'fetched' }
  }

  /** Two minutes are left of which the end of the command has taken some: what does not come in time is lost. */
  private async leave(state: MachineState): Promise<WorkEnd> {
    const { report, signal } = this.parts
    this.tellCommand(state)
    if (state.stage !== 'idle') {
      report({ state: 'fetching' })
      try {
        await this.fetch(state, true)
      } catch (thrown) {
        signal.throwIfAborted()
        report({ error: Failure.from(thrown).toData() })
      }
    }
    // The machine is gone in a moment, and what still moves would wait for it.
    await this.letGo()
    return { end: 'spot' }
  }

  private async letGo(): Promise<void> {
    const { queue, log } = this.parts
    for (const { id } of queue.list().filter(one => one.id.startsWith(this.prefix())))
      try {
        await queue.cancel(id)
        queue.forget(id)
      } catch (thrown) {
        log.warn(`The transfer ${id} could not be given up: ${Failure.from(thrown).message}`)
      }
  }

  private prefix(): string {
    return transferId(this.run.id, this.run.earlier.length, 'up', 0).replace(/up-0$/, '')
  }

  /** Outputs and what the command said. What a command that ended well did not write, in words. */
  private async fetch(state: MachineState, taken: boolean): Promise<Failure | null> {
    const { machine, folder, report, signal } = this.parts
    const { asked } = this.run
    const { relionJob } = asked
    const relionThere = this.relionThere(state)
    const left = relionThere === null ? [] : await machine.takeExitMarkers(relionThere)
    const at = { machine, folder, instance: this.instance }
    await copyOwn(at, 'output.log', folder.logFile, Number.POSITIVE_INFINITY)
    const { there, gone } = await this.lookForOutputs(state.work)
    const brought = [...new Set([...folder.notes.brought, ...there])]
    await folder.note({ brought })
    await this.bringAll('down', fetches(asked, state.work, there), signal, moved => report({ fetched: moved }), false)
    if (relionJob !== null) {
      await this.afterFetchedStreams(relionJob, relionThere)
      await this.copyStreams(relionJob, Number.POSITIVE_INFINITY)
      const goesOn = taken && asked.continueCommand !== null
      if (goesOn) await clearMarks(relionJob)
      else await writeMark(relionJob, exitMarkOf(commandOf(state), left, folder.notes.aborted))
    }
    return commandOf(state).exitCode === 0 && gone.length > 0 ? notWritten(gone) : null
  }

  /** RELION's folder of the job on the machine, if it is fetched. */
  private relionThere({ work }: Pick<MachineState, 'work'>): string | null {
    const { relionJob, outputs } = this.run.asked
    if (relionJob === null) return null
    const home = relionJob.replace(/\/+$/, '')
    for (const { from, to } of outputs) {
      const top = to.path.replace(/\/+$/, '')
      if (to.kind === 'local' && isWithin(home, top)) return onMachine(work, `${from}${home.slice(top.length)}`)
    }
    return null
  }

  /** What the job wrote into its own folder has come in the place of the copy here: its streams go behind that. */
  private async afterFetchedStreams(relionJob: string, there: string | null): Promise<void> {
    if (there === null) return
    const { machine, folder, signal } = this.parts
    const sftp = await machine.connection.sftp({ signal })
    for (const [file, name] of [
      ['out.log', 'run.out'],
      ['err.log', 'run.err']
    ] as const) {
      const size = await sftp.stat(`${there}/${name}`, { signal }).then(
        found => found.size,
        thrown => {
          if (Failure.from(thrown).code === 'not-found') return null
          throw thrown
        }
      )
      if (size === null || (await sizeOf(`${relionJob}/${name}`)) < size) continue
      const { begins } = folder.ofMachine(this.instance)
      await folder.noteMachine(this.instance, { begins: { ...begins, [file]: size } })
    }
  }

  private async lookForOutputs(work: string): Promise<{ there: number[]; gone: string[] }> {
    const { machine, signal } = this.parts
    const sftp = await machine.connection.sftp({ signal })
    const found = await Promise.all(
      this.run.asked.outputs.map(async ({ from }, at) => {
        try {
          await sftp.lstat(onMachine(work, from), { signal })
          return { at, from, there: true }
        } catch (thrown) {
          const { code } = Failure.from(thrown)
          if (code !== 'not-found' && code !== 'not-a-directory') throw thrown
          return { at, from, there: false }
        }
      })
    )
    return {
      there: found.filter(one => one.there).map(one => one.at),
      gone: found.filter(one => !one.there).map(one => one.from)
    }
  }

  /** One transfer after the other for each place at the far end, each proven. */
  private async bringAll(
    way: 'up' | 'down',
    groups: readonly CopyGroup[],
    signal: AbortSignal,
    moved: (moved: Moved) => void,
    patient: boolean
  ): Promise<void> {
    const { queue, timing, report, run } = this.parts
    let before = nothingMoved
    for (const [part, group] of groups.entries()) {
      const id = transferId(this.run.id, this.run.earlier.length, way, part)
      const copy = await this.copyOf(id, way, group, signal)
      let now = nothingMoved
      const result = await bring(copy, {
        ...{ queue, timing, signal, patient },
        moved: next => {
          if (JSON.stringify(next) === JSON.stringify(now)) return
          now = next
          moved(addMoved(before, now))
        },
        waits: why => {
          const error = why?.toData() ?? null
          if (JSON.stringify(error) !== JSON.stringify(run().error)) report({ error })
        }
      })
      requireWhole(way, result)
      before = addMoved(before, now)
    }
  }

  private async copyOf(id: string, way: 'up' | 'down', group: CopyGroup, signal: AbortSignal): Promise<RunCopy> {
    const { openFiles } = this.parts
    const far = await openFiles(group.end, signal)
    const pairs = group.files.map(({ far: path, here }) => ({ far: far.absolute(path), here }))
    const targets = pairs.map(pair => (way === 'up' ? pair.here : pair.far))
    const first = pairs[0] ?? { far: '/', here: '/' }
    // The folder of the first is where room is looked for, so it has to be there.
    const there = this.site(way === 'up' ? parentPath(first.here) : first.here)
    const files = way === 'up' ? await openFiles(there, signal) : far
    for (const folder of new Set(targets.map(parentPath))) await makeFolders(files, folder, signal)
    const outside = { ...group.end, path: way === 'up' ? first.far : parentPath(first.far) }
    const ends = way === 'up' ? { from: outside, to: there } : { from: there, to: outside }
    const items = pairs.map(pair =>
      way === 'up' ? { source: pair.far, target: pair.here } : { source: pair.here, target: pair.far }
    )
    return { id, ...ends, items, failed: [], conflict: 'overwrite', verify: true, priority: 'normal' }
  }

  /** Everything is here: written down before the transfers that tell of it are forgotten. */
  private async finish(): Promise<void> {
    const { folder, queue } = this.parts
    await folder.noteMachine(this.instance, { fetched: true })
    for (const { id, state } of queue.list()) if (id.startsWith(this.prefix()) && state === 'finished') queue.forget(id)
  }
}

/** Sockets and pipes are nothing that could be brought. */
function requireWhole(way: 'up' | 'down', { failed }: TransferResult): void {
  const [first, ...more] = failed.filter(({ code }) => way === 'up' || code !== 'unsupported')
  if (!first) return
  const others = more.length > 0 ? `, and ${more.length} more` : ''
  const what = way === 'up' ? 'An input could not be uploaded' : 'An output could not be fetched'
  throw new Failure(first.code, `${what}: ${displayName(first.path)}${others}. ${first.message}`, {
    hint: way === 'up' ? 'Check the inputs of the run, and start it again.' : 'Mend what is in the way and fetch again.'
  })
}

const notWritten = (paths: readonly string[]): Failure => {
  const [first = '', ...more] = paths
  const others = more.length > 0 ? ` and ${more.length} more` : ''
  return new Failure('not-found', `The command ended well and did not write ${displayName(first)}${others}.`, {
    hint: 'Check the names of the outputs; everything else was fetched.'
  })
}

const unsupervised = (): Failure =>
  new Failure('remote-error', 'Nobody saw how the command ended: the machine was started anew, or ran out of memory.', {
    hint: 'What it had written was fetched. Start the run again, on a larger type where it happens twice.'
  })
