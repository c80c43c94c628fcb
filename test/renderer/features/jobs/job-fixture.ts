import type { Job } from '@contract/jobs'

/** A job of which a test says only what it is about. */
export function job(known: Partial<Job> = {}): Job {
  return {
    ...{ id: '101', arrayId: null, arrayTask: null, name: 'refine', user: 'mlindq', state: 'RUNNING' },
    ...{ stateRaw: 'RUNNING', reason: null, reasonText: null, partition: 'gpu', nodes: 'ga01', cpus: 16, gpus: 4 },
    ...{ memoryBytes: 64 * 2 ** 30, submitTime: '2026-11-17T10:00:00Z', startTime: '2026-11-17T10:05:00Z' },
    ...{ endTime: null, elapsedSeconds: 3600, limitSeconds: 43_200, exitCode: null, signal: null },
    ...{ workDir: '/proj/refine', stdout: null, stderr: null },
    ...{ account: null, priority: null, dependency: null, hetId: null },
    ...known
  }
}

/** A folded array. */
export function array(id: string, counts: Partial<NonNullable<Job['tasks']>>, known: Partial<Job> = {}): Job {
  const tasks = { total: 96, pending: 0, running: 0, done: 0, failed: 0, ...counts }
  return job({ id: `${id}_[0-95]`, arrayId: id, tasks, ...known })
}
