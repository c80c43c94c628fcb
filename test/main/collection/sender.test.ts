import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transfer } from '@contract/transfers'
import type { FileSystem } from '@domain/files/file-system'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { BatchItem, BatchQueue } from '../../../src/main/collection/ports'
import { createSender, type Sender } from '../../../src/main/collection/sender'
import { createWatchBook, type WatchBook } from '../../../src/main/collection/watch-book'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { silentLog } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'

/** A queue in which one transfer is under way, for as long as the test wants. */
function heldQueue(): BatchQueue & { moved(bytes: number): void; looks: number; sent: BatchItem[] } {
  const totalBytes = 1_000_000
  let under: Pick<Transfer, 'id' | 'state' | 'doneBytes' | 'totalBytes'> | undefined
  return {
    looks: 0,
    sent: [],
    startExplicit({ id, items }) {
      this.sent.push(...items)
      under = { id, state: 'running', doneBytes: 0, totalBytes }
      return { id }
    },
    list() {
      this.looks++
      // Only what a sender looks at.
      return under ? [{ hold: null, rate: 0, ...under } as Transfer] : []
    },
    moved(bytes) {
      if (under) under = { ...under, doneBytes: under.doneBytes + bytes }
    },
    result: () => new Promise(() => undefined),
    files: () => ({ total: 0, files: [] }),
    pause: async () => undefined,
    resume: () => undefined,
    change: () => undefined,
    cancel: async () => undefined,
    forget: () => undefined
  }
}

let folder: string
let store: Store
let book: WatchBook
let sender: Sender | undefined
let now: number
const movie = (size: number) => ({ path: 'movie.eer', size, mtime: '1700000000' })

beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'farscope-sender-'))
  store = openStore(folder, silentLog)
  book = createWatchBook({ store: store.watches, id: 'w', destinations: 1, order: () => 'oldest' })
  now = 0
})
afterEach(async () => {
  sender?.close()
  store.close()
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** `there`: what the destination does otherwise than a folder of this computer. */
function sendBy(queue: BatchQueue, there: Partial<FileSystem> = {}, folderMs?: number): Sender {
  const none = () => Promise.reject(new Error('no other places here'))
  const local = { ...createLocalFileSystem(folder), ...there }
  sender = createSender(
    {
      ...{ queue, book, index: 0, now: () => now, prove: none, recheck: none, newId: () => 'one', folderMs },
      source: { kind: 'local', path: join(folder, 'run') },
      place: { kind: 'local', path: join(folder, 'there') },
      fileSystems: { local, site: none, openSite: none, s3: none },
      ...{ limit: () => null, changed: () => undefined, proven: () => undefined }
    },
    false
  )
  return sender
}

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 5 })

it('tells the pace of what it sends, which the rate of the last seconds does not change, until nothing moves', async () => {
  book.add([movie(1_000_000)], 0)
  const queue = heldQueue()
  const sending = sendBy(queue)
  await eventually(() => expect(sending.view(queue.list()).state).toBe('sending'))
  expect(sending.view(queue.list()).pace).toBeNull()
  for (let second = 1; second <= 20; second++) {
    now = second * 1000
    queue.moved(5000)
    const before = queue.looks
    await eventually(() => {
      sending.nudge()
      expect(queue.looks).toBeGreaterThan(before)
    })
  }
  expect(sending.view(queue.list())).toMatchObject({ state: 'sending', rate: 0, pace: 5000 })
  now += 6 * 60_000
  expect(sending.view(queue.list())).toMatchObject({ state: 'sending', pace: null })
})

it('does not wait for a destination that hangs, and says so', async () => {
  book.add([movie(1000)], 0)
  const queue = heldQueue()
  const sending = sendBy(queue, { stat: () => new Promise(() => undefined) }, 20)
  await eventually(() => expect(sending.view(queue.list()).state).toBe('trouble'))
  expect(sending.view(queue.list()).error).toMatchObject({ code: 'timeout' })
  expect(book.amount(0, ['waiting'])).toEqual({ files: 1, bytes: 1000 })
})

it('sends a file as it is when its folder is made, and counts it once', async () => {
  book.add([movie(1000), { ...movie(10), path: 'gone.eer' }], 0)
  const queue = heldQueue()
  let asked = false
  let answer = (): void => undefined
  const answered = new Promise<void>(resolve => {
    answer = resolve
  })
  const makeDirectory: FileSystem['makeDirectory'] = async path => {
    asked = true
    await answered
    await fs.mkdir(path, { recursive: true })
  }
  sendBy(queue, { makeDirectory })
  await eventually(() => expect(asked).toBe(true))
  book.add([movie(3000)], 1)
  for (const copy of book.next(0, 10, 1)) if (copy.path === 'gone.eer') book.settle(copy, { state: 'gone', at: 1 })
  answer()
  await eventually(() => expect(queue.sent).toHaveLength(1))
  expect(queue.sent[0]).toMatchObject({ expected: { size: 3000 } })
  expect(book.amount(0, ['waiting'])).toEqual({ files: 0, bytes: 0 })
  expect(book.amount(0, ['sending'])).toEqual({ files: 1, bytes: 3000 })
  expect(book.amount(0, ['gone'])).toEqual({ files: 1, bytes: 10 })
})
