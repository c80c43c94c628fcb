import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWatchBook, type WatchBook } from '../../../src/main/collection/watch-book'
import { silentLog } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'

let folder: string
let store: Store
let book: WatchBook
const file = (size: number) => ({ path: 'a.eer', size, mtime: '100.5' })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'book-'))
  store = openStore(folder, silentLog)
  book = createWatchBook({ store: store.watches, id: 'w', destinations: 1, order: () => 'oldest' })
})

afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

describe('the book of a watch', () => {
  it('knows which version a later one overtook while it was on its way', () => {
    book.add([file(1)], 1)
    const [first] = book.next(0, 10, 1)
    if (!first) throw new Error('There is one.')
    expect(book.isLatest(first)).toBe(true)
    book.begin([first], 'watch-1', 1)
    book.add([file(2)], 2)
    expect(book.isLatest(first)).toBe(false)
  })

  it('lets everything that failed go again at once, however much that is', () => {
    const names = Array.from({ length: 1500 }, (_, number) => `${number}.eer`)
    book.add(
      names.map(path => ({ ...file(1), path })),
      1
    )
    for (const copy of book.next(0, 2000, 1)) book.settle(copy, { due: 1_000_000, tries: 3, at: 2 })
    expect(book.next(0, 2000, 3)).toEqual([])
    book.hurry(0)
    expect(book.next(0, 2000, 3)).toHaveLength(1500)
  })

  it('takes what was gone once more when it is there again, as it was', () => {
    book.add([file(1)], 1)
    expect(book.isTaken(file(1))).toBe(true)
    const [copy] = book.next(0, 10, 1)
    if (!copy) throw new Error('There is one.')
    book.settle(copy, { state: 'gone', at: 2 })
    expect(book.isTaken(file(1))).toBe(false)
    book.add([file(1)], 3)
    expect(book.next(0, 10, 3)).toMatchObject([{ version: 1, state: 'waiting', tries: 0 }])
    expect(book.amount(0, ['waiting'])).toEqual({ files: 1, bytes: 1 })
    expect(book.isTaken(file(1))).toBe(true)
  })
})
