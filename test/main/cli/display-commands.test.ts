/** Displays by the command at the demo facility: by a booking, and what belongs to their people. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoFacility } from '../../../src/demo/demo-facility'
import { startBareFacility } from '../../demo/bare-facility'
import { type CommandsHere, commandsHere, me } from './command-here'

let here: CommandsHere
let facility: DemoFacility
let home = ''
let uid = ''

const hour = 3_600_000
const at = (hours: number): string => `${new Date(Date.now() + hours * hour).toISOString().slice(0, 19)}Z`

/** A calendar of this computer with two instruments that are displays of the demo; I have booked one of them now. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'farscope-demo-'))
  facility = await startBareFacility(home)
  here = await commandsHere(() => ({ environment: {}, startDemo: async () => facility }))
  await here.client.app.startDemo()
  await here.json('resources', 'init', here.calendar, '--resource', 'scope', '--timezone', 'Europe/Berlin')
  const path = join(here.calendar, 'resources.json')
  const file = JSON.parse(await readFile(path, 'utf8'))
  const [scope] = file.resources
  file.resources = [
    { ...scope, display: { kind: 'dcv', session: 'krios2', site: 'demo' } },
    { ...scope, name: 'other', display: { kind: 'dcv', session: 'none', site: 'demo' } }
  ]
  await writeFile(path, JSON.stringify(file))
  const slot = ['--start', at(-1), '--end', at(1), '--store', here.calendar]
  uid = ((await here.json('book', 'add', 'scope', ...slot)) as { uid: string }).uid
})
afterAll(async () => {
  await here.end()
  await facility.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const open = (...words: string[]): string[] => ['display', 'open', '--print', '--way', 'web', ...words]

describe('display open by a booking', () => {
  it('opens the display of its instrument, which the booking is asked for', async () => {
    const document = { kind: 'dcv', sessionId: 'krios2', right: 'control', url: expect.any(String) }
    expect(await here.json(...open('--booking', uid, '--store', here.calendar))).toMatchObject(document)
    expect(await here.json(...open('--session', '--store', here.calendar))).toMatchObject(document)
    const log = await here.json('book', 'log', '--act', 'display-open', '--store', here.calendar)
    expect(log).toMatchObject([
      { uid, user: me, granted: true, resource: 'scope' },
      { uid, granted: true }
    ])
  })

  it('stays shut for a booking that is not held now', async () => {
    const later = ['--start', at(30), '--end', at(31), '--store', here.calendar]
    const coming = (await here.json('book', 'add', 'other', ...later)) as { uid: string }
    const asked = open('--booking', coming.uid, '--store', here.calendar)
    expect(await here.failure(...asked)).toEqual([1, 'not-allowed'])
    expect(await here.failure(...open('--booking', 'none@here', '--store', here.calendar))).toEqual([1, 'not-found'])
  })

  it('looks for a viewer of VNC, as a command has no window to draw in', async () => {
    // The display of the demo's own instrument, which is booked now; nothing is started here.
    for (const words of [
      ['demo', ':1', '--kind', 'vnc'],
      ['--session', '--store', 'demo:']
    ]) {
      const { status, stderr } = await here.run('display', 'open', ...words)
      expect([status, stderr]).toEqual([1, expect.stringContaining('This computer has no VNC viewer')])
    }
  })

  it('is told in one way', async () => {
    expect(await here.failure('display', 'open')).toEqual([2, 'usage'])
    expect(await here.failure('display', 'open', 'demo', '--session')).toEqual([2, 'usage'])
    expect(await here.failure('display', 'open', '--session', '--booking', uid)).toEqual([2, 'usage'])
    expect(await here.failure('display', 'open', '--session', '--kind', 'dcv')).toEqual([2, 'usage'])
    expect(await here.failure('display', 'open', 'demo', '--store', here.calendar)).toEqual([2, 'usage'])
  })
})

describe('the people of a display', () => {
  // No instrument's: no booking is asked.
  const id = 'demo-desktop'
  const of = (act: string, ...words: string[]): string[] => ['display', act, 'demo', id, '--kind', 'dcv', ...words]

  it('are those that it is shared with, and nobody any more', async () => {
    const people = [
      { user: 'ann', right: 'control' },
      { user: 'ben', right: 'view' }
    ]
    // What the make-believe server was given.
    const given = (): Promise<string> => readFile(join(home, `spool/displays/${id}.perm`), 'utf8')
    expect(await here.json(...of('share', '--people', 'ann:control,ben:view'))).toEqual({ shared: id, people })
    expect(await given()).toMatch(/ann allow builtin\nben allow display/)
    expect((await here.run(...of('share', '--none'))).stdout).toBe(`${id}: its owner alone.\n`)
    expect(await given()).not.toContain('ann')
  })

  it('are named with what they may, or nothing is shared', async () => {
    for (const words of [[], ['--people', 'ann'], ['--people', 'ann:all'], ['--people', 'ann:none']])
      expect(await here.failure(...of('share', ...words))).toEqual([2, 'usage'])
    expect(await here.failure(...of('share', '--none', '--people', 'ann:view'))).toEqual([2, 'usage'])
  })

  it('are told while they look', async () => {
    expect(await here.json(...of('people'))).toEqual([])
    expect((await here.run(...of('people'))).stdout).toBe('Nobody looks at it.\n')
    const session = join(home, 'spool/displays/sessions', id)
    await writeFile(session, (await readFile(session, 'utf8')).replace('clients=0', 'clients=1'))
    expect(await here.json(...of('people'))).toMatchObject([{ user: me, role: null, right: 'control', driving: true }])
    expect((await here.run(...of('people'))).stdout).toMatch(new RegExp(`^USER .*\\n${me} `))
  })

  it('see what a picture shows', async () => {
    const file = join(here.folder, 'desktop.png')
    expect(await here.json(...of('thumbnail', '--png', file, '--width', '64'))).toMatchObject({ file })
    expect((await readFile(file)).subarray(1, 4).toString()).toBe('PNG')
    const nowhere = join(here.folder, 'none/desktop.png')
    expect(await here.failure(...of('thumbnail', '--png', nowhere))).toEqual([1, 'not-found'])
    expect(await here.failure(...of('thumbnail'))).toEqual([2, 'usage'])
    await expect(stat(nowhere)).rejects.toThrow('ENOENT')
  })
})
