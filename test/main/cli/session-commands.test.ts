/** What people do with a session, by the command, on a real calendar of this computer. */
import { access, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandsHere, commandsHere, me } from './command-here'

const minute = 60_000
/** Whole minutes from now, as an option takes it. */
const at = (minutes: number): string => `${new Date(Date.now() + minutes * minute).toISOString().slice(0, 19)}Z`

let here: CommandsHere
let uid = ''

interface Booked {
  uid: string
}
/** The command prints what its schema says; its types are not looked at again. */
const booked = async (...words: string[]): Promise<Booked> =>
  (await here.json('book', 'add', 'krios1', ...words)) as Booked

/** A microscope whose sessions have folders, and a session of mine on it that began half an hour ago. */
beforeEach(async () => {
  here = await commandsHere()
  await here.json('resources', 'init', here.calendar, '--resource', 'krios1', '--timezone', 'Europe/Berlin')
  const path = join(here.calendar, 'resources.json')
  const file = JSON.parse(await readFile(path, 'utf8'))
  file.resources[0].session = { folder: join(here.folder, 'runs/{title}'), folders: ['atlas'], movies: 'movies' }
  // Nothing is opened: the site need not be there.
  file.resources[0].display = { kind: 'dcv', session: 'krios1', site: 'em' }
  await writeFile(path, JSON.stringify(file))
  const people = ['--people', `${me}:operator,ben:collaborator`]
  uid = (await booked('--start', at(-30), '--end', at(60), '--title', 'apo', ...people)).uid
})
afterEach(() => here.end())

const logged = async (act: string): Promise<unknown[]> => (await here.json('book', 'log', '--act', act)) as unknown[]

describe('a session that is to come', () => {
  it('is named by its UID, and neither begins nor ends before it is armed', async () => {
    const coming = (await booked('--start', at(120), '--end', at(180))).uid
    for (const words of [['start'], ['extend', '--minutes', '5'], ['end', '--yes'], ['no-show', '--yes']]) {
      const [act = '', ...options] = words
      expect(await here.failure('session', act, coming, ...options)).toEqual([1, 'rule'])
    }
    expect(await here.json('book', 'show', coming)).toMatchObject({ status: 'confirmed', uid: coming })
  })

  it('of somebody else is never meant by itself; whoever keeps the calendar says that nobody came', async () => {
    const hers = (await booked('--start', at(70), '--end', at(90), '--as', 'ann')).uid
    here.storesAheadMs = 75 * minute
    expect(await here.failure('session', 'start')).toEqual([1, 'not-found'])
    expect(await here.json('session', 'no-show', hers, '--yes')).toMatchObject({ phase: 'over' })
    expect(await here.failure('session', 'no-show', 'nobody@here', '--yes')).toEqual([1, 'not-found'])
  })
})

describe('the session that runs', () => {
  it('is begun at once, and what it made is taken back step by step', async () => {
    const folder = join(here.folder, 'runs/apo')
    expect(await here.json('session', 'start')).toMatchObject({
      ...{ phase: 'running', booking: { uid }, folder: { site: null, path: folder } },
      display: { right: 'control' }
    })
    await access(join(folder, 'atlas'))
    expect(await here.json('session', 'undo', '--step', 'folder')).toMatchObject({ folder: null })
    await expect(access(folder)).rejects.toThrow('ENOENT')
    expect(await here.json('session', 'undo', uid, '--step', 'armed')).toMatchObject({ display: { right: 'none' } })
    expect(await here.json('session', 'start')).toMatchObject({ booking: { uid } })
    expect(await here.failure('session', 'undo')).toEqual([2, 'usage'])
    expect(await here.failure('session', 'undo', '--step', 'ended')).toEqual([2, 'usage'])
  })

  it('goes on longer where the time is free', async () => {
    const before = (await here.json('book', 'show', uid)) as { end: string }
    const end = `${new Date(Date.parse(before.end) + 20 * minute).toISOString().slice(0, 19)}Z`
    expect(await here.json('session', 'extend', '--minutes', '20')).toMatchObject({ booking: { end } })
    expect(await logged('extend')).toMatchObject([{ uid, granted: true, text: '20 min' }])
    await booked('--start', at(100), '--end', at(160))
    expect(await here.failure('session', 'extend', uid, '--minutes', '60')).toEqual([1, 'conflict'])
    expect(await here.failure('session', 'extend')).toEqual([2, 'usage'])
    expect(await here.failure('session', 'extend', '--minutes', '0')).toEqual([2, 'usage'])
  })

  it('is handed to another who is on it, with words', async () => {
    expect(await here.json('session', 'hand-over', '--to', 'ben', '--note', 'Grid 3 is next.')).toMatchObject({
      booking: {
        ...{ handOver: 'Grid 3 is next.' },
        people: [
          { user: me, role: 'collaborator' },
          { user: 'ben', role: 'operator' }
        ]
      },
      display: { right: 'view' }
    })
    expect(await here.failure('session', 'hand-over', uid, '--to', 'tunde')).toEqual([2, 'usage'])
    expect(await here.failure('session', 'hand-over', uid)).toEqual([2, 'usage'])
  })

  it('is asked for by who may only look, until that is refused or taken back', async () => {
    expect(await here.failure('session', 'ask-control')).toEqual([2, 'usage'])
    expect(await here.failure('session', 'refuse-control')).toEqual([2, 'usage'])
    expect(await here.failure('session', 'refuse-control', '--user', 'ben')).toEqual([1, 'not-found'])
    await here.json('session', 'hand-over', '--to', 'ben')
    const asked = { user: me, message: 'Grid 3 is mine.', refused: null }
    expect(await here.json('session', 'ask-control', '--message', 'Grid 3 is mine.')).toMatchObject({
      control: [asked]
    })
    expect(await here.failure('session', 'ask-control')).toEqual([1, 'exists'])
    expect(await here.json('session', 'now')).toMatchObject([{ control: [asked] }])
    expect(await here.json('session', 'refuse-control', uid, '--user', me)).toMatchObject({ control: [] })
    expect(await logged('display-control')).toMatchObject([
      { uid, user: me, granted: true, text: `refuses ${me}` },
      { uid, user: me, granted: true, text: 'asks: Grid 3 is mine.' }
    ])
  })

  it('ends when it is told so, and the rest of its time is free', async () => {
    expect(await here.failure('session', 'end')).toEqual([2, 'confirmation-required'])
    const ended = await here.json('session', 'end', '--note', 'Slot 4 is empty.', '--yes')
    expect(ended).toMatchObject({ phase: 'over', booking: { uid, handOver: 'Slot 4 is empty.' } })
    expect(await here.json('session', 'now')).toEqual([])
    await booked('--start', at(20), '--end', at(40))
    expect(await here.failure('session', 'end', uid, '--yes')).toEqual([1, 'rule'])
    expect(await here.failure('session', 'start')).toEqual([1, 'not-found'])
  })

  it('is logged as one to which nobody came, and its time is free', async () => {
    expect(await here.failure('session', 'no-show', uid)).toEqual([2, 'confirmation-required'])
    expect(await here.json('session', 'no-show', uid, '--yes')).toMatchObject({ phase: 'over', booking: { uid } })
    expect(await logged('no-show')).toMatchObject([{ uid, user: me, granted: true }])
    await booked('--start', at(5), '--end', at(40))
  })

  it('is over when its calendar’s clock says so', async () => {
    here.storesAheadMs = 70 * minute
    expect(await here.json('session', 'now')).toEqual([])
    expect(await here.failure('session', 'extend', uid, '--minutes', '5')).toEqual([1, 'rule'])
    expect(await here.json('session', 'no-show', uid, '--yes')).toMatchObject({ phase: 'over' })
  })
})
