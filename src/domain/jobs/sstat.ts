/** What the steps of a running job use now: `sstat -n -P -a` (sstat(1); own jobs only, never as JSON). */

import { type Efficiency, parseCpuTime, parseTres, type StepUse, share, sizeBytes } from './efficiency'
import { parseCount } from './fields'
import type { JobRecord } from './job-record'

/** The argument of `sstat -o`. None of these values can hold the `|` that parts them. */
export const sstatFormat = 'JobID,MaxRSS,TRESUsageInTot,AveCPU,NTasks'

/** A step's use so far, all its tasks together. */
export interface LiveUse extends Pick<StepUse, 'cpuSeconds' | 'memoryBytes'> {
  /** Busy GPUs, summed: 1.5 is one and a half; null where it is not gathered. */
  readonly gpus: number | null
}

const product = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a * b)

/** By the step's name (`batch`, `0`): use so far. */
export function parseSstat(text: string): Map<string, LiveUse> {
  const uses = new Map<string, LiveUse>()
  for (const line of text.split('\n')) {
    const [id = '', rss = '', tres = '', mean = '', tasks = ''] = line.split('|')
    if (!/^\d+[^.]*\.\w+/.test(id)) continue
    const used = parseTres(tres)
    uses.set(id.slice(id.indexOf('.') + 1), {
      cpuSeconds: parseCpuTime(used.get('cpu') ?? '') ?? product(parseCpuTime(mean), parseCount(tasks)),
      memoryBytes: sizeBytes(used.get('mem')) ?? sizeBytes(rss),
      gpus: product(parseCount(used.get('gres/gpuutil') ?? ''), 0.01)
    })
  }
  return uses
}

/** Accounting's picture of a running job, which has no use in it yet, with what its steps use now. */
export function withLiveUse(past: Efficiency, uses: ReturnType<typeof parseSstat>): Efficiency {
  const steps = past.steps.map(step => {
    const { cpuSeconds, memoryBytes } = uses.get(step.step) ?? step
    return { ...step, cpuSeconds, memoryBytes }
  })
  const known = <Value>(values: readonly (Value | null)[]): Value[] => values.filter(value => value !== null)
  const cpu = known(steps.map(step => step.cpuSeconds))
  const memory = known(steps.map(step => step.memoryBytes))
  const cpuSecondsUsed = cpu.length === 0 ? null : cpu.reduce((sum, value) => sum + value, 0)
  const memoryBytesUsed = memory.length === 0 ? null : Math.max(...memory)
  return {
    ...past,
    ...{ steps, cpuSecondsUsed, memoryBytesUsed },
    cpu: cpuSecondsUsed === null || !past.cpuSecondsGiven ? null : cpuSecondsUsed / past.cpuSecondsGiven,
    memory: memoryBytesUsed === null || !past.memoryBytesGiven ? null : memoryBytesUsed / past.memoryBytesGiven
  }
}

/**
 * A running job's efficiency where accounting does not answer: what it was given by scontrol, its use by sstat. Steps
 * that have ended are missing, so it may have used more.
 */
export function liveEfficiency(job: JobRecord, uses: ReadonlyMap<string, LiveUse>): Efficiency {
  const { cpus, elapsedSeconds, memoryBytes: memoryBytesGiven, limitSeconds, gpus } = job
  const known = [...uses.values()]
  const sum = (values: readonly (number | null)[]): number | null => {
    const told = values.filter(value => value !== null)
    return told.length === 0 ? null : told.reduce((total, value) => total + value, 0)
  }
  const cpuSecondsGiven = product(cpus, elapsedSeconds)
  const cpuSecondsUsed = sum(known.map(({ cpuSeconds }) => cpuSeconds))
  const memory = known.map(({ memoryBytes }) => memoryBytes).filter(value => value !== null)
  const memoryBytesUsed = memory.length === 0 ? null : Math.max(...memory)
  return {
    ...{ cpus, cpuSecondsUsed, cpuSecondsGiven, memoryBytesUsed, memoryBytesGiven },
    cpu: share(cpuSecondsUsed, cpuSecondsGiven),
    memory: share(memoryBytesUsed, memoryBytesGiven),
    gpu: share(sum(known.map(use => use.gpus)), gpus),
    gpuMemoryBytes: null,
    time: share(elapsedSeconds, limitSeconds),
    steps: [...uses].map(([step, { cpuSeconds, memoryBytes }]) => ({
      ...{ step, state: 'RUNNING', elapsedSeconds: null, cpuSeconds, memoryBytes }
    }))
  }
}

/** What a running job's use so far says; less than of a finished one, since it may yet need more. */
export function liveAdvice({ cpu, memory, time }: Efficiency): string[] {
  const percent = (value: number): string => `${Math.round(value * 100)} %`
  const said: string[] = []
  if (cpu !== null && cpu < 0.5) said.push(`So far it has used ${percent(cpu)} of its CPUs.`)
  if (memory !== null && memory > 0.9)
    said.push(`It uses ${percent(memory)} of its memory. If it needs more, it is ended.`)
  if (time !== null && time > 0.9)
    said.push(`It has used ${percent(time)} of its time limit and is ended when that is over.`)
  return said
}
