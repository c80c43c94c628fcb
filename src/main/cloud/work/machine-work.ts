/** What happens on the machine of a run: its first boot, its inputs, its command, its outputs. */
import { open } from 'node:fs/promises'
import { bootScript } from '@domain/cloud/work/boot-script'
import { isOfRun } from '@domain/cloud/work/run-transfer-id'
import { Failure } from '@domain/failure'
import { isLostLink, retryDelayMs } from '@domain/transfers/lost-link'
import { pause } from '../../broadcast'
import type { MachineResults, MachineWork, WorkEnd, WorkParts } from '../runs/machine-work'
import { type Machine, openMachine, usualTiming } from './machine'
import { createPatience } from './patience'
import type { MachineWorkParts, WorkTiming } from './ports'
import { abortAsked, writeMark } from './relion-job'
import { openRunFolder, type RunFolder, sizeOf } from './run-folder'
import { runScripts } from './run-scripts'
import { forgetDone } from './run-transfers'
import { Visit } from './visit'

const timings: WorkTiming = {
  ...usualTiming,
  progressMs: 1000,
  patienceMs: 120_000,
  retry: { firstMs: 2000, mostMs: 15_000 },
  abortMs: 3000
}

/** Most bytes of one answer of `log`. */
const logBytes = 256 * 1024

/** Tries of a lost link that bring nothing after the command has ended, before its outputs are said to wait. */
const mostTries = 6

export function createMachineWork(parts: MachineWorkParts & { readonly results: MachineResults }): MachineWork {
  const timing: WorkTiming = { ...timings, ...parts.timing }
  const { dataFolder, log } = parts.platform
  /** Runs that were told to stop, for the visit that is under way. */
  const stops = new Map<string, AbortController>()

  async function reach({
    run,
    connection,
    signal
  }: Pick<WorkParts, 'run' | 'connection' | 'signal'>): Promise<Machine> {
    return openMachine(run().id, await connection(signal), signal, timing)
  }

  async function stop(work: Pick<WorkParts, 'run' | 'connection' | 'signal'>): Promise<void> {
    await (await reach(work)).stop()
    stops.get(work.run().id)?.abort(new Failure('cancelled', 'The run was stopped.'))
  }

  async function visitOnce(work: WorkParts, folder: RunFolder, stopping: AbortSignal): Promise<WorkEnd> {
    const machine = await reach(work)
    const { queue, openFiles, results } = parts
    const { run, report, signal } = work
    const visit = { run, report, signal, machine }
    if (!folder.ofMachine(run().machine?.instance ?? 'unknown').fetched) await results.handOver(visit)
    const attendance = results.attend(visit)
    try {
      const end = await new Visit({ ...work, queue, openFiles, timing, folder, machine, stopping, log }).untilEnd()
      if (end.end === 'fetched') await attendance?.fetched()
      return end
    } finally {
      await attendance?.leave()
    }
  }

  async function visits(work: WorkParts, folder: RunFolder, stopping: AbortSignal): Promise<WorkEnd> {
    const { signal, report } = work
    const patience = createPatience(work.run(), mostTries)
    for (;;) {
      try {
        return await visitOnce(work, folder, stopping)
      } catch (thrown) {
        signal.throwIfAborted()
        const failure = Failure.from(thrown)
        if (!passes(failure)) throw failure
        log.info(`The link to the machine of the run ${work.run().id} is lost: ${failure.code}.`)
        const { tries, over } = patience.lost(work.run())
        report({ error: failure.toData(), ...(over && { state: 'waiting' as const }) })
        if (over) return { end: 'waiting' }
        await pause(retryDelayMs(tries, timing.retry, Math.random()), signal)
        signal.throwIfAborted()
      }
    }
  }

  return {
    bootScript: ({ run, publicKey, user, deadline }) =>
      bootScript(runScripts(), {
        ...{ id: run.id, publicKey, user, deadline, spot: run.asked.spot },
        idleSeconds: run.asked.idleSeconds,
        gpuIdleSeconds: run.asked.gpuIdleSeconds
      }),
    async drive(work) {
      const { id, asked } = work.run()
      const stopping = new AbortController()
      stops.set(id, stopping)
      const folder = await openRunFolder(dataFolder, id)
      const ended = new AbortController()
      const watching = watchAbort(asked.relionJob, AbortSignal.any([ended.signal, work.signal]), async () => {
        await folder.note({ aborted: true })
        await stop(work)
      })
      try {
        return await visits(work, folder, stopping.signal)
      } finally {
        ended.abort()
        if (stops.get(id) === stopping) stops.delete(id)
        await watching
      }
    },
    async begun({ id, machine }) {
      const folder = await openRunFolder(dataFolder, id)
      return machine !== null && folder.ofMachine(machine.instance).started
    },
    async fetchAnew({ id, machine }) {
      const folder = await openRunFolder(dataFolder, id)
      if (machine === null || !folder.ofMachine(machine.instance).fetched) return
      forgetDone(parts.queue, transfer => isOfRun(id, transfer))
      await folder.noteMachine(machine.instance, { anew: true })
    },
    stop,
    renew: async (work, deadline) => (await reach(work)).renew(deadline),
    deadline: async work => (await reach(work)).deadline(),
    async log(work, from) {
      const { id, machine, site } = work.run()
      const folder = await openRunFolder(dataFolder, id)
      const here = await sizeOf(folder.logFile)
      const known = machine ? folder.ofMachine(machine.instance) : undefined
      const begin = known?.begins['output.log'] ?? here
      if (from < begin || site === null || known?.fetched) return { from, bytes: await readHere(folder.logFile, from) }
      return { from, bytes: await (await reach(work)).readOwn('output.log', from - begin, logBytes) }
    },
    async over(run) {
      const { queue } = parts
      for (const { id } of queue.list().filter(one => isOfRun(run.id, one.id))) {
        await queue.cancel(id).catch(() => undefined)
        queue.forget(id)
      }
      const { relionJob } = run.asked
      const folder = await openRunFolder(dataFolder, run.id)
      if (relionJob === null || Object.values(folder.notes.machines).some(({ fetched }) => fetched)) return
      const aborted = run.state === 'stopped' || (await abortAsked(relionJob))
      await writeMark(relionJob, aborted ? 'RELION_JOB_EXIT_ABORTED' : 'RELION_JOB_EXIT_FAILURE')
    }
  }

  /** RELION's abort button, until `signal`. Tried again where the machine could not be told. */
  async function watchAbort(job: string | null, signal: AbortSignal, abort: () => Promise<void>): Promise<void> {
    if (job === null) return
    let told = false
    while (!signal.aborted && !told) {
      if (await abortAsked(job))
        told = await abort().then(
          () => true,
          thrown => {
            log.warn(`A job of RELION could not be aborted yet: ${Failure.from(thrown).message}`)
            return false
          }
        )
      if (!told) await pause(timing.abortMs, signal)
    }
  }
}

/** The network's failure, or a server's that has too much to do. */
const passes = ({ code }: Failure): boolean => isLostLink(code, true) || code === 'channel-refused'

async function readHere(file: string, from: number): Promise<Uint8Array> {
  if ((await sizeOf(file)) <= from) return new Uint8Array()
  const handle = await open(file, 'r')
  try {
    const bytes = Buffer.alloc(logBytes)
    const { bytesRead } = await handle.read(bytes, 0, logBytes, from)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
