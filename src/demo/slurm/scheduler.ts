/** Which pending jobs start now, and why the others wait: priority order with backfill, as SLURM's sched/backfill. */
import { type Node, partitions, qualities, type Reservation } from './cluster'
import { finished, type Job, wantedCpus } from './job'

type Placement = Job['nodes']

/** Free nodes for a job, or undefined. `free` may differ from the present when looking ahead. */
export function place(job: Job, nodes: readonly Node[]): Placement | undefined {
  const { request } = job
  const cpus = Math.ceil(wantedCpus(request) / request.nodes)
  const chosen: Placement = []
  for (const node of nodes) {
    if (chosen.length === request.nodes) break
    if (node.partition !== request.partition || node.condition === 'drained') continue
    if (request.nodeList.length > 0 && !request.nodeList.includes(node.name)) continue
    const gpus = freeGpus(node)
    const fits =
      node.cpus - node.usedCpus >= cpus &&
      node.memory - node.usedMemory >= request.memoryPerNode &&
      gpus.length >= request.gpusPerNode
    if (fits) chosen.push({ name: node.name, cpus, gpus: gpus.slice(0, request.gpusPerNode) })
  }
  return chosen.length === request.nodes ? chosen : undefined
}

function freeGpus(node: Node): number[] {
  return Array.from({ length: node.gpus }, (_all, index) => index).filter(index => !node.usedGpus.has(index))
}

/** Takes (or with `back` returns) what the job holds. */
export function occupy(job: Job, nodes: readonly Node[], back = false): void {
  for (const part of job.nodes) {
    const node = nodes.find(candidate => candidate.name === part.name)
    if (node === undefined) continue
    if (!back && node.condition === 'off') node.condition = 'up'
    node.usedCpus += back ? -part.cpus : part.cpus
    node.usedMemory += back ? -job.request.memoryPerNode : job.request.memoryPerNode
    for (const gpu of part.gpus) back ? node.usedGpus.delete(gpu) : node.usedGpus.add(gpu)
  }
}

/** The reason a job may not even be looked at, or undefined. */
export function blockedBy(job: Job, all: readonly Job[], now: number): string | undefined {
  const { request } = job
  if (request.held) return 'JobHeldUser'
  if (request.begin !== undefined && request.begin > now) return 'BeginTime'
  for (const dependency of request.dependencies) {
    const answer = dependencyState(job, dependency, all)
    if (answer !== undefined) return answer
  }
  const partition = partitions.find(candidate => candidate.name === request.partition)
  if (partition && request.timeLimit > partition.maxTime) return 'PartitionTimeLimit'
  const running = all.filter(other => other.state === 'RUNNING')
  if (job.taskLimit > 0 && running.filter(other => other.arrayId === job.arrayId).length >= job.taskLimit)
    return 'JobArrayTaskLimit'
  const most = qualities[request.quality]?.maxJobsPerUser ?? Number.POSITIVE_INFINITY
  const mine = running.filter(other => other.request.user === request.user && other.request.quality === request.quality)
  return mine.length >= most ? 'QOSMaxJobsPerUserLimit' : undefined
}

function dependencyState(
  job: Job,
  dependency: Job['request']['dependencies'][number],
  all: readonly Job[]
): string | undefined {
  if (dependency.kind === 'singleton') {
    const earlier = all.some(
      other =>
        !finished(other) &&
        other.id < job.id &&
        other.request.name === job.request.name &&
        other.request.user === job.request.user
    )
    return earlier ? 'Dependency' : undefined
  }
  const targets = all.filter(other => dependency.ids.includes(other.id) || dependency.ids.includes(other.arrayId ?? -1))
  if (dependency.kind === 'after') return targets.every(other => other.state !== 'PENDING') ? undefined : 'Dependency'
  if (targets.some(other => !finished(other))) return 'Dependency'
  const good = targets.every(other => other.state === 'COMPLETED')
  if (dependency.kind === 'afterok' && !good) return 'DependencyNeverSatisfied'
  if (dependency.kind === 'afternotok' && good) return 'DependencyNeverSatisfied'
  return undefined
}

/** When the job could start if running jobs use all their time: milliseconds, or undefined if never. */
export function expectedStart(job: Job, nodes: readonly Node[], all: readonly Job[]): number | undefined {
  const later = nodes.map(node => ({ ...node, usedGpus: new Set(node.usedGpus) }))
  const end = (other: Job): number => (other.started ?? 0) + other.request.timeLimit * 1000
  const running = all.filter(other => other.state === 'RUNNING').sort((a, b) => end(a) - end(b))
  for (const other of running) {
    occupy(other, later, true)
    if (place(job, later)) return end(other)
  }
  return undefined
}

/** Nodes without those that a reservation takes before a job that starts now would end. */
function unreserved(job: Job, nodes: readonly Node[], reservations: readonly Reservation[], now: number): Node[] {
  const end = now + job.request.timeLimit * 1000
  const taken = reservations.filter(kept => end > kept.start && now < kept.end).flatMap(kept => kept.nodes)
  return nodes.filter(node => !taken.includes(node.name))
}

/** Jobs to start now with their nodes; sets `reason` of those that wait. `start` is called at once for each. */
export function schedule(
  nodes: readonly Node[],
  all: readonly Job[],
  reservations: readonly Reservation[],
  now: number,
  start: (job: Job, on: Placement) => void
): void {
  const waiting = all.filter(job => job.state === 'PENDING')
  waiting.sort(
    (a, b) => b.priority - a.priority || a.submitted - b.submitted || a.id - b.id || (a.taskId ?? 0) - (b.taskId ?? 0)
  )
  const reserved = new Map<string, number>()
  for (const job of waiting) {
    const blocked = blockedBy(job, all, now)
    if (blocked !== undefined) {
      job.reason = blocked
      continue
    }
    const { partition, timeLimit, nodeList } = job.request
    const free = unreserved(job, nodes, reservations, now)
    if (nodeList.some(name => !free.some(node => node.name === name && node.condition !== 'drained'))) {
      job.reason = 'ReqNodeNotAvail, Reserved for maintenance'
      continue
    }
    const first = reserved.get(partition)
    const on = first !== undefined && now + timeLimit * 1000 > first ? undefined : place(job, free)
    if (on) start(job, on)
    else {
      job.reason = first === undefined ? 'Resources' : 'Priority'
      if (first === undefined) reserved.set(partition, expectedStart(job, nodes, all) ?? Number.POSITIVE_INFINITY)
    }
  }
}
