/** Displays of the other kinds by the command, at the demo facility: made, listed, opened, ended. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Display } from '@contract/display'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoFacility } from '../../../src/demo/demo-facility'
import { startBareFacility } from '../../demo/bare-facility'
import { type CommandsHere, commandsHere } from './command-here'

let here: CommandsHere
let facility: DemoFacility
let home = ''

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'farscope-demo-'))
  facility = await startBareFacility(home)
  here = await commandsHere(() => ({ environment: {}, startDemo: async () => facility }))
  await here.client.app.startDemo()
}, 60_000)
afterAll(async () => {
  await here.end()
  await facility.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const make = (...words: string[]): string[] => ['display', 'create', 'demo', ...words]
/** The command prints what its schema says; its types are not looked at again. */
const made = async (...words: string[]): Promise<Display> => (await here.json(...make(...words))) as Display
const listed = async (kind: string): Promise<Display[]> =>
  (await here.json('display', 'list', 'demo', '--kind', kind)) as Display[]

describe('a FastX session by the command', () => {
  it('is made, listed, opened in its page and ended', async () => {
    const words = ['--kind', 'fastx', '--command', 'xterm', '--name', 'Grid 3', '--size', '1280x720']
    const { id } = await made(...words)
    expect(await listed('fastx')).toMatchObject([{ id, name: 'Grid 3', size: '1280x720', state: 'ready' }])
    const opened = await here.json('display', 'open', 'demo', id, '--kind', 'fastx', '--print')
    expect(opened).toMatchObject({ kind: 'fastx', way: 'web', sessionId: id, url: expect.stringMatching(/^http:/) })
    // Its client is not installed here.
    const native = ['display', 'open', 'demo', id, '--kind', 'fastx', '--way', 'native']
    expect(await here.failure(...native)).toEqual([1, 'not-found'])
    const close = ['display', 'close', 'demo', id, '--kind', 'fastx']
    expect(await here.failure(...close)).toEqual([2, 'confirmation-required'])
    expect(await here.json(...close, '--yes')).toEqual({ closed: id })
    expect(await listed('fastx')).toEqual([])
  }, 60_000)

  it('is in no job and has no GL: that is refused by name', async () => {
    for (const words of [['--job'], ['--gl', 'on'], ['--type', 'console']]) {
      const { status, stderr } = await here.run(...make('--kind', 'fastx', '--command', 'xterm', ...words))
      expect([status, stderr]).toEqual([2, expect.stringContaining('FastX does not take')])
    }
  })
})

describe("a facility's own display by the command", () => {
  it('is made by its line and opened in its page, whose secret is printed nowhere', async () => {
    const line = `printf '{"url":"https://localhost:18443/desk?t=canary-secret","id":"desk"}'`
    expect(await here.run(...make('--kind', 'command', '--command', line))).toMatchObject({ status: 0 })
    const list = await here.run('display', 'list', 'demo', '--kind', 'command')
    expect(list.stdout).toMatch(/command +main +desk/)
    expect(list.stdout).not.toContain('canary-secret')
  })

  it('wants a line', async () => {
    expect(await here.failure(...make('--kind', 'command'))).toEqual([2, 'usage'])
    const silent = make('--kind', 'command', '--command', 'echo nothing')
    expect(await here.failure(...silent)).toEqual([1, 'remote-error'])
  })
})

describe('a display in a job by the command', () => {
  it('needs --job for what is of a job', async () => {
    for (const [name, value] of Object.entries({
      partition: 'gpu',
      minutes: '30',
      cpus: '2',
      memory: '8G',
      module: 'x'
    })) {
      const { status, stderr } = await here.run(...make('--kind', 'dcv', `--${name}`, value))
      expect([status, stderr]).toEqual([2, expect.stringContaining(`--${name} is of a job`)])
    }
  })

  it('is asked of SLURM with its partition, time and cores', async () => {
    const job = ['--job', '--partition', 'gpu', '--minutes', '30', '--cpus', '2', '--gpus', '1', '--memory', '8G']
    const { id, state, job: number } = await made('--kind', 'dcv', '--name', 'in a job', ...job)
    expect([state, number]).toEqual(['ready', expect.stringMatching(/^\d+$/)])
    expect(await here.json('job', 'show', 'demo', number ?? '')).toMatchObject({
      ...{ state: 'RUNNING', partition: 'gpu', cpus: 2, gpus: 1, memoryBytes: 8 * 1024 ** 3, limitSeconds: 1800 }
    })
    expect(await here.json('display', 'close', 'demo', id, '--kind', 'dcv', '--yes')).toEqual({ closed: id })
  }, 60_000)
})
