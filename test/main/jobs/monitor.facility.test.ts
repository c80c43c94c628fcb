import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pause } from '../../../src/main/broadcast'
import { describeFacility } from '../../facility/describe-facility'
import { facility } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { createJobsRig, type JobsRig } from './jobs-rig'
import { following, shadow, watchRig } from './watch-rig'

const run = promisify(execFile)
const site = 'here'
const query = { site, allUsers: false, historyDays: 0, unfoldTasks: false }
const listing = { ...query, states: [] }

describeFacility('the job monitor on a real SLURM', 'slurm', () => {
  let rig: Rig
  let submitter: JobsRig
  beforeAll(async () => {
    rig = await createRig()
    submitter = await createJobsRig()
  })
  afterAll(async () => {
    await submitter.close()
    await rig.close()
  })

  it('asks the scheduler as often for three windows with five watches as for one', async () => {
    await submitter.submit('sleep 600', '--job-name=mon-calls')
    for (const windows of [['one'], ['one', 'one', 'one', 'two', 'three']]) {
      const { jobs, execs } = watchRig(rig)
      const stop = new AbortController()
      const watches = windows.map((clientId, at) =>
        following(
          jobs.watchChanges({ ...query, historyDays: at % 2, unfoldTasks: at % 2 === 1 }, clientId, stop.signal)
        )
      )
      await expect.poll(() => watches.every(({ last }) => last?.asOf), { timeout: 60_000 }).toBeTruthy()
      const polls = () => execs.filter(text => text.includes('section queue squeue')).length
      const [before, began] = [polls(), performance.now()]
      await expect.poll(() => polls() - before, { timeout: 60_000 }).toBeGreaterThanOrEqual(5)
      const most = Math.ceil((performance.now() - began) / 1000) + 1
      expect(polls() - before, `${windows.length} watches, a poll every second`).toBeLessThanOrEqual(most)
      stop.abort()
      await Promise.all(watches.map(({ done }) => done))
    }
  })

  it('tells changes with the times of SLURM, whatever zone and clock this computer has', async () => {
    const zone = process.env.TZ
    process.env.TZ = 'Pacific/Kiritimati'
    try {
      const anHourOff = () => new Date(Date.now() + 3_600_000)
      const { jobs } = watchRig(rig, 'export TZ=America/New_York\n', {
        timing: { now: anHourOff, sleep: pause, random: () => 0, floorMs: 1000 }
      })
      const stop = new AbortController()
      const watch = following(jobs.watchChanges(query, 'one', stop.signal))
      const { id } = await submitter.submit('sleep 600', '--job-name=mon-clock')
      const submitted = Date.now()
      await expect.poll(() => watch.jobs.get(id)?.state, { timeout: 60_000 }).toBe('RUNNING')
      const job = watch.jobs.get(id)
      expect(job?.elapsedSeconds).toBeLessThan(600)
      // A wrong zone or clock is hours off.
      expect(Math.abs(Date.parse(job?.startTime ?? '') - submitted)).toBeLessThan(600_000)
      await submitter.jobs.cancel(site, [id], undefined)
      await expect.poll(() => watch.jobs.has(id), { timeout: 60_000 }).toBe(false)
      stop.abort()
      await watch.done
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  it('describes the cluster: GPUs in use, jobs of a partition, a reservation', async () => {
    const name = `mon-${process.pid}`
    const { id } = await submitter.submit('sleep 600', '-p', 'gpu', '--gres=gpu:2', '--job-name=mon-cluster')
    await run('scontrol', [
      ...['create', 'reservation', `reservationname=${name}`, 'starttime=now+30days', 'duration=60'],
      ...['users=cryo', 'nodes=cpu01']
    ])
    try {
      const { jobs, execs } = watchRig(rig)
      const stop = new AbortController()
      const watch = jobs.watchCluster(site, 'one', stop.signal)
      await expect
        .poll(async () => (await jobs.cluster(site, undefined)).partitions.find(one => one.name === 'gpu')?.gpus.used, {
          timeout: 60_000
        })
        .toBeGreaterThanOrEqual(2)
      execs.length = 0
      const { value } = await watch.next()
      const cluster = value ?? expect.unreachable()
      expect(execs, 'queue and cluster are one question').toHaveLength(1)
      expect(cluster).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+/), error: null })
      const nodes = cluster.nodes.map(node => node.name)
      expect(nodes).toEqual(expect.arrayContaining(['cpu01', 'cpu02', 'gpu01', 'gpu02']))
      const gpu = cluster.partitions.find(one => one.name === 'gpu')
      expect(gpu).toMatchObject({ state: 'UP', maxTimeSeconds: 86_400, gpus: { total: 8 } })
      expect(gpu?.jobs.running).toBeGreaterThanOrEqual(1)
      expect(cluster.reservations.find(one => one.name === name)).toMatchObject({ users: ['cryo'], nodes: 'cpu01' })
      stop.abort()
      await watch.next()
    } finally {
      await run('scontrol', ['delete', `reservationname=${name}`])
      await submitter.jobs.cancel(site, [id], undefined)
    }
  })

  it('says that the controller does not answer when squeue hangs', async () => {
    // The limit of 20 s is made 2 s, for the test's sake.
    const before = shadow('squeue', 'sleep 60') + shadow('timeout', 'shift; exec "$real" 2 "$@"')
    await expect(watchRig(rig, before).jobs.list(listing, undefined)).rejects.toMatchObject({ code: 'slurm-down' })
  })

  it('reads the queue behind warnings on both streams', async () => {
    const { id } = await submitter.submit('sleep 60', '--hold', '--job-name=mon-warned')
    const warned = shadow('squeue', 'echo "squeue: warning: old"; echo "squeue: error: odd" >&2; exec "$real" "$@"')
    const { jobs } = await watchRig(rig, warned).jobs.list(listing, undefined)
    expect(jobs.find(job => job.id === id)).toMatchObject({ state: 'PENDING', name: 'mon-warned' })
    await submitter.jobs.cancel(site, [id], undefined)
  })

  it('finds squeue where only a login shell has it on its PATH', async () => {
    const before = `d=$(mktemp -d)
for tool in sh id od tr tail timeout; do ln -s "$(command -v $tool)" "$d/"; done
printf '#!/bin/sh\\nPATH=/usr/bin:$PATH exec /bin/sh "$@"\\n' >"$d/login"; chmod 755 "$d/login"
PATH=$d SHELL=$d/login
`
    expect((await watchRig(rig, before).jobs.list(listing, undefined)).error).toBeNull()
  })

  it('keeps a name and a comment whole, whatever they hold', async () => {
    const odd = `a\x1fb\x1ec <b>&amp; "q" $(id) `.padEnd(1000, 'x')
    const { id } = await submitter.submit('sleep 60', '--hold', `--job-name=${odd}`, `--comment=${odd}\nJobId=1`)
    const { id: lines } = await submitter.submit('sleep 60', '--hold', '--job-name=two\nJobId=1 UserId=root(0)')
    const { jobs } = await watchRig(rig).jobs.list(listing, undefined)
    expect(jobs.find(job => job.id === id)?.name).toBe(odd)
    expect((await submitter.jobs.show(site, id, undefined)).name).toBe(odd)
    expect(jobs.find(job => job.id === lines)?.name).toBe('two\nJobId=1 UserId=root(0)')
    await submitter.jobs.cancel(site, [id, lines], undefined)
  })

  it('cancels 1,000 single jobs at once, and none twice', async () => {
    const connection = await rig.connections.acquire(targetAt(facility.ports.facility))
    const one = 'sbatch --parsable --hold -o /dev/null -J mon-singles --wrap true'
    const { stdout } = await connection.run(`seq 1000 | xargs -P 4 -I% ${one}`, { timeoutMs: 300_000 })
    const ids = stdout.toString().trim().split('\n')
    try {
      const { cancelled, failed } = await submitter.jobs.cancel(site, ids, undefined)
      expect([new Set(cancelled).size, failed]).toEqual([1000, []])
      const { jobs } = await watchRig(rig).jobs.list(listing, undefined)
      expect(jobs.filter(job => job.name === 'mon-singles')).toEqual([])
    } finally {
      await connection.run('scancel -u "$(id -un)" -n mon-singles')
    }
  }, 480_000)

  it('cancels 1,000 tasks at once', async () => {
    const { arrayId } = await submitter.submit('sleep 60', '--hold', '--array=0-999', '--job-name=mon-many')
    const ids = Array.from({ length: 1000 }, (_, task) => `${arrayId}_${task}`)
    const { cancelled, failed } = await submitter.jobs.cancel(site, ids, undefined)
    expect([cancelled.length, failed]).toEqual([1000, []])
    const { jobs } = await watchRig(rig).jobs.list(listing, undefined)
    expect(jobs.some(job => job.arrayId === arrayId)).toBe(false)
  })
})
