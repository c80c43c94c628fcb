import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transfer } from '@contract/transfers'
import { expect, it, vi } from 'vitest'
import type { BatchQueue } from '../../../src/main/collection/ports'
import { createSender } from '../../../src/main/collection/sender'
import { createWatchBook } from '../../../src/main/collection/watch-book'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { silentLog } from '../../../src/main/platform'
import { openStore } from '../../../src/main/store/store'

/** A queue in which one transfer is under way, for as long as the test wants. */
function heldQueue(): BatchQueue & { moved(bytes: number): void; looks: number } {
  const totalBytes = 1_000_000
  let under: Pick<Transfer, 'id' | 'state' | 'doneBytes' | 'totalBytes'> | undefined
  return {
    looks: 0,
    startExplicit({ id }) {
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

it('tells the pace of what it sends, which the rate of the last seconds does not change', async () => {
  const folder = await fs.mkdtemp(join(tmpdir(), 'farscope-sender-'))
  const store = openStore(folder, silentLog)
  const files = createLocalFileSystem(folder)
  const none = () => Promise.reject(new Error('no other places here'))
  const book = createWatchBook({ store: store.watches, id: 'w', destinations: 1, order: () => 'oldest' })
  book.add([{ path: 'movie.eer', size: 1_000_000, mtime: '1700000000' }], 0)
  const queue = heldQueue()
  let now = 0
  const sender = createSender(
    {
      ...{ queue, book, index: 0, now: () => now, prove: none, recheck: none, newId: () => 'one' },
      ...{
        source: { kind: 'local', path: join(folder, 'run') },
        place: { kind: 'local', path: join(folder, 'there') }
      },
      fileSystems: { local: files, site: none, openSite: none, s3: none },
      ...{ limit: () => null, changed: () => undefined, proven: () => undefined }
    },
    false
  )
  try {
    await vi.waitFor(() => expect(sender.view(queue.list()).state).toBe('sending'), { timeout: 30_000 })
    expect(sender.view(queue.list()).pace).toBeNull()
    for (let second = 1; second <= 20; second++) {
      now = second * 1000
      queue.moved(5000)
      const before = queue.looks
      await vi.waitFor(
        () => {
          sender.nudge()
          expect(queue.looks).toBeGreaterThan(before)
        },
        { timeout: 30_000, interval: 1 }
      )
    }
    expect(sender.view(queue.list())).toMatchObject({ state: 'sending', rate: 0, pace: 5000 })
  } finally {
    sender.close()
    store.close()
    await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
