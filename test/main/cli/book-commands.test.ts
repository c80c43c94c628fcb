/** What the command says to a calendar, beyond what test/e2e/command-bookings shows: on a real one of this computer. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { resourcesFileSchema } from '@contract/resources'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandsHere, commandsHere, me } from './command-here'

let here: CommandsHere

interface Booked {
  uid: string
  start: string
  also?: Booked[]
}
/** The command prints what its schema says; its types are not looked at again. */
const booked = async (...words: string[]): Promise<Booked> =>
  (await here.json('book', 'add', 'krios1', ...words)) as Booked
const listed = async (...words: string[]): Promise<Booked[]> => (await here.json('book', 'list', ...words)) as Booked[]

/** A Tuesday, by the facility's clock in summer: two hours ahead of UTC. */
const slot = ['--start', '2030-07-02T08:00Z', '--end', '2030-07-02T10:00Z']
const daily = ['--repeat', 'FREQ=DAILY;COUNT=3']

beforeEach(async () => {
  here = await commandsHere()
  await here.json('resources', 'init', here.calendar, '--resource', 'krios1', '--timezone', 'Europe/Berlin')
})
afterEach(() => here.end())

describe('resources list', () => {
  it('tells what can be booked, what goes with it and by which rules, of a new calendar by none', async () => {
    expect(await here.json('resources', 'list')).toMatchObject([{ name: 'krios1', linked: [], rules: {} }])
    const path = join(here.calendar, 'resources.json')
    const file = resourcesFileSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    const resources = file.resources.flatMap(krios => [
      { ...krios, label: 'Krios 1', linked: ['gpu'], reservation: 'cryo_live', rules: { mostMinutes: 600 } },
      { ...krios, name: 'gpu' }
    ])
    await writeFile(path, JSON.stringify({ ...file, resources }))
    const { stdout } = await here.run('resources', 'list')
    expect(stdout).toMatch(/krios1 +other +Krios 1 +gpu +cryo_live +mostMinutes\n/)
    expect(stdout).toContain('Time zone: Europe/Berlin')
  })
})

describe('book add', () => {
  it('books a series, by the facility’s clock over the change to summer time', async () => {
    const weekly = ['--start', '2030-03-27T08:00Z', '--end', '2030-03-27T09:00Z', '--repeat', 'FREQ=WEEKLY;COUNT=2']
    expect(await booked(...weekly)).toMatchObject({
      start: '2030-03-27T08:00:00Z',
      also: [{ start: '2030-04-03T07:00:00Z' }]
    })
  })

  it('refuses a series of which a date is taken, or leaves that one out', async () => {
    await booked('--start', '2030-07-03T09:00Z', '--end', '2030-07-03T11:00Z')
    expect(await here.failure('book', 'add', 'krios1', ...slot, ...daily)).toEqual([1, 'conflict'])
    const series = await booked(...slot, ...daily, '--skip')
    expect([series, ...(series.also ?? [])].map(({ start }) => start)).toEqual([
      ...['2030-07-02T08:00:00Z', '2030-07-04T08:00:00Z']
    ])
  })

  it('closes a resource for maintenance, for administrators alone', async () => {
    expect(await here.failure('book', 'add', 'krios1', ...slot, '--maintenance', '--as', 'ann')).toEqual([
      ...[1, 'not-allowed']
    ])
    expect(await booked(...slot, '--maintenance', '--title', 'Vacuum pump')).toMatchObject({ status: 'blocked' })
    expect(await here.failure('book', 'add', 'krios1', ...slot)).toEqual([1, 'conflict'])
  })

  it('books what is linked with it, all or none, and cancels it with it', async () => {
    const path = join(here.calendar, 'resources.json')
    const file = resourcesFileSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    const resources = file.resources.flatMap(krios => [
      { ...krios, linked: ['storage1'] },
      { ...krios, name: 'storage1' }
    ])
    await writeFile(path, JSON.stringify({ ...file, resources }))
    const { uid, also } = await booked(...slot)
    expect(also).toMatchObject([{ resource: 'storage1', start: '2030-07-02T08:00:00Z', end: '2030-07-02T10:00:00Z' }])
    await here.json('book', 'cancel', uid, '--yes')
    expect(await listed()).toEqual([])
    await here.json('book', 'add', 'storage1', ...slot)
    expect(await here.failure('book', 'add', 'krios1', ...slot)).toEqual([1, 'conflict'])
    expect(await listed()).toMatchObject([{ resource: 'storage1' }])
  })

  it('only says what it would do with --dry-run', async () => {
    const plan = await here.json('book', 'add', 'krios1', ...slot, ...daily, '--dry-run')
    expect(plan).toMatchObject({ bookings: [{ refusals: [] }, { refusals: [] }, { refusals: [] }] })
    expect(await listed()).toEqual([])
    const { uid } = await booked(...slot)
    const refused = await here.run('book', 'add', 'krios1', ...slot, '--dry-run')
    expect(refused).toMatchObject({ status: 1, stderr: '' })
    expect(refused.stdout).toMatch(/^refused {2}krios1 .*\n +conflict: krios1 is taken then\.\n$/)
    const moved = ['book', 'move', uid, '--start', '2030-07-05T08:00Z', '--dry-run']
    expect(await here.json(...moved)).toMatchObject({ bookings: [{ booking: { end: '2030-07-05T10:00:00Z' } }] })
    expect(await here.json('book', 'edit', uid, '--title', 'apo', '--dry-run')).toMatchObject({
      bookings: [{ booking: { title: 'apo' }, refusals: [] }]
    })
    expect(await listed()).toMatchObject([{ uid, start: '2030-07-02T08:00:00Z', title: '' }])
  })
})

describe('book list', () => {
  it.each([-90, 90])(
    'lists what is not over by the clock of its calendar, %i minutes from this computer’s',
    async minutes => {
      const at = (after: number): string => new Date(Date.now() + (after + minutes) * 60_000).toISOString()
      // Booked while it was to come, as nothing is booked that is over.
      here.storesAheadMs = (minutes - 60) * 60_000
      await booked('--start', at(-30), '--end', at(-10))
      const { uid } = await booked('--start', at(-10), '--end', at(10))
      here.storesAheadMs = minutes * 60_000
      expect(await listed()).toMatchObject([{ uid }])
      expect(await listed('--from', at(-60))).toHaveLength(2)
    }
  )
})

describe('--scope', () => {
  it('says which dates of a series change or go', async () => {
    const series = await booked(...slot, ...daily)
    const [second = '', third = ''] = (series.also ?? []).map(({ uid }) => uid)
    await here.json('book', 'edit', second, '--title', 'later', '--scope', 'following')
    expect(await listed()).toMatchObject([{ title: '' }, { title: 'later' }, { title: 'later' }])
    await here.json('book', 'move', series.uid, '--start', '2030-07-02T06:00Z', '--scope', 'all')
    expect((await listed()).map(({ start }) => start.slice(8, 13))).toEqual(['02T06', '03T06', '04T06'])
    await here.json('book', 'cancel', third, '--yes')
    const rest = ['book', 'cancel', series.uid, '--scope', 'following', '--yes', '--expect', '2']
    expect(await here.json(...rest)).toMatchObject({ uid: series.uid, also: [{ uid: second }] })
    expect(await listed()).toEqual([])
    expect(await here.failure('book', 'edit', second, '--title', 'x', '--scope', 'some')).toEqual([2, 'usage'])
  })
})

describe('book approve --refuse', () => {
  it('frees the slot, and its owner finds the reason in the note', async () => {
    const path = join(here.calendar, 'resources.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"rules": {}', '"rules": { "approval": true }'))
    const { uid } = await booked(...slot, '--as', 'ann')
    const refused = ['book', 'approve', uid, '--refuse', '--reason', 'The stage is out.']
    expect(await here.failure(...refused, '--as', 'ann')).toEqual([1, 'not-allowed'])
    expect(await here.json(...refused)).toMatchObject({
      ...{ status: 'cancelled', note: expect.stringContaining('The stage is out.') }
    })
    expect(await listed()).toEqual([])
    expect(await here.failure('book', 'approve', uid)).toEqual([2, 'usage'])
  })
})

describe('book ask and answer', () => {
  it('move the next user’s begin and one’s own end', async () => {
    const mine = await booked(...slot)
    const next = await booked('--start', '2030-07-02T10:00Z', '--end', '2030-07-02T14:00Z', '--as', 'ann')
    expect(await here.failure('book', 'ask', mine.uid, '--minutes', 'many')).toEqual([2, 'usage'])
    const asked = (await here.json('book', 'ask', mine.uid, '--minutes', '45', '--message', 'one more square')) as {
      id: string
    }
    expect(asked).toMatchObject({ asks: me, asked: 'ann', minutes: 45, message: 'one more square', answer: null })
    expect(await here.json('book', 'answer', asked.id, '--as', 'ann')).toMatchObject({ answer: 'yes' })
    expect(await listed()).toMatchObject([
      { uid: mine.uid, end: '2030-07-02T10:45:00Z' },
      { uid: next.uid, start: '2030-07-02T10:45:00Z' }
    ])
    expect(await here.failure('book', 'answer', asked.id, '--as', 'ann')).toEqual([1, 'exists'])
  })

  it('leave both as they are when the answer is no', async () => {
    const mine = await booked(...slot)
    const next = await booked('--start', '2030-07-02T10:00Z', '--end', '2030-07-02T14:00Z', '--as', 'ann')
    const asked = (await here.json('book', 'ask', mine.uid)) as { id: string }
    expect(asked).toMatchObject({ minutes: 30 })
    expect((await here.run('book', 'answer', asked.id, '--refuse', '--as', 'ann')).stdout).toBe(
      `You said no to ${me}.\n`
    )
    expect(await listed()).toMatchObject([
      { end: '2030-07-02T10:00:00Z' },
      { uid: next.uid, start: '2030-07-02T10:00:00Z' }
    ])
  })
})

describe('what is written for others', () => {
  it('is with --mine only what one made or takes part in', async () => {
    await booked(...slot, '--title', 'of mine')
    const other = ['--start', '2030-07-05T08:00Z', '--end', '2030-07-05T10:00Z', '--as', 'ann', '--title']
    await booked(...other, 'of hers')
    const { stdout } = await here.run('book', 'export', '--mine')
    expect(stdout).toContain('SUMMARY:of mine')
    expect(stdout).not.toContain('of hers')
    expect((await here.run('book', 'export', '--mine', '--as', 'ann')).stdout).toContain('SUMMARY:of hers')
  })

  it('is with --csv a table whose cells no spreadsheet takes for a formula', async () => {
    await booked(...slot, '--account', '=NAISS,5')
    const { stdout, stderr } = await here.run('book', 'report', '--csv')
    expect([stderr, stdout.split('\r\n')]).toEqual([
      '',
      ['resource,user,account,bookings,bookedHours,usedHours,cancelled,noShows', expect.stringContaining('krios1'), '']
    ])
    expect(stdout).toContain(`krios1,${me},"'=NAISS,5",1,2,0,0,0`)
    expect(await here.failure('book', 'report', '--csv')).toEqual([2, 'usage'])
  })
})
