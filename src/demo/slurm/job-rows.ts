/** Rows of squeue: an array's pending tasks share one, as in SLURM, unless `-r` unfolds them. */
import { foldNodes, gpuModel, qualities, ranges } from './cluster'
import { duration, memoryText, timeLimit, timeText } from './format'
import { elapsedSeconds, type Job, jobLabel, stateCodes, wantedCpus } from './job'

export interface JobRow {
  job: Job
  /** Task numbers of a folded row. */
  tasks: number[]
}

export function jobRows(jobs: readonly Job[], unfold: boolean): JobRow[] {
  const rows: JobRow[] = []
  const folded = new Map<string, JobRow>()
  for (const job of jobs) {
    if (unfold || job.arrayId === undefined || job.state !== 'PENDING') {
      rows.push({ job, tasks: [] })
      continue
    }
    const key = `${job.arrayId} ${job.request.held}`
    const row = folded.get(key)
    if (row) row.tasks.push(job.taskId ?? 0)
    else {
      const first = { job, tasks: [job.taskId ?? 0] }
      folded.set(key, first)
      rows.push(first)
    }
  }
  return rows
}

/** `1-4,7%2`. */
export function taskText({ job, tasks }: JobRow): string {
  const list = ranges(tasks).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`))
  return list.join(',') + (job.taskLimit > 0 ? `%${job.taskLimit}` : '')
}

/** `123`, `123_4` or `123_[5-9%2]`. */
export function rowLabel(row: JobRow): string {
  return row.tasks.length > 0 ? `${row.job.arrayId}_[${taskText(row)}]` : jobLabel(row.job)
}

export function reasonOrNodes(job: Job): string {
  if (job.state === 'PENDING') return `(${job.reason})`
  return foldNodes(job.nodes.map(node => node.name))
}

/** `gres:gpu:a100:2`, or `N/A`. */
export function gresText(job: Job): string {
  return job.request.gpusPerNode > 0 ? `gres:gpu:${gpuModel}:${job.request.gpusPerNode}` : 'N/A'
}

/** `afterok:123_*(unfulfilled),singleton(unfulfilled)`, as %E and scontrol print it; an array's number gets `_*`. */
export function dependencyText({ request, state }: Job): string {
  const parts = request.dependencies.flatMap(({ kind, ids, arrays }) => {
    const names = ids.map(id => (arrays?.includes(id) ? `${id}_*` : String(id)))
    return kind === 'singleton' ? ['singleton(unfulfilled)'] : names.map(name => `${kind}:${name}(unfulfilled)`)
  })
  return parts.length === 0 || state !== 'PENDING' ? '(null)' : parts.join(',')
}

/** The value of squeue's % letter (squeue(1) --format); undefined for a letter it does not know. */
export function rowField(
  row: JobRow,
  letter: string,
  timeFormat: string,
  expected: number | undefined
): string | undefined {
  const { job } = row
  const { request } = job
  const now = Date.now()
  const elapsed = elapsedSeconds(job, now)
  const time = (ms: number | undefined): string => timeText(ms, timeFormat, 'N/A')
  const pending = job.state === 'PENDING'
  const end = job.ended ?? (job.started === undefined ? undefined : job.started + request.timeLimit * 1000)
  const fields: Record<string, () => string> = {
    A: () => String(job.id),
    a: () => request.account,
    B: () => job.nodes[0]?.name ?? 'n/a',
    b: () => gresText(job),
    C: () => String(wantedCpus(request)),
    c: () => String(request.cpusPerTask),
    D: () => String(request.nodes),
    d: () => '0',
    E: () => dependencyText(job),
    e: () => time(end),
    F: () => String(job.arrayId ?? job.id),
    f: () => '(null)',
    G: () => String(request.gid),
    g: () => request.group,
    h: () => 'OK',
    i: () => rowLabel(row),
    j: () => request.name,
    K: () => (row.tasks.length > 0 ? taskText(row) : String(job.taskId ?? 'N/A')),
    k: () => request.comment || '(null)',
    L: () => (pending ? timeLimit(request.timeLimit) : duration(Math.max(0, request.timeLimit - elapsed), false)),
    l: () => timeLimit(request.timeLimit),
    M: () => duration(elapsed, false),
    m: () => memoryText(request.memoryPerNode),
    N: () => foldNodes(job.nodes.map(node => node.name)),
    n: () => request.nodeList.join(','),
    O: () => '0',
    o: () => request.command || '(null)',
    P: () => request.partition,
    p: () => (job.priority / 2 ** 32).toFixed(14),
    Q: () => String(job.priority),
    q: () => (qualities[request.quality] ? request.quality : 'normal'),
    R: () => reasonOrNodes(job),
    r: () => job.reason,
    S: () => time(job.started ?? expected),
    T: () => job.state,
    t: () => stateCodes[job.state],
    U: () => String(request.uid),
    u: () => request.user,
    V: () => time(job.submitted),
    v: () => '(null)',
    w: () => '',
    X: () => '0',
    x: () => '',
    y: () => String(request.nice),
    Y: () => '(null)',
    Z: () => request.workDir,
    z: () => '*:*:*'
  }
  return fields[letter]?.()
}
