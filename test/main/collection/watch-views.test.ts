import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWatchBook, type WatchBook } from '../../../src/main/collection/watch-book'
import { hourlyAmount } from '../../../src/main/collection/watch-views'
import { silentLog } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'

let folder: string
let store: Store
let book: WatchBook
const [secondMs, hourMs] = [1000, 3_600_000]
const now = 1_700_000_000_000

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'views-'))
  store = openStore(folder, silentLog)
  book = createWatchBook({ store: store.watches, id: 'w', destinations: 1, order: () => 'oldest' })
})
afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** One is written each ten seconds of `hours` until now, and found ten seconds later. `aheadMs`: of their host's clock. */
function writeOn(hours: number, aheadMs = 0): void {
  for (let at = now - hours * hourMs; at < now; at += 10 * secondMs) {
    const mtime = String((at - 10 * secondMs + aheadMs) / 1000)
    book.add([{ path: `m${at}`, size: 1e9, mtime }], at)
  }
}
const perHour = () => hourlyAmount(store.watches, 'w', now).files

describe('what is written in an hour', () => {
  it.each([0, -61 * 60 * secondMs, -10 * hourMs, 61 * 60 * secondMs])(
    'is told however far off the clock of its host is: %d ms',
    aheadMs => {
      writeOn(1, aheadMs)
      expect(Math.abs(perHour() - 360)).toBeLessThanOrEqual(4)
    }
  )

  it('is told of a watch that is older than an hour', () => {
    writeOn(3, -61 * 60 * secondMs)
    expect(Math.abs(perHour() - 360)).toBeLessThanOrEqual(4)
  })

  it('is told of a young watch', () => {
    writeOn(0.25, -61 * 60 * secondMs)
    expect(Math.abs(perHour() - 360)).toBeLessThanOrEqual(8)
  })

  it('leaves out what lay there long before the watch', () => {
    const earlier = Array.from({ length: 5000 }, (_, at) => ({
      ...{ path: `e${at}`, size: 1e9, mtime: String((now - 20 * hourMs + at * 10 * secondMs) / 1000) }
    }))
    book.add(earlier, now - 2 * secondMs)
    expect(perHour()).toBe(0)
  })

  it('follows the times of writing where many files are found at once after hours', () => {
    book.add([{ path: 'first', size: 1, mtime: String(now / 1000 - 9 * 3600) }], now - 9 * hourMs)
    const missed = Array.from({ length: 2880 }, (_, at) => ({
      ...{ path: `f${at}`, size: 1e9, mtime: String((now - 8 * hourMs + at * 10 * secondMs) / 1000) }
    }))
    book.add(missed, now)
    expect(Math.abs(perHour() - 360)).toBeLessThanOrEqual(4)
  })
})

describe('how long a file waits', () => {
  it('counts from when it was found, by our clock, and is shown when it was written by its host', () => {
    book.add([{ path: 'a', size: 1, mtime: String(now / 1000 - 3660) }], now)
    expect(book.oldestMs(0)).toBe(now)
    expect(store.watches.newest('w')).toMatchObject({ finishedAt: now - 3_660_000, seenAt: now })
    // Written anew before anybody has a copy: it is another file, found now.
    book.add([{ path: 'a', size: 2, mtime: String(now / 1000 - 3650) }], now + 9000)
    expect(book.oldestMs(0)).toBe(now + 9000)
  })
})
