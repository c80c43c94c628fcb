/** A run that does a job of RELION: what RELION finds in the job's own folder of this computer. */
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeFacility } from '../../../facility/describe-facility'
import { createRunRig, eventually, local, type RunRig } from './run-rig'

let rig: RunRig
/** The job's folder, which RELION has made with its own files in it. */
let job: string

const marks = async (): Promise<string[]> =>
  (await fs.readdir(job)).filter(name => name.startsWith('RELION_JOB_')).sort()
const text = (name: string): Promise<string> => fs.readFile(join(job, name), 'utf8')

const ask = (command: string, more: object = {}): void =>
  rig.ask({
    command,
    inputs: [{ from: local(job), to: 'Class2D/job008' }],
    outputs: [{ from: 'Class2D/job008', to: local(job) }],
    relionJob: job,
    ...more
  })

describeFacility('a run for RELION', 'ssh', () => {
  beforeEach(async () => {
    rig = await createRunRig()
    job = join(rig.here, 'project', 'Class2D', 'job008')
    await fs.mkdir(job, { recursive: true })
    await fs.writeFile(join(job, 'job.star'), 'data_job')
    // Of an earlier part of the same job, which is gone on with.
    await fs.writeFile(join(job, 'run.out'), 'earlier\n')
    await fs.writeFile(join(job, 'RELION_JOB_EXIT_FAILURE'), '')
  })
  afterEach(() => rig.end())

  it('leaves the mark of success, last of all, and what the job wrote in its two files', async () => {
    const seen: string[][] = []
    rig.beforeCheck = async target => {
      if (target.startsWith(job)) seen.push(await marks())
    }
    ask('echo one; echo two >&2; echo map >Class2D/job008/class.mrc; touch Class2D/job008/RELION_JOB_EXIT_SUCCESS')
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await marks()).toEqual(['RELION_JOB_EXIT_SUCCESS'])
    expect(seen.flat()).toEqual([])
    expect(seen.length).toBeGreaterThan(0)
    expect(await text('class.mrc')).toBe('map\n')
    expect(await text('run.out')).toBe('earlier\none\n')
    expect(await text('run.err')).toBe('two\n')
    const { bytes } = await rig.machineWork.log(rig.parts(), 0)
    expect(Buffer.from(bytes).toString().split('\n').sort()).toEqual(['', 'one', 'two'])
  })

  it('shows what the job writes while it runs', async () => {
    ask('echo begun; while [ ! -e go ]; do sleep 0.1; done; echo ended')
    await rig.boot()
    const driven = rig.drive()
    await eventually(async () => (await text('run.out')) === 'earlier\nbegun\n')
    expect(await marks()).toEqual([])
    await fs.writeFile(join(rig.work, 'go'), '')
    expect(await driven).toEqual({ end: 'fetched', error: null })
    expect(await text('run.out')).toBe('earlier\nbegun\nended\n')
  })

  it('leaves the mark of failure when the command failed', async () => {
    ask('exit 1')
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await marks()).toEqual(['RELION_JOB_EXIT_FAILURE'])
  })

  it('believes RELION that its job failed though the script ended well', async () => {
    ask('touch Class2D/job008/RELION_JOB_EXIT_FAILURE; true')
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await marks()).toEqual(['RELION_JOB_EXIT_FAILURE'])
  })

  it('ends the job when its abort button is pressed, and leaves the mark of that', async () => {
    ask('echo part >Class2D/job008/part.mrc; while :; do sleep 0.1; done')
    await rig.boot()
    const driven = rig.drive()
    await eventually(() => fs.stat(join(rig.work, 'Class2D/job008/part.mrc')))
    await fs.writeFile(join(job, 'RELION_JOB_ABORT_NOW'), '')
    expect(await driven).toEqual({ end: 'fetched', error: null })
    expect(await marks()).toEqual(['RELION_JOB_EXIT_ABORTED'])
    expect(await text('part.mrc')).toBe('part\n')
    expect(rig.run.command.endedBy).toBe('stop')
  })

  it('leaves no mark on the way to the next machine, and keeps what was said on both', async () => {
    const notice = join(rig.here, 'notice')
    await fs.chmod(rig.here, 0o755)
    ask('echo first; trap "exit 1" TERM; while :; do sleep 0.1; done', {
      continueCommand: 'echo second',
      spot: true
    })
    await rig.boot({ FARSCOPE_IMDS_FILE: notice })
    const driven = rig.drive()
    await eventually(async () => (await fs.stat(join(rig.state, 'out.log'))).size > 0)
    await fs.writeFile(notice, '{"action":"terminate"}')
    expect(await driven).toEqual({ end: 'spot' })
    expect(await marks()).toEqual([])
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await marks()).toEqual(['RELION_JOB_EXIT_SUCCESS'])
    expect(await text('run.out')).toBe('earlier\nfirst\nsecond\n')
    const { bytes } = await rig.machineWork.log(rig.parts(), 0)
    // bash itself may have said that its child was ended.
    expect(Buffer.from(bytes).toString()).toMatch(/^first\n(Terminated.*\n)?second\n$/)
  })

  it('is told of a run that came to no end of its own', async () => {
    ask('true')
    await rig.machineWork.over({ ...rig.run, state: 'failed' })
    expect(await marks()).toEqual(['RELION_JOB_EXIT_FAILURE'])
    await rig.machineWork.over({ ...rig.run, state: 'stopped' })
    expect(await marks()).toEqual(['RELION_JOB_EXIT_ABORTED'])
  })
})
