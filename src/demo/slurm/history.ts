/** What the batch system has behind it when a facility opens: finished, running and waiting jobs. Played, not run. */
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { class2dFiles, class2dIterations, class2dScript, class2dSeconds } from '../data/class2d-job'
import { micrographLine } from '../data/logs'
import { motionFiles, motionMovies, motionScript, motionSeconds } from '../data/motion-job'
import {
  refine3dLine,
  refinedIterations,
  refineFiles,
  refineFolder,
  refineLines,
  refineSeconds
} from '../data/refine3d-job'
import type { Controller } from './controller'
import type { Job, JobRequest, Play } from './job'
import { addPast } from './past-jobs'
import { place } from './scheduler'

const hour = 3600
const class2dFolder = 'Class2D/job014'
const motionFolder = 'MotionCorr/job013'
const motionInput = 'Import/job011/movies.star'

const play = (seconds: number, more: Partial<Play> = {}): Play => ({
  ...{ seconds, outcome: 'COMPLETED', exitCode: 0, every: 5000 },
  ...more
})

/** What RELION's own window would have sent for the refinement. */
const refineScript = `#!/bin/bash
#SBATCH --job-name=refine3d_c1
#SBATCH --partition=gpu
#SBATCH --gres=gpu:2
#SBATCH --output=Refine3D/job012/run.out
module load relion/5.0.0
mpirun -n 3 relion_refine_mpi --o Refine3D/job012/run --auto_refine --split_random_halves --i Select/job010/particles.star --ref InitialModel/job009/initial_model.mrc --ini_high 40 --ctf --particle_diameter 180 --sym C1 --gpu "" --pipeline_control Refine3D/job012/
`

/** A script for jobs that are only for show. */
const plainScript = (name: string): string => `#!/bin/bash\n#SBATCH --job-name=${name}\nmodule load relion/5.0.0\n`

function baseRequest(home: string): JobRequest {
  const who = userInfo()
  return {
    ...{ name: '', user: who.username, uid: who.uid, group: who.username, gid: who.gid, account: 'cryoem' },
    ...{ partition: 'cpu', quality: 'normal', nodes: 1, tasks: 1, cpusPerTask: 4, memoryPerNode: 16_384 },
    ...{ gpusPerNode: 0, timeLimit: 8 * hour, workDir: join(home, 'relion'), command: '', script: '', args: [] },
    ...{ outputPattern: '', errorPattern: undefined, appendOutput: true, environmentFile: undefined, variables: {} },
    ...{ dependencies: [], held: false, requeue: true, begin: undefined, comment: '', nice: 0, nodeList: [] },
    submitLine: 'sbatch run.sh'
  }
}

/** Fills a fresh controller; `home` is where the user's own jobs ran. */
export function addHistory(controller: Controller, home: string): void {
  const base = baseRequest(home)
  const cpu = (name: string): JobRequest => ({ ...base, name, script: plainScript(name) })
  const gpu = (name: string, gpusPerNode: number): JobRequest => ({ ...cpu(name), partition: 'gpu', gpusPerNode })
  addPast(controller, base)
  addRunningJobs(controller, base.workDir, cpu, gpu)
  // Below: why each waits. Its node is reserved before it would end; too few GPUs; behind that one; one job of `long`.
  const reserved = { ...gpu('polish_gpu04', 2), nodeList: ['gpu04'], timeLimit: 40 * hour }
  for (const request of [
    reserved,
    gpu('class3d_k4', 4),
    { ...gpu('initial_model_k3', 1), timeLimit: 40 * hour, nice: 1000 },
    { ...gpu('refine3d_o', 2), quality: 'long' },
    { ...cpu('postprocess'), held: true }
  ])
    controller.submit(request, undefined, play(hour))
  const motion = { ...cpu('motioncorr'), outputPattern: 'MotionCorr/job002/task-%a.out', timeLimit: hour }
  const array = { indices: Array.from({ length: 96 }, (_none, index) => index), limit: 8 }
  const id = controller.submit(motion, array, play(240, { line: micrographLine }))
  const dependencies = [{ kind: 'afterok' as const, ids: [id], arrays: [id] }]
  controller.submit({ ...cpu('ctffind'), dependencies }, undefined, play(hour))
}

/** Pre-processing that follows a session, in the RELION project of its folder; `secondsAgo`: when it began. */
export function addLiveJobs(controller: Controller, home: string, project: string, secondsAgo: number): void {
  const base = baseRequest(home)
  for (const [name, folder] of [
    ['motioncor_live', 'MotionCorr/job002'],
    ['ctffind_live', 'CtfFind/job003']
  ] as const) {
    const outputPattern = `${folder}/run.out`
    const request = { ...base, name, script: plainScript(name), workDir: project, outputPattern, timeLimit: 24 * hour }
    addRunning(controller, request, play(24 * hour, { line: micrographLine }), secondsAgo)
  }
}

type Make = (name: string, gpus: number) => JobRequest

function addRunningJobs(controller: Controller, project: string, cpu: (name: string) => JobRequest, gpu: Make): void {
  const refine = { ...gpu('refine3d_c1', 2), outputPattern: `${refineFolder}/run.out`, quality: 'long' }
  const every = (refineSeconds / refineLines) * 1000
  const refineWork = { every, line: refine3dLine, files: refineFiles(project) }
  const refinePlay = play(6 * hour, refineWork)
  addRunning(controller, { ...refine, script: refineScript }, refinePlay, refinedIterations * refineSeconds)
  const class2d = { ...gpu('class2d_live', 2), tasks: 3, outputPattern: `${class2dFolder}/run.out` }
  const class2dWork = { every: 4000, files: class2dFiles(project, class2dFolder) }
  const class2dPlay = play(class2dIterations * class2dSeconds, class2dWork)
  addRunning(controller, { ...class2d, script: class2dScript(class2dFolder) }, class2dPlay, 9 * 60)
  const motion = { ...cpu('motioncorr_live'), tasks: 4, cpusPerTask: 4, outputPattern: `${motionFolder}/run.out` }
  const motionPlay = play(motionMovies * motionSeconds, { files: motionFiles(project, motionFolder, motionInput) })
  addRunning(controller, { ...motion, script: motionScript(motionFolder, motionInput) }, motionPlay, 6 * 60)
  for (const [user, uid, name, gpus, hours] of [
    ['mkowalski', 20_417, 'cryosparc_P7_J41', 3, 1],
    ['ylindqvist', 20_388, 'relion_multibody', 4, 3],
    ['mkowalski', 20_417, 'cryosparc_P7_J38', 4, 2]
  ] as const) {
    const other = { user, uid, group: 'structbio', gid: 20_000, account: 'structbio', workDir: `/home/${user}` }
    addRunning(controller, { ...gpu(name, gpus), ...other, cpusPerTask: 12 }, play(5 * hour), hours * hour)
  }
}

function addRunning(controller: Controller, request: JobRequest, played: Play, ago: number): void {
  const started = Date.now() - ago * 1000
  const job: Job = {
    ...{ id: controller.takeId(), arrayId: undefined, taskId: undefined, taskLimit: 0, taskCount: 0, request },
    ...{ state: 'RUNNING', reason: 'None', priority: controller.priorityOf(request), submitted: started - 60_000 },
    ...{ eligible: started - 60_000, started, ended: undefined, nodes: [], exitCode: 0, signal: 0 },
    ...{ cancelledBy: undefined, restarts: 0, play: played }
  }
  controller.adopt({ ...job, nodes: place(job, controller.nodes) ?? [] })
}
