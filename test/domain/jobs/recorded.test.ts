/** The same jobs on several releases of SLURM, recorded (recorded/README.md): every parser must say the same of each. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCluster } from '../../../src/domain/jobs/cluster'
import { countJobs, parseJobCounts } from '../../../src/domain/jobs/cluster-jobs'
import { readEfficiency } from '../../../src/domain/jobs/efficiency'
import { explainJob } from '../../../src/domain/jobs/explanation'
import type { JobRecord } from '../../../src/domain/jobs/job-record'
import { parseSacct } from '../../../src/domain/jobs/sacct'
import { isUnknownJob, parseScancel, refusalWords } from '../../../src/domain/jobs/scheduler-answers'
import { parseScontrol } from '../../../src/domain/jobs/scontrol'
import { parseSqueue } from '../../../src/domain/jobs/squeue'
import { parseSstat } from '../../../src/domain/jobs/sstat'

const folder = join(import.meta.dirname, 'recorded')
const versions = readdirSync(folder).filter(name => /^\d\d\.\d\d$/.test(name))
const mark = 'rec'

/** What does not depend on when it was recorded. */
const plain = (job: JobRecord) => ({
  ...{ id: job.id, name: job.name, state: job.state, reason: job.reason, partition: job.partition, nodes: job.nodes },
  ...{ cpus: job.cpus, gpus: job.gpus, limitSeconds: job.limitSeconds, account: job.account, hetId: job.hetId },
  ...{ exitCode: job.exitCode, signal: job.signal, workDir: job.workDir, user: job.user, range: job.range }
})
const byId = (jobs: readonly JobRecord[]) => jobs.map(plain).sort((a, b) => (a.id < b.id ? -1 : 1))

it('has recordings of the oldest and the newest release', () => {
  expect(versions).toEqual(['20.11', '22.05', '24.11', '26.05'])
})

describe.each(versions)('SLURM %s', version => {
  const text = (name: string, from = version): string => readFileSync(join(folder, from, `${name}.txt`), 'utf8')
  const queue = (from = version) => parseSqueue(text('squeue', from), mark)
  const named = (name: string): JobRecord | undefined => queue().find(job => job.name === name)

  it('tells the same queue', () => {
    expect(byId(queue())).toEqual(byId(queue('22.05')))
    expect(named('running')).toMatchObject({ state: 'RUNNING', cpus: 4, gpus: 2, memoryBytes: 2 ** 31, nodes: 'gpu01' })
    expect(named('pending')).toMatchObject({ state: 'PENDING', reason: 'Resources', gpus: 8, cpus: 2 })
    expect(named('dependent')).toMatchObject({
      reason: 'Dependency',
      dependency: 'afterok:1004(unfulfilled),afterany:1006_*(unfulfilled)'
    })
    expect(named('held')).toMatchObject({ reason: 'JobHeldUser', cpus: 4, limitSeconds: 60 * 3600, priority: 0 })
    expect(named('odd | name <b>; €')?.state).toBe('PENDING')
    const tasks = queue().filter(job => job.arrayId === '1006')
    expect(tasks.map(job => job.id).sort()).toEqual(['1006_0', '1006_1', '1006_[2-9%2]'])
    expect(queue().filter(job => job.hetId === '1007')).toHaveLength(2)
    expect(queue().every(job => job.submitTime?.endsWith('Z'))).toBe(true)
  })

  it('tells the same accounting, with exit codes and signals', () => {
    const past = parseSacct(text('sacct'), mark)
    const of = (name: string) => past.find(job => job.name === name)
    expect(of('completed')).toMatchObject({ state: 'COMPLETED', exitCode: 0, limitSeconds: 600 })
    expect(of('completed')?.elapsedSeconds).toBeGreaterThanOrEqual(3)
    expect(of('failed')).toMatchObject({ state: 'FAILED', exitCode: 42, signal: null })
    expect(of('crashed')).toMatchObject({ state: 'FAILED', exitCode: null, signal: 11 })
    expect(of('cancelled')).toMatchObject({ state: 'CANCELLED' })
    expect(of('running')).toMatchObject({ state: 'RUNNING', cpus: 4, gpus: 2, memoryBytes: 2 ** 31, account: 'em' })
    expect(past.filter(job => job.hetId === '1007')).toHaveLength(2)
    expect(byId(past)).toEqual(byId(parseSacct(text('sacct', '22.05'), mark)))
  })

  it('tells one job in full', () => {
    const jobs = parseScontrol(text('jobs'))
    const of = (name: string) => jobs.find(job => job.name === name)
    expect(of('failed')).toMatchObject({ state: 'FAILED', exitCode: 42 })
    expect(of('running')).toMatchObject({
      ...{ id: '1004', gpus: 2, cpus: 4, memoryBytes: 2 ** 31, nodes: 'gpu01' },
      ...{
        stdout: '/home/cryo/run-1004.out',
        stderr: '/home/cryo/run-1004.out',
        workDir: '/home/cryo',
        limitSeconds: 3600
      }
    })
    expect(of('pending')).toMatchObject({ id: '1005', gpus: 8, state: 'PENDING' })
    expect(jobs.map(job => job.id)).toEqual(expect.arrayContaining(['1006_[2-9%2]', '1006_0', '1007+0', '1007+1']))
  })

  it('tells the same cluster', () => {
    const read = (from: string) => {
      const texts = { identity: text('identity', from), nodes: text('nodes', from) }
      return parseCluster(
        { ...texts, partitions: text('partitions', from), reservations: text('reservations', from) },
        parseJobCounts(text('counts', from))
      )
    }
    const cluster = read(version)
    expect(cluster.name).toBe('facility')
    expect(cluster.version?.startsWith(version)).toBe(true)
    const node = (name: string) => cluster.nodes.find(one => one.name === name)
    expect(node('cpu02')).toMatchObject({ use: 'draining', reason: 'bad DIMM, ticket 4711' })
    expect(node('gpu01')).toMatchObject({
      ...{ use: 'mixed', cpus: { total: 32, used: 6 }, gpus: [{ type: 'a100', total: 4, used: 2 }] }
    })
    expect(cluster.partitions.map(({ name, maxTimeSeconds, nodes }) => [name, maxTimeSeconds, nodes.total])).toEqual([
      ['cpu', 172_800, 2],
      ['gpu', 86_400, 2]
    ])
    expect(cluster.partitions.map(({ gpus, jobs }) => [gpus, jobs])).toEqual(
      read('22.05').partitions.map(({ gpus, jobs }) => [gpus, jobs])
    )
    expect(cluster.reservations).toMatchObject([{ name: 'maintenance', nodes: 'gpu02', users: ['root'] }])
    expect(cluster.reservations[0]?.start).toMatch(/Z$/)
    // Counted on the cluster, or out of the queue of all users: the same.
    expect(Object.fromEntries(parseJobCounts(text('counts')))).toEqual(Object.fromEntries(countJobs(queue())))
  })

  it('tells the use of a running job and of a finished one', () => {
    const live = parseSstat(text('sstat'))
    expect(live.get('batch')?.memoryBytes).toBeGreaterThan(2 ** 20)
    expect(live.get('batch')?.cpuSeconds).not.toBeNull()
    const found = readEfficiency(text('use'), mark)
    expect(found?.memoryBytesGiven).toBe(500 * 2 ** 20)
    expect(found?.memoryBytesUsed).toBeGreaterThan(2 ** 20)
    expect(found?.cpuSecondsGiven).toBeGreaterThanOrEqual(3)
  })

  it('explains why a job waits', () => {
    const jobs = text('jobs')
    const job = parseScontrol(jobs).find(one => one.name === 'dependent')
    if (!job) throw new Error('not recorded')
    const block = jobs.split(/\n\n(?=JobId=\d)/).find(part => part.includes('JobName=dependent')) ?? ''
    const texts = { start: text('start'), queue: '1 1009\n', partition: text('partitions'), idle: text('sinfo') }
    const more = { nodes: text('nodes'), share: text('sshare'), limits: text('assoc'), others: '1004|RUNNING\n' }
    const said = explainJob(job, { job: block, ...texts, ...more })
    expect(said).toMatchObject({
      ...{ state: 'PENDING', reason: 'Dependency', priority: 1, share: { account: 'em' } },
      partition: { name: 'cpu', state: 'UP', maxTimeSeconds: 172_800, nodes: { total: 2, idle: 0 } }
    })
    expect(said.dependencies).toEqual([
      { kind: 'afterok', id: '1004', state: 'RUNNING' },
      { kind: 'afterany', id: '1006', state: null }
    ])
    expect(said.expectedStart).toMatch(/Z$/)
  })

  it('refuses in words that are known', () => {
    const words = text('refusals')
    expect(isUnknownJob(words)).toBe(true)
    expect(parseScancel(words).get('999999')).toBe('Invalid job id specified')
    expect(refusalWords('Invalid job id specified for job 999999')).toBe('Invalid job id specified')
    expect(words).toContain('invalid partition specified: nowhere')
  })
})
