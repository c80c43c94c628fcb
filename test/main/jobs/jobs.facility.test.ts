import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { forAnyLoginShell, withArguments } from '../../../src/domain/shell'
import { createJobs } from '../../../src/main/jobs/jobs'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { Connection, RunOptions, RunResult } from '../../../src/main/ssh/types'
import { describeFacility } from '../../facility/describe-facility'
import { facility } from '../../facility/facility'

/** The real login node through ssh(1): what is tested here is the slice, not our own SSH. */
function run(script: string, { args = [], stdin }: RunOptions = {}): Promise<RunResult> {
  const options = ['-p', String(facility.ports.facility), '-i', facility.keys.cryo, '-o', 'IdentitiesOnly=yes']
  const quiet = ['-o', `UserKnownHostsFile=${facility.knownHosts}`, '-o', 'BatchMode=yes', '-o', 'LogLevel=ERROR']
  const child = spawn('ssh', [
    ...options,
    ...quiet,
    `cryo@${facility.host}`,
    forAnyLoginShell(withArguments(script, args))
  ])
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.end(stdin)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ stdout: Buffer.concat(out), stderr: Buffer.concat(err), code, signal: null }))
  })
}

// The slice uses no more of a connection and of the platform than this.
const connection = { run } as unknown as Connection
const platform = { clock: systemClock, log: silentLog } as unknown as Platform
const site = 'here'
const listing = { site, allUsers: false, historyDays: 0, unfoldTasks: false, states: [] }
const script = (body: string): string => `#!/bin/sh\n${body}\n`

describeFacility('jobs on a real SLURM', 'slurm', () => {
  const jobs = createJobs({ platform, access: { connection: async () => connection } })
  const submit = (body: string, ...options: string[]) => jobs.submit({ site, script: script(body), options }, undefined)

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
        timeout: 15_000,
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
    const without = { run: (text: string, options?: RunOptions) => run(bare + text, options) }
    // As above: the slice calls nothing else.
    const none = createJobs({ platform, access: { connection: async () => without as unknown as Connection } })
    await expect(none.list(listing, undefined)).rejects.toMatchObject({ code: 'command-missing' })
  })
})
