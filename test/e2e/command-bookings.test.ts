/** Bookings by the command: on this computer, and by many processes at once at a real site. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility, scratch } from '../facility/facility'
import { createRig, outcomeOf, program, type Rig } from './command-rig'
import { openSlowLink, type SlowLink } from './slow-link'

let rig: Rig

beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.end())

interface Booked {
  uid: string
  resource: string
  start: string
  end: string
  title: string
  status: string
  people: { user: string; role: string }[]
}

const slot = ['--start', '2030-01-07T08:00:00Z', '--end', '2030-01-07T16:00:00Z']

/** The command prints what COMMAND says; its types are not looked at again. */
const booked = async (args: string[]): Promise<Booked> => (await rig.json(args)) as Booked
const listed = async (args: string[]): Promise<Booked[]> => (await rig.json(args)) as Booked[]

describe('a calendar in a folder of this computer', () => {
  let store: string[]

  beforeAll(async () => {
    const folder = join(rig.folder, 'calendar')
    store = ['--store', folder]
    expect(
      await rig.json(['resources', 'init', folder, '--resource', 'krios1', '--timezone', 'Europe/Berlin'])
    ).toMatchObject({
      administrator: true,
      file: { version: 1, timeZone: 'Europe/Berlin', resources: [{ name: 'krios1', rules: {} }] }
    })
    expect(await rig.failure(['resources', 'init', folder, '--resource', 'a', '--timezone', 'Europe/Berlin'])).toEqual([
      1,
      'exists'
    ])
  })

  it('takes a booking, moves it, and gives its slot back', async () => {
    const made = await booked([
      'book',
      'add',
      'krios1',
      ...slot,
      '--title',
      'apo',
      '--people',
      'ann:operator,ben:collaborator',
      ...store
    ])
    expect(made).toMatchObject({ resource: 'krios1', start: '2030-01-07T08:00:00Z', title: 'apo', status: 'confirmed' })
    expect(made.people).toMatchObject([
      { user: 'ann', role: 'operator' },
      { user: 'ben', role: 'collaborator' }
    ])
    const refused = await rig.farscope(['--json', 'book', 'add', 'krios1', ...slot, ...store])
    expect([refused.status, refused.stdout.length]).toEqual([1, 0])
    expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'conflict', rule: 'conflict', with: [{ uid: made.uid }] })
    const later = ['--start', '2030-01-08T08:00:00+01:00', '--end', '2030-01-08T10:00:00+01:00']
    expect(await booked(['book', 'move', made.uid, ...later, ...store])).toMatchObject({
      start: '2030-01-08T07:00:00Z'
    })
    expect(await listed(['book', 'list', ...store])).toMatchObject([{ uid: made.uid, end: '2030-01-08T09:00:00Z' }])
    expect(await rig.failure(['book', 'cancel', made.uid, ...store])).toEqual([2, 'confirmation-required'])
    expect(await booked(['book', 'cancel', made.uid, '--yes', ...store])).toMatchObject({ status: 'cancelled' })
    expect(await listed(['book', 'list', ...store])).toEqual([])
    expect(await booked(['book', 'show', made.uid, ...store])).toMatchObject({ status: 'cancelled' })
  })

  it('exports what another one imports as it was', async () => {
    const made = await booked([
      'book',
      'add',
      'krios1',
      '--start',
      '2030-02-01T08:00Z',
      '--end',
      '2030-02-01T09:00Z',
      ...store
    ])
    const { stdout } = await rig.farscope(['book', 'export', '--resource', 'krios1', ...store])
    expect(stdout.toString()).toMatch(/^BEGIN:VCALENDAR\r\n.*BEGIN:VTIMEZONE/s)
    const file = join(rig.folder, 'out.ics')
    await writeFile(file, stdout)
    const other = join(rig.folder, 'other')
    await rig.json(['resources', 'init', other, '--resource', 'krios1', '--timezone', 'Europe/Berlin'])
    expect(await rig.json(['book', 'import', 'krios1', file, '--store', other])).toMatchObject({
      added: [{ uid: made.uid }],
      refused: []
    })
    expect(await rig.json(['book', 'import', 'krios1', file, '--store', other])).toMatchObject({
      added: [],
      unchanged: 1
    })
    expect(await listed(['book', 'list', '--store', other])).toMatchObject([
      { uid: made.uid, start: made.start, end: made.end }
    ])
  })

  it('keeps who waits, what is said to the next user, and what waits for consent', async () => {
    const times = ['--start', '2030-05-01T08:00Z', '--end', '2030-05-01T09:00Z']
    const made = await booked(['book', 'add', 'krios1', ...times, ...store])
    const edit = ['book', 'edit', made.uid, '--hand-over', 'grid 3 is in the autoloader', ...store]
    expect(await rig.json(edit)).toMatchObject({ handOver: 'grid 3 is in the autoloader', start: made.start })
    expect(await rig.failure(['book', 'edit', made.uid, ...store])).toEqual([2, 'usage'])
    const waits = (await rig.json(['book', 'wait', 'krios1', ...times, ...store])) as { id: string }
    expect(waits).toMatchObject({ resource: 'krios1', offer: null })
    expect(await rig.json(['book', 'unwait', waits.id, ...store])).toEqual({ left: waits.id })
    await rig.json(['book', 'cancel', made.uid, '--yes', ...store])
    const path = join(rig.folder, 'calendar/resources.json')
    const whole = await readFile(path, 'utf8')
    await writeFile(path, whole.replace('"rules": {}', '"rules": { "approval": true, "mostMinutes": 120 }'))
    const other = await booked(['book', 'add', 'krios1', ...times, '--as', 'ann', ...store])
    expect(other).toMatchObject({ status: 'waiting', people: [{ user: 'ann', role: 'operator' }] })
    expect(await booked(['book', 'approve', other.uid, ...store])).toMatchObject({ status: 'confirmed' })
    const weekly = ['--start', '2030-06-03T08:00Z', '--end', '2030-06-03T09:00Z', '--repeat', 'FREQ=WEEKLY;COUNT=3']
    const series = await booked(['book', 'add', 'krios1', ...weekly, '--as', 'ann', ...store])
    expect(await booked(['book', 'approve', series.uid, '--scope', 'all', '--refuse', ...store])).toMatchObject({
      ...{ status: 'cancelled', also: [{ status: 'cancelled' }, { status: 'cancelled' }] }
    })
    const long = ['--start', '2030-05-02T08:00Z', '--end', '2030-05-02T12:00Z', '--as', 'ann']
    const refused = await rig.farscope(['--json', 'book', 'add', 'krios1', ...long, ...store])
    expect([refused.status, JSON.parse(refused.stderr)]).toMatchObject([1, { code: 'rule', rule: 'mostMinutes' }])
    await rig.json(['book', 'cancel', other.uid, '--yes', ...store])
    await writeFile(path, whole)
  })

  it('loses several dates of a series only where the script says how many', async () => {
    const daily = ['--start', '2030-07-01T08:00Z', '--end', '2030-07-01T09:00Z', '--repeat', 'FREQ=DAILY;COUNT=3']
    const own = join(rig.folder, 'series')
    await rig.json(['resources', 'init', own, '--resource', 'krios1', '--timezone', 'Europe/Berlin'])
    const series = await booked(['book', 'add', 'krios1', ...daily, '--store', own])
    const cancel = ['book', 'cancel', series.uid, '--scope', 'all', '--yes', '--store', own]
    expect(await rig.failure(cancel)).toEqual([2, 'confirmation-required'])
    expect(await rig.failure([...cancel, '--expect', '2'])).toEqual([2, 'confirmation-required'])
    expect(await booked([...cancel, '--expect', '3'])).toMatchObject({ status: 'cancelled', also: [{}, {}] })
  })

  it('logs what was granted and what was refused, and counts what was booked', async () => {
    const log = await rig.json(['book', 'log', ...store])
    expect(log).toContainEqual(expect.objectContaining({ act: 'add', granted: false, rule: 'conflict' }))
    expect(await rig.json(['book', 'log', '--act', 'cancel', ...store])).toHaveLength(3)
    const rows = await rig.json(['book', 'report', ...store])
    expect(rows).toContainEqual(
      expect.objectContaining({ resource: 'krios1', bookings: 1, bookedHours: 1, cancelled: 2 })
    )
    expect(rows).toContainEqual(expect.objectContaining({ user: 'ann', bookings: 0, cancelled: 4 }))
  })

  it('whose resources.json was edited badly says where, and is shown as it was', async () => {
    const path = join(rig.folder, 'calendar/resources.json')
    const whole = await readFile(path, 'utf8')
    await writeFile(path, whole.slice(0, -30))
    const list = await rig.farscope(['--json', 'book', 'list', ...store])
    expect([list.status, JSON.parse(list.stdout.toString()).length]).toEqual([6, 1])
    expect(JSON.parse(list.stderr)).toMatchObject({
      code: 'partial',
      message: expect.stringMatching(/line \d+, column \d+/)
    })
    expect(await rig.failure(['book', 'add', 'krios1', ...slot, ...store])).toEqual([1, 'corrupt'])
    const check = await rig.farscope(['resources', 'check', ...store])
    expect([check.status, check.stdout.toString()]).toEqual([1, expect.stringContaining('resources.json')])
    await writeFile(path, whole.replace('"rules": {}', '"rules": { "mostMinutes": "two" }'))
    const wrong = await rig.farscope(['--json', 'book', 'add', 'krios1', ...slot, ...store])
    expect(JSON.parse(wrong.stderr)).toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('resources[0].rules.mostMinutes')
    })
    await writeFile(path, whole)
    expect(await rig.json(['resources', 'check', ...store])).toEqual([])
  })

  it('is missing by name where there is none', async () => {
    expect(await rig.failure(['book', 'list', '--store', join(rig.folder, 'nothing')])).toEqual([1, 'not-found'])
    expect(await rig.failure(['book', 'list', '--store', 'nosuchsite:calendar'])).toEqual([2, 'unknown-site'])
    expect(await rig.failure(['book', 'add', 'krios1', '--start', 'tomorrow', '--end', 'x', ...store])).toEqual([
      2,
      'usage'
    ])
  })
})

/** What is in the folder of locks, and which bookings are there. */
async function left(root: string): Promise<{ locks: string[]; bookings: string[] }> {
  const bookings = await readdir(join(root, 'krios1')).catch(() => [])
  return { locks: await readdir(join(root, 'locks')), bookings: bookings.filter(name => name.endsWith('.ics')) }
}

async function slowSite(name: string, port: number): Promise<void> {
  const login = ['--user', 'cryo', '--identity', facility.keys.cryo]
  await rig.json(['site', 'add', name, '--host', facility.host, '--port', String(port), ...login])
  await rig.json(['site', 'trust', name, '--yes'])
}

describeFacility('a calendar at a site', 'ssh', () => {
  let root: string
  let store: string

  beforeAll(async () => {
    await rig.site('far', 'facility')
    root = `${await scratch()}/calendar`
    store = `far:${root}`
    await rig.json(['resources', 'init', store, '--resource', 'krios1', '--timezone', 'Europe/Berlin'])
  })

  it('is the one that is meant when none is named, once its site knows it', async () => {
    expect(await rig.json(['site', 'show', 'far'])).toMatchObject({ bookings: root })
    const early = ['--start', '2029-01-01T08:00Z', '--end', '2029-01-01T09:00Z']
    const made = await booked(['book', 'add', 'krios1', ...early])
    expect(made.people).toEqual([{ user: 'cryo', role: 'operator' }])
    expect(await listed(['book', 'list', '--store', store])).toMatchObject([{ uid: made.uid }])
    expect(await booked(['book', 'cancel', made.uid, '--yes', '--store', 'far:'])).toMatchObject({
      status: 'cancelled'
    })
    await rig.json(['site', 'calendar', 'far', '--none'])
    expect(await rig.failure(['book', 'list', '--store', 'far:'])).toEqual([1, 'not-found'])
  })

  it('gives a slot that fifty processes want at once to one of them', { timeout: 300_000 }, async () => {
    const children: ChildProcess[] = []
    for (let at = 0; at < 50; at++) {
      // A data folder each: an engine each, a connection each.
      const data = join(rig.folder, `data-${at}`)
      await mkdir(data)
      chmodSync(data, 0o700)
      for (const name of ['sites', 'known_hosts']) await cp(join(rig.data, name), join(data, name), { recursive: true })
      const args = ['--data-dir', data, '--json', 'book', 'add', 'krios1', ...slot, '--store', store]
      children.push(spawn(process.execPath, [program, ...args], { env: rig.environment() }))
    }
    const outcomes = await Promise.all(children.map(child => outcomeOf(child)))
    const codes = outcomes.map(({ status, stderr }) =>
      status === 0 ? 'booked' : `${status} ${JSON.parse(stderr).code}`
    )
    expect(codes.sort()).toEqual([...Array<string>(49).fill('1 conflict'), 'booked'])
    // Beside the one that was cancelled before.
    expect(await left(root)).toEqual({ locks: [], bookings: [expect.any(String), expect.any(String)] })
  })

  /** A booking over the link that holds the lock, and can do no more until the link is thawed. */
  async function holdsLock(link: SlowLink, place: string, slot: readonly string[]): Promise<ChildProcess> {
    link.freezeOnce(() => existsSync(join(root, 'locks', 'lock')))
    const holder = rig.start(['book', 'add', 'krios1', ...slot, '--store', place])
    while (!link.isFrozen() && holder.exitCode === null) await sleep(5)
    expect(link.isFrozen()).toBe(true)
    return holder
  }

  it('is free at once after its holder was interrupted', { timeout: 120_000 }, async () => {
    const link = await openSlowLink(facility.ports.facility, 40_000)
    try {
      await slowSite('interrupted', link.port)
      const later = ['--start', '2030-04-01T08:00Z', '--end', '2030-04-01T09:00Z']
      const holder = await holdsLock(link, `interrupted:${root}`, later)
      const ended = once(holder, 'exit')
      holder.kill('SIGINT')
      link.thaw()
      expect(await ended).toEqual([130, null])
      expect((await left(root)).locks).toEqual([])
      expect(await listed(['book', 'list', '--from', '2030-04-01', '--to', '2030-04-02', '--store', store])).toEqual([])
    } finally {
      await link.close()
    }
  })

  it('is free again after its holder was killed', { timeout: 120_000 }, async () => {
    const link = await openSlowLink(facility.ports.facility, 40_000)
    try {
      await slowSite('slow', link.port)
      const later = ['--start', '2030-03-01T08:00Z', '--end', '2030-03-01T09:00Z']
      const holder = await holdsLock(link, `slow:${root}`, later)
      holder.kill('SIGKILL')
      await once(holder, 'exit')
      expect((await left(root)).locks).toContain('lock')
      const began = performance.now()
      expect(await booked(['book', 'add', 'krios1', ...later, '--store', store])).toMatchObject({ status: 'confirmed' })
      // By the server's clock it has to be half a minute old.
      expect(performance.now() - began).toBeGreaterThan(20_000)
      expect((await left(root)).locks.filter(name => name === 'lock' || name.startsWith('stale'))).toEqual([])
    } finally {
      await link.close()
    }
  })
})
