import type { BookingWish, StoreInfo } from '@contract/bookings'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failure'
import { type Bookings, createBookings } from '../../../src/main/bookings/bookings'
import { silentLog } from '../../../src/main/platform'
import { type MemoryFolder, memoryFolder } from './memory-folder'

const store = { site: null, folder: '/store' }

function opened(folder: MemoryFolder, warn: (message: string) => void = () => {}): Bookings {
  let id = 0
  return createBookings({
    openFolder: () => folder,
    stores: async (): Promise<StoreInfo[]> => [],
    clock: { now: () => new Date('2026-11-01T10:00:00Z') },
    log: { ...silentLog, warn },
    ids: () => `id${++id}`,
    likelyUser: async () => 'mlindq'
  })
}

const wish = (known: Partial<BookingWish> = {}): BookingWish => ({
  ...{ resource: 'krios1', start: '2026-11-21T08:00:00Z', end: '2026-11-21T16:00:00Z' },
  ...{ title: 'apoferritin', note: '', account: '' },
  ...known
})

const all = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', resources: [] }

describe('the calendar', () => {
  it('takes a booking, lists it and cancels it', async () => {
    const bookings = opened(memoryFolder())
    const [made] = await bookings.add({ store, wish: wish(), skip: false }, undefined)
    expect(made).toMatchObject({ owner: 'mlindq', status: 'confirmed', people: [{ user: 'mlindq', role: 'operator' }] })
    expect((await bookings.calendar({ store, ...all }, undefined)).bookings).toEqual([made])
    const uid = made?.uid ?? ''
    await bookings.cancel({ store, uid, scope: 'one', reason: 'no grids' }, undefined)
    expect(await bookings.show({ store, uid }, undefined)).toMatchObject({
      ...{ status: 'cancelled', sequence: 1, note: 'Cancelled: no grids' },
      freed: [{ start: '2026-11-21T08:00:00Z', end: '2026-11-21T16:00:00Z', at: '2026-11-01T10:00:00Z' }]
    })
  })

  it('gives a slot wanted by two at once to one of them', async () => {
    const bookings = opened(memoryFolder())
    const tries = Array.from({ length: 10 }, () => bookings.add({ store, wish: wish(), skip: false }, undefined))
    const ends = await Promise.allSettled(tries)
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = ends.flatMap(end => (end.status === 'rejected' ? [Failure.from(end.reason)] : []))
    expect(refused.every(({ code, refusal }) => code === 'conflict' && refusal.with?.length === 1)).toBe(true)
  })

  it('logs what it grants and what it refuses, and books also where the log cannot be written', async () => {
    const warnings: string[] = []
    const folder = memoryFolder()
    const bookings = opened(folder, message => warnings.push(message))
    await bookings.add({ store, wish: wish(), skip: false }, undefined)
    await expect(bookings.add({ store, wish: wish(), skip: false }, undefined)).rejects.toMatchObject({
      code: 'conflict'
    })
    expect(folder.entries).toMatchObject([
      { act: 'add', granted: false, rule: 'conflict', user: 'mlindq', resource: 'krios1' },
      { act: 'add', granted: true, rule: null, uid: 'id1@farscope' }
    ])
    folder.fail('log', new Failure('disk-full', 'No room.'))
    const later = wish({ start: '2026-11-22T08:00:00Z', end: '2026-11-22T16:00:00Z' })
    expect(await bookings.add({ store, wish: later, skip: false }, undefined)).toHaveLength(1)
    expect(warnings).toEqual(['The log of the calendar /store could not be written: No room.'])
    folder.fail('write', new Failure('permission', 'No.'))
    const other = wish({ start: '2026-11-23T08:00:00Z', end: '2026-11-23T16:00:00Z' })
    await expect(bookings.add({ store, wish: other, skip: false }, undefined)).rejects.toMatchObject({
      code: 'permission'
    })
  })

  it('lets administrators alone speak for somebody else', async () => {
    const folder = memoryFolder()
    const bookings = opened(folder)
    await expect(bookings.add({ store, as: 'x', wish: wish(), skip: false }, undefined)).rejects.toMatchObject({
      code: 'not-allowed'
    })
    expect(folder.entries).toMatchObject([{ act: 'add', granted: false, user: 'mlindq' }])
    folder.as('boss')
    const [made] = await bookings.add({ store, as: 'x', wish: wish(), skip: false }, undefined)
    expect(made?.owner).toBe('x')
    expect(folder.entries[0]).toMatchObject({ granted: true, text: expect.stringContaining('by boss for x') })
  })
})
