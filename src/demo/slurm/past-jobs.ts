/** Jobs that ended before the facility opened: eight weeks of one user's work, the same every time. */
import { seeded } from '../data/random'
import type { Controller } from './controller'
import type { Job, JobRequest, JobState } from './job'

const hour = 3600
const weeks = 8

/** Kinds of work: name, partition, CPUs, GPUs, GiB, usual hours, hours asked for. */
const kinds = [
  ['motioncorr', 'cpu', 16, 0, 32, 1.4, 4],
  ['ctffind', 'cpu', 8, 0, 16, 0.5, 2],
  ['extract', 'cpu', 8, 0, 24, 0.4, 2],
  ['class2d', 'gpu', 8, 2, 64, 2.6, 8],
  ['class3d', 'gpu', 12, 4, 96, 5.5, 12],
  ['refine3d', 'gpu', 12, 4, 128, 7, 24],
  ['polish', 'cpu', 32, 0, 180, 3.2, 8]
] as const

/** How a job of the past ended; mostly well. */
function endOf(draw: number): { state: JobState; exitCode: number; signal: number; time: number } {
  if (draw < 0.82) return { state: 'COMPLETED', exitCode: 0, signal: 0, time: 1 }
  if (draw < 0.89) return { state: 'FAILED', exitCode: 1, signal: 0, time: 0.2 }
  if (draw < 0.93) return { state: 'CANCELLED', exitCode: 0, signal: 0, time: 0.4 }
  if (draw < 0.97) return { state: 'TIMEOUT', exitCode: 0, signal: 0, time: 99 }
  return { state: 'OUT_OF_MEMORY', exitCode: 0, signal: 9, time: 0.6 }
}

/** Oldest first, so that ids rise with time; the last day is told by hand. */
export function addPast(controller: Controller, base: JobRequest): void {
  const random = seeded(2026)
  for (let day = weeks * 7; day > 1; day--) {
    // Little is sent off at weekends.
    const count = day % 7 < 2 ? Math.floor(random() * 2) : 1 + Math.floor(random() * 4)
    for (let n = 0; n < count; n++) addOne(controller, base, day * 24 - 8 - n * 2, random)
  }
  for (const [name, state, exitCode, hoursAgo, seconds, gpus] of lastDay) {
    const request: JobRequest = { ...base, name, partition: gpus > 0 ? 'gpu' : 'cpu', gpusPerNode: gpus }
    keep(controller, request, { state, exitCode, signal: 0 }, hoursAgo, seconds, 60)
  }
}

const lastDay: [string, JobState, number, number, number, number][] = [
  ['import', 'COMPLETED', 0, 30, 300, 0],
  ['motioncorr_test', 'COMPLETED', 0, 27, 1840, 0],
  ['class2d_round1', 'FAILED', 1, 22, 412, 2],
  ['class2d_round2', 'TIMEOUT', 0, 20, 8 * hour, 2],
  ['initial_model', 'CANCELLED', 0, 9, 95, 2],
  ['class2d_round3', 'COMPLETED', 0, 8, 5205, 2]
]

function addOne(controller: Controller, base: JobRequest, hoursAgo: number, random: () => number): void {
  const [kind, partition, cpus, gpus, gib, usual, asked] = kinds[Math.floor(random() * kinds.length)] ?? kinds[0]
  const end = endOf(random())
  const seconds = Math.min(asked * hour, Math.round(usual * (0.5 + random()) * end.time * hour))
  const request: JobRequest = {
    ...base,
    ...{ name: `${kind}_${1 + Math.floor(random() * 9)}`, partition, cpusPerTask: cpus, gpusPerNode: gpus },
    ...{ memoryPerNode: gib * 1024, timeLimit: asked * hour, script: `#!/bin/bash\n#SBATCH --job-name=${kind}\n` }
  }
  const wait = Math.round(30 + (gpus > 0 ? 5400 : 600) * random() ** 2)
  keep(controller, request, end, hoursAgo, seconds, wait)
}

function keep(
  controller: Controller,
  request: JobRequest,
  { state, exitCode, signal }: Pick<Job, 'state' | 'exitCode' | 'signal'>,
  hoursAgo: number,
  seconds: number,
  wait: number
): void {
  const id = controller.takeId()
  const started = Date.now() - hoursAgo * hour * 1000
  const submitted = started - wait * 1000
  const on = controller.nodes.filter(node => node.partition === request.partition && node.condition === 'up')
  const node = on[id % on.length]
  const gpus = Array.from({ length: request.gpusPerNode }, (_none, index) => index)
  controller.adopt({
    ...{ id, arrayId: undefined, taskId: undefined, taskLimit: 0, taskCount: 0, request, state, exitCode, signal },
    ...{ reason: 'None', priority: controller.priorityOf(request), submitted, eligible: submitted, started },
    ...{ ended: started + seconds * 1000, nodes: node ? [{ name: node.name, cpus: request.cpusPerTask, gpus }] : [] },
    ...{ cancelledBy: state === 'CANCELLED' ? request.uid : undefined, restarts: 0, play: undefined }
  })
}
