import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settingsSchema } from '@contract/app'
import { type JobNotice, jobEvents } from '@contract/jobs-history'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pause } from '../../../src/main/broadcast'
import { createRecordedJobs, type RecordedJobs } from '../../../src/main/jobs/recorder-jobs'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { Connection, RunOptions } from '../../../src/main/ssh/types'
import { openStore, type Store } from '../../../src/main/store/store'
import { describeFacility } from '../../facility/describe-facility'
import { cancelJobs, dropConnections, facility } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { bringNodeBack, failNode } from './failed-node'
import { reachLimit } from './reach-limit'

const site = 'here'
const sleepMs = 1000

describeFacility('the memory of jobs on a real SLURM', 'slurm', () => {
  let rig: Rig
  let folder: string
  let store: Store
  let recorded: RecordedJobs
  const notices = (): JobNotice[] => store.jobNotices.page(undefined, 1000)
  const endsOf = (id: string): JobNotice[] => notices().filter(({ job, event }) => job === id && event !== 'started')

  /** Before each question: the site has no accounting. */
  const withoutAccounting = `d=$(mktemp -d); PATH=$d:$PATH; trap 'rm -r "$d"' EXIT
printf '#!/bin/sh\\necho Slurm accounting storage is disabled >&2; exit 1\\n' >"$d/sacct"; chmod +x "$d/sacct"
`

  function open(lines = ''): void {
    store = openStore(folder, silentLog)
    // The slice uses no more of the platform than this.
    const platform = { clock: systemClock, log: silentLog, door: 'host', notify() {} } as unknown as Platform
    const settings = { read: () => ({ ...settingsSchema.parse({}), jobNotices: [...jobEvents] }) }
    const connect = () => rig.connections.acquire(targetAt(facility.ports.facility))
    const access = {
      connection: async (): Promise<Connection> => {
        const real = await connect()
        // The slice calls nothing else of it here.
        return { run: (text: string, options?: RunOptions) => real.run(lines + text, options) } as unknown as Connection
      }
    }
    // Its polls are a second apart here.
    const sleep = (milliseconds: number, signal: AbortSignal) => pause(Math.min(milliseconds, sleepMs), signal)
    const timing = { now: () => new Date(), sleep, random: Math.random, floorMs: sleepMs }
    recorded = createRecordedJobs({ platform, access, store, settings, sites: async () => [{ name: site }], timing })
  }
  async function close(): Promise<void> {
    await recorded.jobs.close()
    store.close()
  }
  async function until(what: () => boolean, seconds: number): Promise<void> {
    await expect.poll(what, { timeout: seconds * 1000, interval: 300 }).toBe(true)
  }
  const hasStarted = (id: string): boolean => notices().some(({ job, event }) => job === id && event === 'started')
  const submitted: string[] = []
  const submit = async (body: string, ...options: string[]): Promise<string> => {
    const script = `#!/bin/sh\n${body}\n`
    const job = await recorded.jobs.submit({ site, script, name: 'his', options }, undefined)
    const id = job.arrayId ?? job.id
    submitted.push(id)
    return id
  }

  beforeAll(async () => {
    rig = await createRig()
    folder = mkdtempSync(join(tmpdir(), 'farscope-his-'))
    // Jobs look into it.
    chmodSync(folder, 0o755)
    open()
  })
  afterAll(async () => {
    await cancelJobs(submitted)
    await close()
    rmSync(folder, { recursive: true })
    await rig.close()
  })

  it('tells each end once, also over a restart, and keeps it', async () => {
    // The node that is to fail has no other of them.
    const other = ['-w', 'cpu01']
    const ids = {
      completed: await submit('sleep 2', ...other),
      exit42: await submit('exit 42', ...other),
      signal11: await submit('sleep 6; kill -11 $$', ...other),
      timeout: await submit('sleep 900', '-t', '1', ...other),
      outside: await submit('sleep 900', ...other),
      here: await submit('sleep 900', ...other),
      node: await submit('sleep 900', '-w', 'cpu02', '--no-requeue', '--mem=10M'),
      array: await submit('sleep 1; test $SLURM_ARRAY_TASK_ID != 3', '--array=0-7', ...other)
    }
    await until(() => [ids.node, ids.outside, ids.here, ids.timeout].every(hasStarted), 90)
    await reachLimit(ids.timeout)
    await close()
    const connection = await rig.connections.acquire(targetAt(facility.ports.facility))
    await connection.run('scancel "$1"', { args: [ids.outside] })
    await failNode('cpu02')
    await bringNodeBack('cpu02')
    open()
    await recorded.jobs.cancel(site, [ids.here], undefined)
    const ended = () => recorded.history.list({ sites: [site], states: [], text: '' }, 0, 1000).jobs
    const stateOf = (id: string): string | undefined => ended().find(job => job.id === id)?.state
    const { here, array, ...noticed } = ids
    await until(() => Object.values(noticed).every(id => endsOf(id).length > 0), 150)
    await until(() => stateOf(here) !== undefined && endsOf(array).some(({ text }) => text.includes('all 8')), 90)
    await recorded.recorder.idle()
    const told = Object.fromEntries(
      Object.entries(ids).map(([name, id]) => [name, endsOf(id).map(({ event, text }) => `${event}: ${text}`)])
    )
    expect(told).toEqual({
      completed: [expect.stringMatching(/^completed: his \(\d+\) completed after \d+ s\.$/)],
      exit42: [expect.stringMatching(/^failed: his \(\d+\) failed with exit code 42/)],
      signal11: [expect.stringMatching(/^failed: his \(\d+\) was ended by signal 11 \(segmentation fault\)/)],
      timeout: [expect.stringMatching(/^timeout: his \(\d+\) reached its time limit of 1 min and was ended\.$/)],
      outside: [expect.stringMatching(/^cancelled: his \(\d+\) was cancelled, but not from here/)],
      here: [],
      node: [expect.stringMatching(/^node-fail: his \(\d+\) lost a node that failed \(cpu02\)/)],
      array: expect.arrayContaining([expect.stringContaining('all 8 tasks ended: 7 completed, 1 failed.')])
    })
    expect(Object.entries(ids).map(([name, id]) => [name, stateOf(id)])).toEqual([
      ['completed', 'COMPLETED'],
      ['exit42', 'FAILED'],
      ['signal11', 'FAILED'],
      ['timeout', 'TIMEOUT'],
      ['outside', 'CANCELLED'],
      ['here', 'CANCELLED'],
      ['node', 'NODE_FAIL'],
      ['array', undefined]
    ])
    expect(ended().find(({ id }) => id === ids.completed)).toMatchObject({
      source: 'accounting',
      cpuSecondsGiven: expect.any(Number)
    })
    expect((await recorded.jobs.script(site, ids.exit42, undefined)).text).toBe('#!/bin/sh\nexit 42\n')
  }, 480_000)

  it('takes from the controller how jobs ended where accounting is off', async () => {
    await close()
    open(withoutAccounting)
    const ids = {
      completed: await submit('sleep 2'),
      exit42: await submit('sleep 2; exit 42'),
      signal11: await submit('sleep 2; kill -11 $$'),
      array: await submit('sleep 1; test $SLURM_ARRAY_TASK_ID != 3', '--array=0-7')
    }
    // Of the array the failure of a first task is told too.
    const lastOf = (id: string): string | undefined =>
      endsOf(id).find(({ text }) => !text.includes('others go on'))?.text
    await until(() => Object.values(ids).every(id => lastOf(id) !== undefined), 90)
    await recorded.recorder.idle()
    expect(Object.values(ids).map(lastOf)).toEqual([
      expect.stringMatching(/ completed after \d+ s\.$/),
      expect.stringContaining('failed with exit code 42'),
      expect.stringContaining('signal 11 (segmentation fault)'),
      expect.stringContaining('all 8 tasks ended: 7 completed, 1 failed.')
    ])
    const { jobs } = recorded.history.list({ sites: [], states: [], text: ids.exit42 }, 0, 10)
    expect(jobs).toMatchObject([{ state: 'FAILED', source: 'seen', exitCode: 42 }])
    await close()
    open()
  })

  it('tells an end once that came while the link was cut', async () => {
    // It ends when it was seen and its link is cut, however late that is.
    const go = join(folder, 'go')
    const id = await submit(`until [ -e ${go} ]; do sleep 0.2; done; exit 42`)
    await until(() => hasStarted(id), 90)
    const connection = await rig.connections.acquire(targetAt(facility.ports.facility))
    // The polls go on meanwhile: each of them makes a link that is cut again.
    for (let count = 0; count < 4; count++) {
      await dropConnections('facility')
      writeFileSync(go, '')
      await pause(1500, undefined)
    }
    await until(() => endsOf(id).length > 0, 90)
    await recorded.recorder.idle()
    expect(connection.connected, 'that link is gone').toBe(false)
    await pause(3000, undefined)
    expect(endsOf(id).map(({ event, text }) => [event, text])).toEqual([
      ['failed', expect.stringContaining('failed with exit code 42')]
    ])
  })

  it('tells of a job that was requeued only when it ends', async () => {
    const id = await submit('sleep 900')
    await until(() => hasStarted(id), 90)
    await recorded.jobs.act(site, [id], { kind: 'requeue' }, undefined)
    // SLURM holds a requeued job back for up to two minutes; its second life is cancelled instead.
    await pause(6000, undefined)
    expect(endsOf(id)).toEqual([])
    await recorded.jobs.cancel(site, [id], undefined)
  })
})
