/** What the batch system has behind it when a facility opens: finished, running and waiting jobs. Played, not run. */
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { micrographLine, refineLine } from '../data/logs'
import type { Controller } from './controller'
import type { Job, JobRequest, JobState, Play } from './job'
import { place } from './scheduler'

const hour = 3600

/** Fills a fresh controller; `home` is where the user's own jobs ran. */
export function addHistory(controller: Controller, home: string): void {
  const who = userInfo()
  const base: JobRequest = {
    ...{ name: '', user: who.username, uid: who.uid, group: who.username, gid: who.gid, account: 'cryoem' },
    ...{
      partition: 'cpu',
      quality: 'normal',
      nodes: 1,
      tasks: 1,
      cpusPerTask: 4,
      memoryPerNode: 16_384,
      gpusPerNode: 0
    },
    ...{ timeLimit: 8 * hour, workDir: join(home, 'relion'), command: '', script: '', args: [], outputPattern: '' },
    ...{ errorPattern: undefined, appendOutput: true, environmentFile: undefined, variables: {}, dependencies: [] },
    ...{ held: false, requeue: true, begin: undefined, comment: '', nice: 0, nodeList: [], submitLine: 'sbatch run.sh' }
  }
  const gpu = (name: string, gpusPerNode: number): JobRequest => ({ ...base, name, partition: 'gpu', gpusPerNode })
  const play = (seconds: number, line?: Play['line']): Play => ({
    ...{ seconds, outcome: 'COMPLETED', exitCode: 0, every: 5000 },
    ...(line && { line })
  })
  addPast(controller, base, gpu('class2d_round1', 2))
  const refine = { ...gpu('refine3d_c1', 2), outputPattern: 'Refine3D/job012/run.out', quality: 'long' }
  addRunning(controller, refine, play(6 * hour, refineLine), 2 * hour)
  const colleague = { ...gpu('cryosparc_P7_J41', 3), user: 'mkowalski', uid: 20_417, group: 'structbio', gid: 20_000 }
  addRunning(controller, { ...colleague, workDir: '/home/mkowalski' }, play(5 * hour), hour)
  controller.submit({ ...gpu('class3d_k4', 4) }, undefined, play(hour))
  controller.submit({ ...gpu('refine3d_o', 2), quality: 'long' }, undefined, play(hour))
  controller.submit({ ...base, name: 'postprocess', held: true }, undefined, play(hour))
  const motion = { ...base, name: 'motioncorr', outputPattern: 'MotionCorr/job002/task-%a.out', timeLimit: hour }
  const array = { indices: Array.from({ length: 96 }, (_none, index) => index), limit: 8 }
  const id = controller.submit(motion, array, play(240, micrographLine))
  const dependencies = [{ kind: 'afterok' as const, ids: [id] }]
  controller.submit({ ...base, name: 'ctffind', dependencies }, undefined, play(hour))
}

function addPast(controller: Controller, cpu: JobRequest, gpu: JobRequest): void {
  const past: [JobRequest, JobState, number, number, number][] = [
    [{ ...cpu, name: 'import' }, 'COMPLETED', 0, 30, 300],
    [{ ...cpu, name: 'motioncorr_test' }, 'COMPLETED', 0, 27, 1840],
    [gpu, 'FAILED', 1, 22, 412],
    [{ ...gpu, name: 'class2d_round2' }, 'TIMEOUT', 0, 20, 8 * hour],
    [{ ...gpu, name: 'initial_model' }, 'CANCELLED', 0, 9, 95],
    [{ ...gpu, name: 'class2d_round3' }, 'COMPLETED', 0, 8, 5205]
  ]
  for (const [request, state, exitCode, hoursAgo, seconds] of past) {
    const job = makeJob(controller, request, hoursAgo * hour)
    const { started = 0 } = job
    const cancelledBy = state === 'CANCELLED' ? request.uid : undefined
    Object.assign(job, { state, exitCode, cancelledBy, nodes: place(job, controller.nodes) ?? [] })
    controller.adopt({ ...job, ended: started + seconds * 1000 })
  }
}

function addRunning(controller: Controller, request: JobRequest, play: Play, ago: number): void {
  const job = makeJob(controller, request, ago)
  controller.adopt({ ...job, play, state: 'RUNNING', nodes: place(job, controller.nodes) ?? [] })
}

function makeJob(controller: Controller, request: JobRequest, ago: number): Job {
  const started = Date.now() - ago * 1000
  return {
    ...{ id: controller.takeId(), arrayId: undefined, taskId: undefined, taskLimit: 0, taskCount: 0, request },
    ...{ state: 'COMPLETED', reason: 'None', priority: controller.priorityOf(request), submitted: started - 60_000 },
    ...{ eligible: started - 60_000, started, ended: undefined, nodes: [], exitCode: 0, signal: 0 },
    ...{ cancelledBy: undefined, restarts: 0, play: undefined }
  }
}
