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
    load: () => null,
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
