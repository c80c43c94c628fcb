/** Runs on a machine behind a real sshd, with everything that may go wrong on the way. */
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeFacility } from '../../../facility/describe-facility'
import { createRunRig, local, type RunRig } from './run-rig'

let rig: RunRig
const here = (name: string): string => join(rig.here, name)
const text = (path: string): Promise<string> => fs.readFile(path, 'utf8')

/** What comes by itself. */
const eventually = (check: () => unknown): Promise<void> =>
  expect.poll(check, { timeout: 60_000, interval: 50 }).toBeTruthy() as unknown as Promise<void>

async function logText(from = 0): Promise<string> {
  const { bytes } = await rig.machineWork.log(rig.parts(), from)
  return Buffer.from(bytes).toString('utf8')
}

describeFacility('the work on the machine of a run', 'ssh', () => {
  beforeEach(async () => {
    rig = await createRunRig()
  })
  afterEach(() => rig.end())

  it('brings inputs up, runs the command, and brings its outputs and its words down, proven', async () => {
    await fs.mkdir(here('movies'))
    await fs.writeFile(here('movies/one.mrc'), 'first')
    await fs.writeFile(here('params.star'), 'data_')
    rig.ask({
      command: 'ls -R\ncat in/movies/one.mrc params.star >out.txt\nmkdir -p deep && cp out.txt deep/copy.txt',
      inputs: [
        { from: local(here('movies')), to: 'in/movies' },
        { from: local(here('params.star')), to: 'params.star' }
      ],
      outputs: [
        { from: 'out.txt', to: local(here('results/all.txt')) },
        { from: 'deep', to: local(here('results/deep')) }
      ]
    })
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched' })
    expect(await text(here('results/all.txt'))).toBe('firstdata_')
    expect(await text(here('results/deep/copy.txt'))).toBe('firstdata_')
    expect(rig.run.command).toMatchObject({ exitCode: 0, endedBy: 'itself' })
    expect(rig.run).toMatchObject({
      uploaded: { files: 2, verified: 2 },
      fetched: { files: 2, verified: 2 },
      error: null
    })
    expect(rig.reports.flatMap(({ state }) => state ?? [])).toEqual(['uploading', 'running', 'fetching'])
    expect(await logText()).toContain('one.mrc')
    expect(await logText()).toBe(await text(join(rig.here, 'runs', rig.run.id, 'output.log')))
  })

  it('fetches what a command that failed has written, and takes no offence at what it has not', async () => {
    rig.ask({
      command: 'echo half >half.txt; echo wrong >&2; exit 7',
      outputs: [
        { from: 'half.txt', to: local(here('half.txt')) },
        { from: 'whole.txt', to: local(here('whole.txt')) }
      ]
    })
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched' })
    expect(await text(here('half.txt'))).toBe('half\n')
    expect(rig.run).toMatchObject({ command: { exitCode: 7, endedBy: 'itself' }, error: null })
    expect(await logText()).toBe('wrong\n')
  })

  it('names an output that a command which ended well has not written', async () => {
    rig.ask({ command: 'true', outputs: [{ from: 'lost.txt', to: local(here('lost.txt')) }] })
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched' })
    expect(rig.run.error).toMatchObject({ code: 'not-found', message: expect.stringContaining('lost.txt') })
  })

  it('runs on while the link is cut and the engine is ended, and is begun once', async () => {
    rig.ask({
      command: 'echo begun >>begun.txt\nwhile [ ! -e go ]; do sleep 0.1; done\necho done >out.txt',
      outputs: [
        { from: 'out.txt', to: local(here('out.txt')) },
        { from: 'begun.txt', to: local(here('begun.txt')) }
      ]
    })
    await rig.boot()
    const first = rig.drive()
    await eventually(() => rig.run.state === 'running')
    rig.link.cut()
    await eventually(() => rig.reports.some(({ error }) => error?.code === 'unreachable'))
    await eventually(() => rig.run.error === null)
    rig.ending.abort()
    await expect(first).rejects.toThrow()
    await rig.restart()
    const second = rig.drive()
    await fs.writeFile(join(rig.work, 'go'), '')
    expect(await second).toEqual({ end: 'fetched' })
    expect(await text(here('begun.txt'))).toBe('begun\n')
    expect(await text(here('out.txt'))).toBe('done\n')
  })

  it('ends the command when it is told to, also one that does not listen, and fetches what it wrote', async () => {
    rig.ask({
      command: "trap '' TERM\necho part >part.txt\nwhile :; do sleep 0.1; done",
      outputs: [{ from: 'part.txt', to: local(here('part.txt')) }]
    })
    await rig.boot()
    const driven = rig.drive()
    await eventually(() => rig.run.command.startedAt !== null)
    await eventually(() => fs.stat(join(rig.work, 'part.txt')).catch(() => null))
    await rig.machineWork.stop(rig.parts())
    expect(await driven).toEqual({ end: 'fetched' })
    expect(rig.run.command).toMatchObject({ exitCode: 137, endedBy: 'stop' })
    expect(await text(here('part.txt'))).toBe('part\n')
  })
})
