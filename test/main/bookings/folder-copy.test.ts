/** What is kept of a store for the next start. */
import { expect, it } from 'vitest'
import { createFolderCopy } from '../../../src/main/bookings/folder-copy'
import type { BookingCopies } from '../../../src/main/store/booking-copies'
import { booking } from '../../domain/bookings/booking-fixture'

interface Saved {
  readonly whole: boolean
  readonly paths: readonly string[]
  readonly removed: readonly string[]
}

/** Nothing kept yet, and all that is written told. */
function copies(saved: Saved[]): BookingCopies {
  return {
    head: () => null,
    files: () => [],
    save: (_store, copy, written, removed) =>
      void saved.push({ whole: copy !== null, paths: written.map(({ path }) => path), removed })
  }
}

it('is written in pieces of which the last alone says that all is there, with the listings', async () => {
  const saved: Saved[] = []
  const copy = createFolderCopy(copies(saved), 'here')
  const uids = Array.from({ length: 1200 }, (_, at) => `b${at}`)
  copy.putFolder('krios1', { mtime: 1, settled: true, listedAt: 1 })
  for (const uid of uids) {
    const value = { kind: 'booking' as const, value: booking({ uid }) }
    copy.putFile(`krios1/${uid}.ics`, { stamp: '1', owner: 'mlindq', settled: true, value })
  }
  copy.dropFile('krios1/b7.ics')
  await copy.keep(new Date(), 0)
  expect(saved.map(({ whole }) => whole)).toEqual([...saved.slice(1).map(() => false), true])
  expect(saved.length).toBeGreaterThan(2)
  const files = saved.slice(0, -1).flatMap(({ paths }) => paths)
  expect(files).toEqual(uids.filter(uid => uid !== 'b7').map(uid => `krios1/${uid}.ics`))
  expect(saved.at(-1)).toMatchObject({ paths: ['krios1/'], removed: ['krios1/b7.ics'] })
  await copy.keep(new Date(), 0)
  expect(saved.at(-1)).toEqual({ whole: true, paths: [], removed: [] })
})

it('is brought into memory page by page, once, while others have their turn', async () => {
  const kept = Array.from({ length: 1200 }, (_, at) => {
    const uid = `b${String(at).padStart(4, '0')}`
    const record = JSON.stringify({ kind: 'booking', value: booking({ uid }) })
    return { path: `krios1/${uid}.ics`, stamp: '1', owner: 'mlindq', settled: true, record }
  })
  const pages: number[] = []
  const copy = createFolderCopy(
    {
      ...copies([]),
      head: () => ({ readAt: '2026-11-01T10:00:00.000Z', clockOffsetMs: 7 }),
      files: (_store, after, limit) => {
        const page = kept.filter(({ path }) => path > after).slice(0, limit)
        pages.push(page.length)
        return page
      }
    },
    'here'
  )
  expect([copy.files.size, copy.clockOffsetMs, pages]).toEqual([0, 7, []])
  await Promise.all([copy.load(), copy.load()])
  expect([copy.files.size, pages]).toEqual([1200, [500, 500, 200]])
  expect(copy.files.get('krios1/b1199.ics')?.value).toMatchObject({ kind: 'booking', value: { uid: 'b1199' } })
})

it('is written the next time where that failed, and what came meanwhile is newer', async () => {
  const saved: Saved[] = []
  const kept = copies(saved)
  let failing = true
  const copy = createFolderCopy(
    {
      ...kept,
      save: (...args) => {
        if (failing) throw new Error('The disk is full.')
        kept.save(...args)
      }
    },
    'here'
  )
  const put = (uid: string): void => {
    const value = { kind: 'booking' as const, value: booking({ uid }) }
    copy.putFile(`krios1/${uid}.ics`, { stamp: '1', owner: 'mlindq', settled: true, value })
  }
  for (const uid of ['kept', 'gone', 'again']) put(uid)
  copy.dropFile('krios1/again.ics')
  const keeping = copy.keep(new Date(), 0)
  copy.dropFile('krios1/gone.ics')
  put('again')
  await expect(keeping).rejects.toThrow('full')
  failing = false
  await copy.keep(new Date(), 0)
  expect(saved.flatMap(({ paths }) => paths).sort()).toEqual(['krios1/again.ics', 'krios1/kept.ics'])
  expect(saved.flatMap(({ removed }) => removed)).toEqual(['krios1/gone.ics'])
})
