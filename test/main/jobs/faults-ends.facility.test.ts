import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { settingsSchema } from '@contract/app'
import type { Job } from '@contract/job'
import { jobEvents } from '@contract/jobs-history'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pause } from '../../../src/main/broadcast'
import { createJobs } from '../../../src/main/jobs/jobs'
import { createRecordedJobs, type RecordedJobs } from '../../../src/main/jobs/recorder-jobs'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'
import { describeFacility } from '../../facility/describe-facility'
import { facility, facilityFolder } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { bringNodeBack, failNode } from './failed-node'
import { reachLimit } from './reach-limit'

const run = promisify(execFile)
const site = 'here'

describeFacility('the ways in which a job of a real SLURM goes wrong', 'slurm', () => {
  let rig: Rig
  let folder: string
  let store: Store
  let recorded: RecordedJobs
  const sent: string[] = []
  // The slice uses no more of the platform than this.
  const platform = { clock: systemClock, log: silentLog, door: 'host', notify() {} } as unknown as Platform
  const access = { connection: () => rig.connections.acquire(targetAt(facility.ports.facility)) }

  beforeAll(async () => {
    rig = await createRig()
    folder = mkdtempSync(join(tmpdir(), 'farscope-faults-'))
    // Jobs look into it.
    chmodSync(folder, 0o755)
    store = openStore(folder, silentLog)
    const sleep = (milliseconds: number, signal: AbortSignal) => pause(Math.min(milliseconds, 1000), signal)
    recorded = createRecordedJobs({
      ...{ platform, access, store, sites: async () => [{ name: site }] },
      settings: { read: () => ({ ...settingsSchema.parse({}), jobNotices: [...jobEvents] }) },
      timing: { now: () => new Date(), sleep, random: Math.random, floorMs: 1000 }
    })
  })
  afterAll(async () => {
    await recorded.jobs.cancel(site, sent, undefined)
    await recorded.jobs.close()
    store.close()
    rmSync(folder, { recursive: true })
    await rig.close()
  })

  async function submit(body: string, ...options: string[]): Promise<string> {
    const script = `#!/bin/sh\n${body}\n`
    const { id } = await recorded.jobs.submit({ site, script, name: 'faults-end', options }, undefined)
    sent.push(id)
    return id
  }
  const listed = async (id: string): Promise<Job | undefined> => {
    const query = { site, allUsers: false, historyDays: 1, unfoldTasks: false, states: [] }
    // Accounting's answer is kept for a while, so each look has a memory of its own.
    const { jobs } = await createJobs({ platform, access }).list(query, undefined)
    return jobs.find(job => job.id === id)
  }
  const inState = (id: string, state: string, seconds = 90) =>
    expect.poll(async () => (await listed(id))?.state, { timeout: seconds * 1000, interval: 500 }).toBe(state)
  const told = (id: string, event: string): string | undefined =>
    store.jobNotices.page(undefined, 1000).find(notice => notice.job === id && notice.event === event)?.text
  const isTold = (id: string, event: string, words: RegExp, seconds = 90) =>
    expect.poll(() => told(id, event), { timeout: seconds * 1000, interval: 300 }).toMatch(words)

  it('it reaches its time limit, and the list, the history and a notice say so', async () => {
    const id = await submit('sleep 900', '-t', '1')
    await inState(id, 'RUNNING')
    await reachLimit(id)
    await isTold(id, 'timeout', /^faults-end \(\d+\) reached its time limit of 1 min and was ended\.$/, 150)
    await inState(id, 'TIMEOUT')
    expect(await listed(id)).toMatchObject({ limitSeconds: 60, endTime: expect.any(String) })
  }, 480_000)

  it('its script exits with 42, or a signal ends it', async () => {
    const exit = await submit('exit 42')
    const signal = await submit('kill -11 $$')
    await isTold(exit, 'failed', /failed with exit code 42/)
    await isTold(signal, 'failed', /signal 11 \(segmentation fault\)/)
    expect(await recorded.jobs.show(site, exit, undefined)).toMatchObject({
      state: 'FAILED',
      exitCode: 42,
      signal: null
    })
    expect(await recorded.jobs.show(site, signal, undefined)).toMatchObject({ state: 'FAILED', signal: 11 })
  }, 480_000)

  it('its node fails, and it is either over or in the queue again', async () => {
    const over = await submit('sleep 900', '-w', 'cpu02', '--no-requeue', '--mem=10M')
    const again = await submit('sleep 900', '-w', 'cpu02', '--requeue', '--mem=10M')
    await inState(over, 'RUNNING')
    await inState(again, 'RUNNING')
    try {
      await failNode('cpu02')
      await isTold(over, 'node-fail', /lost a node that failed \(cpu02\)/)
      await inState(over, 'NODE_FAIL')
      await inState(again, 'PENDING')
      await expect.poll(async () => (await listed(again))?.reasonText, { timeout: 90_000 }).toMatch(/\w+ \w+/)
      // It would start anew in about two minutes.
      await run('scontrol', ['hold', again])
    } finally {
      await bringNodeBack('cpu02')
    }
    // That life of it is over: the person is told, and sees it wait for the next one.
    await isTold(again, 'node-fail', /lost a node that failed/)
    expect((await listed(again))?.state).toBe('PENDING')
  }, 480_000)

  /**
   * SLURM notices too much memory through cgroups, which the facility has none of; JobAcctGatherParams=OverMemoryKill
   * was tried with jobacct_gather/linux of 22.05.8 and ends nothing. So accounting itself is told that this job's end
   * was one (JOB_OOM is 11 in slurm.h, and 253 its exit code), and the real sacct prints it.
   */
  it('it ran out of memory', async () => {
    // It ends when it was seen and nobody asks any more, however late that is.
    const go = join(folder, 'go')
    const id = await submit(`until [ -e ${go} ]; do sleep 0.2; done; kill -9 $$`, '--mem=50M')
    await inState(id, 'RUNNING')
    // Nobody asks while the record is not yet as it should be.
    recorded.jobs.offline()
    writeFileSync(go, '')
    await expect
      .poll(async () => (await run('sacct', ['-nPX', '-j', id, '-o', 'State'])).stdout.trim(), { timeout: 60_000 })
      .toBe('FAILED')
    const socket = join(facilityFolder, 'slurm', 'run', 'mysql.sock')
    const change = `update slurm_acct_db.facility_job_table set state = 11, exit_code = 253 where id_job = ${Number(id)}`
    await run('mysql', ['--no-defaults', '-S', socket, '-e', change])
    recorded.jobs.online()
    await isTold(id, 'out-of-memory', /the 50 MiB it was given|memory/)
    await inState(id, 'OUT_OF_MEMORY')
  }, 480_000)

  it('what it depends on failed, so it can never start', async () => {
    const first = await submit('exit 1')
    const second = await submit('true', `--dependency=afterok:${first}`)
    await expect.poll(async () => (await listed(second))?.reason, { timeout: 60_000 }).toBe('DependencyNeverSatisfied')
    expect(await listed(second)).toMatchObject({
      state: 'PENDING',
      reasonText: expect.stringMatching(/never start.*Cancel it/)
    })
  }, 480_000)
})
