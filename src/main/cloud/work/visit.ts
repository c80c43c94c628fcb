/** One visit to the machine of a run: whatever is left to do there, in its order. */
import type { Run } from '@contract/cloud-runs'
import type { FailureData } from '@contract/errors'
import { commandOf, type MachineState } from '@domain/cloud/work/machine-state'
import { fetches, onMachine, uploads } from '@domain/cloud/work/run-copies'
import { Failure } from '@domain/failure'
import type { Log } from '../../platform'
import type { WorkEnd, WorkParts } from '../runs/machine-work'
import { copyOwn } from './copy-own'
import type { Machine } from './machine'
import type { MachineWorkParts, WorkTiming } from './ports'
import { clearBefore, copyWhileRunning, finishJob, folderThere, type RelionFilesParts } from './relion-files'
import type { RunFolder } from './run-folder'
import { createRunTransfers, type RunTransfers } from './run-transfers'
import { notWritten, unsupervised } from './visit-words'

export interface VisitParts extends WorkParts, Pick<MachineWorkParts, 'queue' | 'openFiles'> {
  readonly timing: WorkTiming
  readonly folder: RunFolder
  readonly machine: Machine
  readonly log: Log
  /** Aborts when the command is to end: what is still on its way up need not arrive. */
  readonly stopping: AbortSignal
}

export class Visit {
  private readonly run: Run
  /** Of the machine that is there. */
  private readonly at: RelionFilesParts
  private readonly transfers: RunTransfers

  constructor(private readonly parts: VisitParts) {
    const { machine, folder, signal, report } = parts
    this.run = parts.run()
    this.at = { machine, folder, signal, instance: this.run.machine?.instance ?? 'unknown' }
    this.transfers = createRunTransfers({ ...parts, waits: error => report({ error }) })
  }

  async untilEnd(): Promise<WorkEnd> {
    const { machine, folder } = this.parts
    const { fetched, anew, missing } = folder.ofMachine(this.at.instance)
    if (fetched && !anew) return { end: 'fetched', error: missing }
    let state = await machine.state()
    if (state.work !== this.parts.run().folder) this.parts.report({ folder: state.work })
    if (state.stage === 'idle' && !state.spot) state = await this.begin(state)
    if (state.stage === 'running') state = await this.follow(state)
    if (state.spot && (state.stage === 'idle' || state.endedBy === 'spot')) return this.leave(state)
    return this.fetchAll(state)
  }

  /** Inputs up, then the command. */
  private async begin(state: MachineState): Promise<MachineState> {
    const { report, machine, folder, stopping } = this.parts
    const { command, continueCommand, relionJob } = this.run.asked
    const before = Object.entries(folder.notes.machines)
    const goesOn = before.some(([instance, { started }]) => started && instance !== this.at.instance)
    if (!state.uploaded && !stopping.aborted) {
      report({ state: 'uploading' })
      await this.upload(state, goesOn && continueCommand !== null)
    }
    if (relionJob !== null) await clearBefore(relionJob, folderThere(this.run.asked, state), this.at)
    // Written down before: a later machine has to know that it goes on with something.
    await folder.noteMachine(this.at.instance, { started: true })
    const begun = await machine.start(goesOn ? (continueCommand ?? command) : command, relionJob !== null)
    if (begun.stage === 'idle' && !begun.spot)
      throw new Failure('timeout', 'The machine of the run did not begin its command yet.', {
        hint: 'It has much to do; it is asked again by itself.'
      })
    report({ state: 'running', error: null })
    return begun
  }

  private async upload(state: MachineState, goesOn: boolean): Promise<void> {
    const { machine, report, signal, stopping } = this.parts
    const again = goesOn ? await this.broughtBefore() : []
    const groups = uploads(this.run.asked, state.work, again)
    const working = AbortSignal.any([signal, stopping])
    try {
      await this.transfers.bringAll('up', groups, working, moved => report({ uploaded: moved }))
    } catch (thrown) {
      signal.throwIfAborted()
      if (!stopping.aborted) throw thrown
      return this.transfers.letGo()
    }
    await machine.noteUploaded()
  }

  /** Outputs of the machine before of which something is here: its time may have been over before anything came. */
  private async broughtBefore(): Promise<number[]> {
    const { folder, openFiles, signal } = this.parts
    const here: number[] = []
    for (const at of folder.notes.brought) {
      const to = this.run.asked.outputs[at]?.to
      if (!to) continue
      const files = await openFiles(to, signal)
      if (await isThere(() => files.lstat(files.absolute(to.path), signal))) here.push(at)
    }
    return here
  }

  private async follow(first: MachineState): Promise<MachineState> {
    const { machine, report, timing } = this.parts
    const { relionJob } = this.run.asked
    let state = first
    const seen = (next: MachineState): void => {
      state = next
      this.tellCommand(next)
    }
    const { state: told, error } = this.parts.run()
    if (told !== 'running' || error !== null) report({ state: 'running', error: null })
    seen(first)
    const live = { ...this.at, everyMs: timing.abortMs }
    const stop = relionJob === null ? undefined : copyWhileRunning(relionJob, live, () => state.logBytes > 0)
    try {
      while (state.stage === 'running') {
        await machine.follow(seen)
        if (state.stage === 'running') seen(await machine.state())
      }
    } finally {
      await stop?.()
    }
    return state
  }

  private tellCommand(state: MachineState): void {
    const now = commandOf(state)
    if (JSON.stringify(now) !== JSON.stringify(this.parts.run().command)) this.parts.report({ command: now })
  }

  /** The command has ended, or nobody knows how. */
  private async fetchAll(state: MachineState): Promise<WorkEnd> {
    const { report, signal, folder } = this.parts
    this.tellCommand(state)
    report({ state: 'fetching' })
    let missing: FailureData | null
    try {
      const left = await this.fetch(state, false)
      missing = (state.stage === 'lost' ? unsupervised() : left)?.toData() ?? null
      // Written down before the transfers that tell of it are forgotten.
      await folder.noteMachine(this.at.instance, { fetched: true, anew: false, missing })
    } catch (thrown) {
      signal.throwIfAborted()
      report({ state: 'waiting', error: Failure.from(thrown).toData() })
      return { end: 'waiting' }
    }
    this.transfers.forgetDone()
    report({ error: missing })
    return { end: 'fetched', error: missing }
  }

  /** Two minutes are left, of which the end of the command has taken some: what does not come in time is lost. */
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
    await this.transfers.letGo()
    return { end: 'spot' }
  }

  /** Outputs and what the command said. What a command that ended well did not write, in words. */
  private async fetch(state: MachineState, taken: boolean): Promise<Failure | null> {
    const { machine, folder, report, signal } = this.parts
    const { asked } = this.run
    const jobThere = folderThere(asked, state)
    const left = jobThere === null ? [] : await machine.takeExitMarkers(jobThere)
    await copyOwn(this.at, 'output.log', folder.logFile, Number.POSITIVE_INFINITY)
    const { there, gone } = await this.lookForOutputs(state.work)
    await folder.note({ brought: [...new Set([...folder.notes.brought, ...there])] })
    const groups = fetches(asked, state.work, there)
    await this.transfers.bringAll('down', groups, signal, moved => report({ fetched: moved }))
    const command = commandOf(state)
    const goesOn = taken && asked.continueCommand !== null
    if (asked.relionJob !== null) await finishJob(asked.relionJob, jobThere, this.at, { command, left, goesOn })
    const well = command.exitCode === 0 || command.endedBy === 'idle' || command.endedBy === 'gpu-idle'
    return well && gone.length > 0 ? notWritten(gone) : null
  }

  private async lookForOutputs(work: string): Promise<{ there: number[]; gone: string[] }> {
    const { machine, signal } = this.parts
    const { outputs } = this.run.asked
    const sftp = await machine.connection.sftp({ signal })
    const looks = outputs.map(({ from }) => isThere(() => sftp.lstat(onMachine(work, from), { signal })))
    const found = await Promise.all(looks)
    return {
      there: found.flatMap((is, at) => (is ? [at] : [])),
      gone: outputs.filter((_, at) => !found[at]).map(({ from }) => from)
    }
  }
}

async function isThere(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look()
    return true
  } catch (thrown) {
    const { code } = Failure.from(thrown)
    if (code === 'not-found' || code === 'not-a-directory') return false
    throw thrown
  }
}
