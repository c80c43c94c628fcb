/** What the command says of sessions and of instruments' displays while there is no calendar, or one cannot be read. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility, scratch } from '../facility/facility'
import { createRig, errorOf, firstDocument, json, type Rig } from './command-rig'

let rig: Rig
beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.end())

describe('sessions by the command', () => {
  it('say that there is no calendar, and are an empty list where there is one', async () => {
    expect(await rig.failure(['session', 'now'])).toEqual([1, 'not-found'])
    const own = join(rig.data, 'bookings')
    const nowhere = ['resources', 'init', own, '--resource', 'krios1', '--timezone', 'Europe/Nowhere']
    expect(await rig.failure(nowhere)).toEqual([2, 'usage'])
    await rig.json(['resources', 'init', own, '--resource', 'krios1', '--timezone', 'Asia/Kolkata'])
    expect(await rig.json(['session', 'now'])).toEqual([])
  })

  it('are of days as the facility counts them', async () => {
    const day = ['--start', '2030-01-07', '--end', '2030-01-08']
    expect(await rig.json(['book', 'add', 'krios1', ...day])).toMatchObject({
      ...{ start: '2030-01-06T18:30:00Z', end: '2030-01-07T18:30:00Z' }
    })
    expect(await rig.json(['book', 'list', '--from', '2030-01-08'])).toEqual([])
    expect(await rig.json(['book', 'list', '--from', '2030-01-07'])).toHaveLength(1)
  })

  it('are told in part where a calendar of a site cannot be read', async () => {
    // Nobody listens at port 1.
    await rig.json(['site', 'add', 'gone', '--host', '127.0.0.1', '--port', '1', '--user', 'nobody'])
    await rig.json(['site', 'calendar', 'gone', '/em/calendar'])
    const outcome = await rig.farscope(['--json', 'session', 'now'])
    expect([outcome.status, json(outcome), errorOf(outcome)]).toMatchObject([6, [], { code: 'partial' }])
  })
})

describeFacility('a display while the calendar of its site has never been read', 'ssh', () => {
  it('stays shut, with what failed and what to do, and opens when that calendar is gone', async () => {
    await rig.site('hpc', 'facility', ['--user', 'cryo', '--identity', facility.keys.cryo])
    const made = await rig.json([
      'display',
      'create',
      'hpc',
      '--kind',
      'vnc',
      '--name',
      'shut',
      '--command',
      'exec openbox'
    ])
    const { id } = made as { id: string } // By the schema of the command.
    try {
      const calendar = await scratch()
      await writeFile(join(calendar, 'resources.json'), '{ damaged')
      await rig.json(['site', 'calendar', 'hpc', calendar])
      const open = ['--json', 'display', 'open', 'hpc', id, '--kind', 'vnc', '--print']
      expect(errorOf(await rig.farscope(open))).toMatchObject({
        code: 'corrupt',
        message: expect.stringContaining("may be an instrument's: the calendar of hpc cannot be read."),
        hint: expect.stringContaining('out of the settings of the site')
      })
      await rig.json(['site', 'calendar', 'hpc', '--none'])
      expect(await firstDocument(rig.start(open))).toMatchObject({ kind: 'vnc' })
    } finally {
      await rig.farscope(['display', 'close', 'hpc', id, '--kind', 'vnc', '--yes'])
    }
  })

  it('is not shut by the calendar of another site', async () => {
    await firstDocument(rig.start(['demo', '--json']))
    await rig.json(['site', 'calendar', 'gone', '/em/calendar'])
    const open = ['display', 'open', 'demo', 'demo-desktop', '--kind', 'dcv', '--print']
    expect(await rig.json(open)).toMatchObject({ sessionId: 'demo-desktop' })
  })
})
