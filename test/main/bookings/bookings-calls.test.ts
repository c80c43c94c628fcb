import type { Calendar, StoreInfo } from '@contract/bookings'
import { resourcesFileSchema } from '@contract/resources'
import { afterEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failure'
import { type Bookings, createBookings } from '../../../src/main/bookings/bookings'
import { silentLog } from '../../../src/main/platform'
import { type MemoryFolder, memoryFolder } from './memory-folder'

const store = { site: null, folder: '/store' }
const slot = { start: '2026-11-21T08:00:00Z', end: '2026-11-21T16:00:00Z' }
const wish = { resource: 'krios1', ...slot, title: '', note: '', account: '' }
const all = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', resources: [] }

let folder: MemoryFolder
const ends: AbortController[] = []

function opened(everyMs?: number): Bookings {
  let id = 0
  folder = memoryFolder()
  return createBookings({
    ...{ openFolder: () => folder, stores: async (): Promise<StoreInfo[]> => [], log: silentLog },
    ...{ clock: { now: () => new Date('2026-11-01T10:00:00Z') }, ids: () => `id${++id}` },
    likelyUser: async () => 'likely',
    ...(everyMs !== undefined && { everyMs })
  })
}

afterEach(() => {
  for (const end of ends.splice(0)) end.abort()
})

/** A watcher that ends with its test; `next` waits for one more item, at most for vitest's own limit. */
function watcher(bookings: Bookings, wanted: Partial<typeof all> & { as?: string } = {}) {
  const end = new AbortController()
  ends.push(end)
  const items = bookings.watch({ store, ...all, ...wanted }, end.signal)
  let told: Calendar['bookings'] = []
  return {
    end: () => end.abort(),
    async next(): Promise<Calendar> {
      const { value } = await items.next()
      if (!value) throw new Error('the stream ended')
      told = value.bookings ?? told
      return { ...value, bookings: told }
    }
  }
}

describe('who waits', () => {
  it('is offered what is given back, books it, and waits no longer', async () => {
    const bookings = opened()
    const [made] = await bookings.add({ store, wish, skip: false }, undefined)
    folder.as('seo')
    const waiter = await bookings.wait({ store, resource: 'krios1', ...slot, title: 'tau' }, undefined)
    expect(waiter).toMatchObject({ user: 'seo', offer: null, title: 'tau' })
    await expect(bookings.wait({ store, resource: 'krios1', ...slot, title: '' }, undefined)).rejects.toMatchObject({
      code: 'exists'
    })
    folder.as('mlindq')
    await bookings.cancel({ store, uid: made?.uid ?? '', scope: 'one', reason: '' }, undefined)
    const { waiters } = await bookings.calendar({ store, ...all }, undefined)
    expect(waiters).toMatchObject([{ user: 'seo', offer: { ...slot, until: '2026-11-01T11:00:00Z' } }])
    await expect(bookings.add({ store, wish, skip: false }, undefined)).rejects.toMatchObject({
      ...{ code: 'conflict', refusal: { rule: 'waitlist' }, detail: 'Refused by the rule waitlist.' }
    })
    folder.as('seo')
    expect(await bookings.add({ store, wish, skip: false }, undefined)).toHaveLength(1)
    expect((await bookings.calendar({ store, ...all }, undefined)).waiters).toEqual([])
    expect(folder.entries.map(({ act, granted, user }) => [act, granted, user])).toEqual([
      ['add', true, 'seo'],
      ['add', false, 'mlindq'],
      ['cancel', true, 'mlindq'],
      ['wait', true, 'seo'],
      ['add', true, 'mlindq']
    ])
  })

  it('may leave, and nobody else makes one leave', async () => {
    const bookings = opened()
    await bookings.add({ store, wish, skip: false }, undefined)
    folder.as('seo')
    const { id } = await bookings.wait({ store, resource: 'krios1', ...slot, title: '' }, undefined)
    folder.as('mlindq')
    await expect(bookings.unwait({ store, id }, undefined)).rejects.toMatchObject({ code: 'not-allowed' })
    folder.as('seo')
    await bookings.unwait({ store, id }, undefined)
    await expect(bookings.unwait({ store, id }, undefined)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('does not wait for what is free', async () => {
    await expect(opened().wait({ store, resource: 'krios1', ...slot, title: '' }, undefined)).rejects.toMatchObject({
      code: 'usage'
    })
  })
})

describe('asking the next for time', () => {
  it('is answered in one act: the next begins later, the other ends later', async () => {
    const bookings = opened()
    const [mine] = await bookings.add({ store, wish, skip: false }, undefined)
    folder.as('seo')
    const after = { start: '2026-11-21T16:00:00Z', end: '2026-11-21T20:00:00Z' }
    const [next] = await bookings.add({ store, wish: { ...wish, ...after }, skip: false }, undefined)
    folder.as('mlindq')
    const { id } = await bookings.ask({ store, uid: mine?.uid ?? '', minutes: 30, message: 'please' }, undefined)
    await expect(bookings.answer({ store, id, yes: true }, undefined)).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await bookings.calendar({ store, ...all }, undefined)).overruns).toMatchObject([{ id, answer: null }])
    folder.as('seo')
    expect(await bookings.answer({ store, id, yes: true }, undefined)).toMatchObject({ answer: 'yes' })
    const shown = (uid = '') => bookings.show({ store, uid }, undefined)
    expect(await shown(mine?.uid)).toMatchObject({ start: slot.start, end: '2026-11-21T16:30:00Z', owner: 'mlindq' })
    expect(await shown(next?.uid)).toMatchObject({ start: '2026-11-21T16:30:00Z', end: after.end })
    // What was agreed is there for the asker to give back.
    folder.as('mlindq')
    folder.at('2026-11-21T16:10:00Z')
    const change = { end: '2026-11-21T16:20:00Z' }
    await bookings.change({ store, uid: mine?.uid ?? '', change, scope: 'one' }, undefined)
    expect(await shown(mine?.uid)).toMatchObject({ end: '2026-11-21T16:20:00Z', sequence: 2 })
  })
})

describe('a plan', () => {
  it('tells what would be refused and writes nothing', async () => {
    const bookings = opened()
    const [made] = await bookings.add({ store, wish, skip: false }, undefined)
    const plan = await bookings.planAdd({ store, wish: { ...wish, repeat: 'FREQ=DAILY;COUNT=2' } }, undefined)
    expect(plan.bookings.map(({ refusals }) => refusals.map(({ rule }) => rule))).toEqual([['conflict'], []])
    const change = { end: '2026-11-21T17:00:00Z' }
    const moved = await bookings.planChange({ store, uid: made?.uid ?? '', change, scope: 'one' }, undefined)
    expect(moved.bookings).toMatchObject([{ booking: { ...change, sequence: 1 }, refusals: [] }])
    expect((await bookings.calendar({ store, ...all }, undefined)).bookings).toEqual([made])
    expect(folder.entries).toHaveLength(1)
  })

  it('is carried out all or none, or without the dates that are refused', async () => {
    const bookings = opened()
    await bookings.add({ store, wish, skip: false }, undefined)
    const series = { ...wish, start: '2026-11-20T08:00:00Z', end: '2026-11-20T16:00:00Z', repeat: 'FREQ=DAILY;COUNT=3' }
    await expect(bookings.add({ store, wish: series, skip: false }, undefined)).rejects.toMatchObject({
      code: 'conflict'
    })
    expect((await bookings.calendar({ store, ...all }, undefined)).bookings).toHaveLength(1)
    const made = await bookings.add({ store, wish: series, skip: true }, undefined)
    expect(made.map(({ start }) => start)).toEqual(['2026-11-20T08:00:00Z', '2026-11-22T08:00:00Z'])
    expect(folder.entries.filter(({ granted }) => !granted)).toHaveLength(2)
  })
})

describe('the rules', () => {
  const file = resourcesFileSchema.parse({
    ...{ version: 1, timeZone: 'Europe/Berlin', administrators: ['boss'], resources: [{ name: 'talos' }] }
  })

  it('are saved by administrators, on top of what they saw', async () => {
    const bookings = opened()
    const { version } = await bookings.resources({ store }, undefined)
    await expect(bookings.saveResources({ store, file, version }, undefined)).rejects.toMatchObject({
      code: 'not-allowed'
    })
    folder.as('boss')
    const saved = await bookings.saveResources({ store, file, version }, undefined)
    expect(saved).toMatchObject({ file, administrator: true, user: 'boss' })
    await expect(bookings.saveResources({ store, file, version }, undefined)).rejects.toMatchObject({
      code: 'conflict'
    })
    expect(folder.entries).toMatchObject([
      { act: 'resources', granted: true, text: 'Rules saved: talos added; krios1 removed' },
      { act: 'resources', granted: false }
    ])
  })

  it('of a new store are none, and its maker is administrator', async () => {
    const bookings = opened()
    expect(await bookings.init({ store, resource: 'krios1', timeZone: 'Asia/Kolkata' }, undefined)).toMatchObject({
      file: { administrators: ['mlindq'], timeZone: 'Asia/Kolkata', resources: [{ name: 'krios1', rules: {} }] },
      administrator: true
    })
    expect(folder.entries).toMatchObject([{ act: 'resources', granted: true, text: 'Calendar made with krios1' }])
  })

  it('that bookings break, and bookings that overlap, are found by a check', async () => {
    const bookings = opened()
    const [made] = await bookings.add({ store, wish, skip: false }, undefined)
    expect(await bookings.check({ store }, undefined)).toEqual([])
    folder.edit(known => ({
      ...known,
      resources: [{ ...file.resources[0], name: 'krios1', kind: 'other', linked: [], rules: { mostMinutes: 60 } }]
    }))
    expect(await bookings.check({ store }, undefined)).toMatchObject([
      { file: `krios1/${made?.uid}.ics`, error: { code: 'mismatch', message: expect.stringContaining('mostMinutes') } }
    ])
  })
})

describe('exports and imports', () => {
  it('are of one, of mine, of a resource or a stretch', async () => {
    const bookings = opened()
    const [made] = await bookings.add({ store, wish, skip: false }, undefined)
    folder.as('seo')
    const later = { ...wish, start: '2026-11-23T08:00:00Z', end: '2026-11-23T16:00:00Z' }
    await bookings.add({ store, wish: later, skip: false }, undefined)
    const count = async (what: object): Promise<number> => {
      const { text } = await bookings.export({ store, resources: [], mine: false, ...what }, undefined)
      return text.split('BEGIN:VEVENT').length - 1
    }
    expect([await count({}), await count({ mine: true }), await count({ uid: made?.uid })]).toEqual([2, 1, 1])
    expect([await count({ end: '2026-11-22T00:00:00Z' }), await count({ resources: ['krios1'] })]).toEqual([1, 2])
    await expect(count({ resources: ['zz'] })).rejects.toMatchObject({ code: 'not-found' })
    await expect(count({ uid: 'zz' })).rejects.toMatchObject({ code: 'not-found' })
    const { text } = await bookings.export({ store, resources: [], mine: false }, undefined)
    expect(await bookings.import({ store, text, resource: 'krios1' }, undefined)).toEqual({
      ...{ added: [], unchanged: 2, refused: [] }
    })
    await expect(bookings.import({ store, text: 'x', resource: 'krios1' }, undefined)).rejects.toMatchObject({
      code: 'corrupt'
    })
  })
})

describe('watching', () => {
  it('shows each change at once, and the rules again only when they are others', async () => {
    const bookings = opened()
    const items = watcher(bookings)
    expect(await items.next()).toMatchObject({ user: 'mlindq', bookings: [], file: { timeZone: 'Europe/Berlin' } })
    const [made] = await bookings.add({ store, wish, skip: false }, undefined)
    const second = await items.next()
    expect([second.bookings, second.file]).toEqual([[made], undefined])
    folder.edit(file => ({ ...file, timeZone: 'Asia/Kolkata' }))
    await bookings.cancel({ store, uid: made?.uid ?? '', scope: 'one', reason: '' }, undefined)
    expect((await items.next()).file?.timeZone).toBe('Asia/Kolkata')
  })

  it('reads now and then by itself, without questions, once for all who watch', async () => {
    const bookings = opened(20)
    const [first, second] = [watcher(bookings), watcher(bookings, { resources: [] })]
    await Promise.all([first.next(), second.next()])
    await Promise.all([first.next(), second.next()])
    // The first is asked for by who opened a calendar that was never seen.
    const [asked, ...later] = folder.reads.map(({ options }) => JSON.stringify(options))
    expect([asked, ...new Set(later)]).toEqual(['{"automatic":false}', '{"automatic":true}'])
    expect(folder.reads.length).toBeLessThan(5)
  })

  it('begins with the copy, and is told at once when the store that was away is reached', async () => {
    const bookings = opened()
    const copy = await folder.read(undefined)
    folder.copy = async () => ({ ...copy, readAt: new Date('2026-10-31T10:00:00Z') })
    folder.away(new Failure('unreachable', 'No road.'))
    const items = watcher(bookings)
    expect(await items.next()).toMatchObject({ readAt: '2026-10-31T10:00:00.000Z', offline: null, user: 'likely' })
    expect(await items.next()).toMatchObject({ offline: { code: 'unreachable' }, user: 'likely' })
    expect(folder.reads.at(-1)?.options).toEqual({ automatic: true })
    folder.away(null)
    await bookings.resources({ store }, undefined)
    expect(await items.next()).toMatchObject({ offline: null, user: 'mlindq' })
  })

  it('ends its reading with the last who watches', async () => {
    const bookings = opened(5)
    const items = watcher(bookings)
    await items.next()
    items.end()
    await expect(items.next()).rejects.toThrow('the stream ended')
    const { length } = folder.reads
    await new Promise(resolve => setTimeout(resolve, 40))
    expect(folder.reads.length).toBeLessThanOrEqual(length + 1)
  })

  it('fails where there is nothing to show', async () => {
    const bookings = opened()
    folder.fail('read', new Failure('not-found', 'There is no calendar.'))
    await expect(watcher(bookings).next()).rejects.toMatchObject({ code: 'not-found' })
  })
})
