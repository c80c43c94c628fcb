/** The guard of a run's machine, run for real: the end of the machine, spot notices, idle rules. */
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeFacility } from '../../../facility/describe-facility'
import { createRunRig, eventually, local, type RunRig } from './run-rig'

let rig: RunRig
const here = (name: string): string => join(rig.here, name)
const text = (path: string): Promise<string> => fs.readFile(path, 'utf8')

/** In the place of shutdown(8): what it was told. */
const shutdown = '#!/bin/sh\necho "$*" >>"$FARSCOPE_ROOT/shutdown"\n'
const told = async (): Promise<string[]> => (await text(join(rig.root, 'shutdown')).catch(() => '')).split('\n')

const endless = 'echo part >part.txt\nwhile :; do sleep 0.1; done'
const part = () => [{ from: 'part.txt', to: local(here('part.txt')) }]

/** proc(5) of a processor that does nothing; each look sees time go by. */
async function idleProcessor(): Promise<() => void> {
  const file = join(rig.here, 'stat')
  let ticks = 1000
  const write = (): void => {
    ticks += 10
    void fs.writeFile(file, `cpu 1 1 1 1\ncpu0 50 0 50 ${ticks} 0 0 0 0 0 0\n`)
  }
  write()
  const timer = setInterval(write, 100)
  await fs.chmod(rig.here, 0o755)
  return () => clearInterval(timer)
}

describeFacility('the guard of a machine', 'ssh', () => {
  beforeEach(async () => {
    rig = await createRunRig()
  })
  afterEach(() => rig.end())

  it('ends the machine when its time is over, though nobody is there, and has a second net', async () => {
    await rig.boot({}, { deadline: Date.now() + 3_000, programs: { shutdown } })
    await eventually(async () => (await told()).includes('-h now'))
    expect((await told())[0]).toMatch(/^-P \+\d+$/)
  })

  it('lets a machine live whose time is moved, and moves the second net', async () => {
    await rig.boot({}, { deadline: Date.now() + 600_000, programs: { shutdown } })
    await eventually(async () => (await told()).filter(line => line === '-P +16').length === 2)
    const later = Date.now() + 7_200_000
    await rig.machineWork.renew(rig.parts(), later)
    expect(await rig.machineWork.deadline(rig.parts())).toBe(Math.floor(later / 1000) * 1000)
    await eventually(async () => (await told()).includes('-P +126'))
    expect(await told()).not.toContain('-h now')
    await rig.machineWork.renew(rig.parts(), Date.now() - 1000)
    await eventually(async () => (await told()).includes('-h now'))
  })

  it('never calls a shutdown that is not of the machine it plays', async () => {
    const computer = join(rig.here, 'sbin')
    await fs.mkdir(computer)
    await fs.chmod(rig.here, 0o755)
    await fs.writeFile(join(computer, 'shutdown'), shutdown, { mode: 0o755 })
    await fs.writeFile(join(computer, 'nvidia-smi'), '#!/bin/sh\n', { mode: 0o755 })
    const notice = join(rig.here, 'notice')
    await rig.boot(
      { PATH: `${computer}:/usr/bin:/bin`, FARSCOPE_IMDS_FILE: notice, FARSCOPE_GRACE: '0' },
      { deadline: Date.now() - 1000 }
    )
    // What comes after the end of the machine in the guard's round has been done.
    await fs.writeFile(notice, '{"action": "terminate"}')
    await eventually(() => fs.stat(join(rig.state, 'spot')))
    expect(await told()).toEqual([''])
  })

  it('ends a command whose processors do nothing, says so, and leaves the machine its outputs', async () => {
    rig.ask({ command: endless, outputs: part(), idleSeconds: 60 })
    const stop = await idleProcessor()
    try {
      await rig.boot({ FARSCOPE_PROC_STAT: join(rig.here, 'stat') }, { idleSeconds: 1, programs: { shutdown } })
      expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    } finally {
      stop()
    }
    expect(rig.run.command).toMatchObject({ exitCode: 143, endedBy: 'idle' })
    expect(await text(here('part.txt'))).toBe('part\n')
    expect(await told()).not.toContain('-h now')
  })

  it('ends a command when every GPU does nothing, and not when one of them works', async () => {
    rig.ask({ command: endless, outputs: part(), gpuIdleSeconds: 60 })
    const smi = '#!/bin/sh\necho "$*" >>"$FARSCOPE_ROOT/asked"\ncat "$FARSCOPE_ROOT/load"\n'
    await rig.boot({}, { gpuIdleSeconds: 1, programs: { 'nvidia-smi': smi }, files: { load: '0\n95\n' } })
    const driven = rig.drive()
    const asked = async (): Promise<string[]> =>
      (await text(join(rig.root, 'asked')).catch(() => '')).split('\n').filter(line => line !== '')
    await eventually(async () => (await asked()).length > 15)
    expect(rig.run.state).toBe('running')
    expect((await asked())[0]).toBe('--query-gpu=utilization.gpu --format=csv,noheader,nounits')
    await fs.writeFile(join(rig.root, 'load'), '0\n3\n')
    expect(await driven).toEqual({ end: 'fetched', error: null })
    expect(rig.run.command).toMatchObject({ endedBy: 'gpu-idle' })
  })

  it('brings back what there is when the machine is taken away, and goes on with it on the next', async () => {
    rig.ask({
      command: "trap 'echo 40 >done.txt; exit 3' TERM\necho start >log.txt\nwhile :; do sleep 0.1; done",
      continueCommand: 'echo "from $(cat done.txt)" >>log.txt',
      outputs: [
        { from: 'done.txt', to: local(here('done.txt')) },
        { from: 'log.txt', to: local(here('log.txt')) }
      ],
      spot: true
    })
    const notice = join(rig.here, 'notice')
    await fs.chmod(rig.here, 0o755)
    await rig.boot({ FARSCOPE_IMDS_FILE: notice })
    const driven = rig.drive()
    await eventually(() => fs.stat(join(rig.work, 'log.txt')))
    await fs.writeFile(notice, '{"action": "terminate", "time": "2026-11-22T08:22:00Z"}')
    expect(await driven).toEqual({ end: 'spot' })
    expect(rig.run.command).toMatchObject({ exitCode: 3, endedBy: 'spot' })
    expect(await text(here('done.txt'))).toBe('40\n')

    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await text(here('log.txt'))).toBe('start\nfrom 40\n')
    expect(rig.run.command).toMatchObject({ exitCode: 0, endedBy: 'itself' })
    expect(rig.transfers.list()).toEqual([])
  })

  it('begins nothing on a machine that is being taken away', async () => {
    const notice = join(rig.here, 'notice')
    await fs.chmod(rig.here, 0o755)
    await fs.writeFile(notice, '{"action": "terminate"}')
    rig.ask({ command: 'touch ran', continueCommand: 'touch ran', spot: true })
    await rig.boot({ FARSCOPE_IMDS_FILE: notice })
    await eventually(() => fs.stat(join(rig.state, 'spot')))
    expect(await rig.drive()).toEqual({ end: 'spot' })
    expect(await fs.readdir(rig.work)).toEqual([])
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await fs.readdir(rig.work)).toEqual(['ran'])
  })
})
