import { afterAll, beforeAll, expect, it } from 'vitest'
import { createJobs } from '../../../src/main/jobs/jobs'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { Connection, RunOptions } from '../../../src/main/ssh/types'
import { describeFacility } from '../../facility/describe-facility'
import { cancelJobs, facility, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'

let rig: Rig
const connect = (): Promise<Connection> => rig.connections.acquire(targetAt(facility.ports.facility))
/** A connection on which each script begins with these lines; the slice calls nothing else of it. */
const beginning = (lines: string) => ({
  connection: async (): Promise<Connection> => {
    const real = await connect()
    return { run: (text: string, options?: RunOptions) => real.run(lines + text, options) } as unknown as Connection
  }
})

// The slice uses no more of the platform than this.
const platform = { clock: systemClock, log: silentLog } as unknown as Platform
const site = 'here'
const listing = { site, allUsers: false, historyDays: 0, unfoldTasks: false, states: [] }
const script = (body: string): string => `#!/bin/sh\n${body}\n`

describeFacility('jobs on a real SLURM', 'slurm', () => {
  beforeAll(async () => {
    rig = await createRig()
  })
  const submitted: string[] = []
  afterAll(async () => {
    await cancelJobs(submitted)
    await rig.close()
  })
  const jobs = createJobs({ platform, access: { connection: connect } })
  async function submit(body: string, ...options: string[]) {
    const job = await jobs.submit({ site, script: script(body), options }, undefined)
    submitted.push(job.arrayId ?? job.id)
    return job
  }

  it('submits, waits and gives the exit code of the script', async () => {
    const { id } = await submit('exit 7')
    expect(await jobs.wait(site, id, undefined)).toMatchObject({ id, state: 'FAILED', exitCode: 7, signal: null })
  })

  it('gives the signal that ended a job', async () => {
    const { id } = await submit('kill -11 $$')
    expect(await jobs.wait(site, id, undefined)).toMatchObject({ state: 'FAILED', exitCode: null, signal: 11 })
  })

  it('lists an array as one job, explains why it waits, and cancels it', async () => {
    const { id, arrayId } = await submit('true', '--array=0-95%3', '--hold', '--job-name=we|ird "x" <b>')
    expect(id).toMatch(/^\d+_\[0-95\]$/)
    const { jobs: listed } = await jobs.list(listing, undefined)
    const mine = listed.find(job => job.arrayId === arrayId)
    expect(mine).toMatchObject({ id, name: 'we|ird "x" <b>', state: 'PENDING', reason: 'JobHeldUser', user: 'cryo' })
    expect(mine?.tasks).toMatchObject({ total: 96, pending: 96 })
    expect(mine?.reasonText).toMatch(/Release it/)
    expect(await jobs.cancel(site, [arrayId ?? ''], undefined)).toEqual({ cancelled: [arrayId], failed: [] })
    expect(await jobs.show(site, id, undefined)).toMatchObject({ state: 'CANCELLED' })
  })

  it('passes on the words of the scheduler when it refuses', async () => {
    await expect(submit('true', '-p', 'nope')).rejects.toMatchObject({
      code: 'remote-error',
      message: expect.stringContaining('invalid partition specified: nope')
    })
    const answer = await jobs.cancel(site, ['999999'], undefined)
    expect(answer).toEqual({ cancelled: [], failed: [{ id: '999999', message: 'Invalid job id specified' }] })
    await expect(jobs.show(site, '999999', undefined)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('reads finished jobs from accounting, and the script of a job', async () => {
    const { id } = await submit('true')
    await jobs.wait(site, id, undefined)
    await expect
      .poll(async () => (await jobs.list({ ...listing, historyDays: 1 }, undefined)).jobs.find(job => job.id === id), {
        timeout: 60_000,
        interval: 500
      })
      .toMatchObject({ state: 'COMPLETED', exitCode: 0 })
    expect(await jobs.script(site, id, undefined)).toEqual({ text: script('true') })
  })

  it('says that SLURM is missing instead of showing an empty queue', async () => {
    const bare = `d=$(mktemp -d)
for tool in sh id od tr tail timeout; do ln -s "$(command -v $tool)" "$d/"; done
PATH=$d SHELL=/bin/false
`
    const none = createJobs({ platform, access: beginning(bare) })
    await expect(none.list(listing, undefined)).rejects.toMatchObject({ code: 'command-missing' })
  })

  it('says that the controller does not answer instead of showing an empty queue', async () => {
    // A configuration of a cluster whose controller is a closed port, and is given up soon.
    const dead = `SLURM_CONF=$(mktemp); export SLURM_CONF; trap 'rm -f "$SLURM_CONF"' EXIT
{ sed -e 's/^SlurmctldPort=.*/SlurmctldPort=9/' /etc/slurm/slurm.conf; echo MessageTimeout=2; } >"$SLURM_CONF"
`
    const down = createJobs({ platform, access: beginning(dead) })
    await expect(down.list(listing, undefined)).rejects.toMatchObject({ code: 'slurm-down' })
  })

  it('lists the jobs of all users when asked', async () => {
    const { id } = await submit('sleep 60', '--hold')
    const all = await jobs.list({ ...listing, allUsers: true }, undefined)
    expect(all.jobs.map(job => job.id)).toContain(id)
    await jobs.cancel(site, [id], undefined)
  })

  it('counts the finished tasks of an array that is still in the queue', async () => {
    const { arrayId } = await submit('[ $SLURM_ARRAY_TASK_ID -lt 2 ] || sleep 120', '--array=0-4')
    expect(arrayId, 'the scheduler told of it at once').toMatch(/^\d+$/)
    const counts = async () =>
      // Accounting's answer is kept for a while, so each look has a memory of its own.
      (await createJobs({ platform, access: { connection: connect } }).list(listing, undefined)).jobs.find(
        job => job.arrayId === arrayId
      )?.tasks
    await expect.poll(counts, { timeout: 60_000, interval: 500 }).toMatchObject({ total: 5, done: 2, failed: 0 })
    await jobs.cancel(site, [arrayId ?? ''], undefined)
  })

  it('cancels what there is and names what there is not', async () => {
    const { id } = await submit('sleep 60', '--hold')
    const { arrayId } = await submit('sleep 60', '--hold', '--array=0-3')
    const ids = [id, '999999', `${arrayId}_2`, `${arrayId}_77`]
    const { cancelled, failed } = await jobs.cancel(site, ids, undefined)
    expect(cancelled).toEqual([id, `${arrayId}_2`])
    expect(failed.map(one => one.id).sort()).toEqual([`${arrayId}_77`, '999999'].sort())
    expect(failed.find(one => one.id === '999999')?.message).toBe('Invalid job id specified')
    await jobs.cancel(site, [arrayId ?? ''], undefined)
  })

  it('follows the output until the job ends, also when the file is replaced', async () => {
    const folder = await scratch()
    // It goes on when its first line was seen, however late that is.
    const body = 'echo one; until [ -e go ]; do sleep 0.2; done; echo two >new; mv new "$1"; echo three >>"$1"'
    const { id } = await submit(`set -- ${folder}/out\n${body}`, `--chdir=${folder}`, '--output=out')
    let text = ''
    const query = { site, id, stream: 'stdout' as const, lines: 10, follow: true }
    for await (const event of jobs.tail(query, AbortSignal.timeout(200_000))) {
      text +=
        event.type === 'text'
          ? event.text
          : event.type === 'opened' || event.type === 'waiting'
            ? ''
            : `<${event.type}>`
      if (text === 'one\n') await (await connect()).run('touch "$1/go"', { args: [folder] })
    }
    expect(text).toBe('one\n<reset>two\nthree\n<end>')
  })
})
