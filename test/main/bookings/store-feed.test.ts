/** One reader of a store for all who watch it. */
import { expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failure'
import type { BookingFolder, StoreContents } from '../../../src/main/booking-folder'
import { createStoreFeed, type Look, type StoreFeed } from '../../../src/main/bookings/store-feed'
import { memoryFolder } from './memory-folder'

/** So long nothing else happens than what the test does. Milliseconds. */
const never = 600_000

interface SlowFolder {
  readonly folder: BookingFolder
  /** Reads under way, in the order in which they began; each ends when the test says so. */
  readonly reads: { give(contents: StoreContents): void; fail(error: Error): void }[]
  readonly listeners: Set<() => void>
}

/** A store whose reads end when they are told to, whatever their signal says, as over a link that is slow. */
function slowFolder(): SlowFolder {
  const reads: SlowFolder['reads'] = []
  const listeners = new Set<() => void>()
  const folder: BookingFolder = {
    ...memoryFolder(),
    read: () => new Promise((give, fail) => reads.push({ give, fail })),
    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
  return { folder, reads, listeners }
}

const contents = async (version: string): Promise<StoreContents> => ({
  ...(await memoryFolder().read(undefined)),
  version
})

/** Somebody who watches. `next`: the version that is shown next. */
function watcher(feed: StoreFeed): { next(): Promise<string | undefined>; leave(): Promise<void> } {
  const end = new AbortController()
  const looks: AsyncGenerator<Look, void, void> = feed.follow(end.signal)
  return {
    async next() {
      const { value } = await looks.next()
      return value ? value.contents.version : undefined
    },
    async leave() {
      end.abort()
      // Ends what waits for the next look, so that it is not left open.
      await looks.next().catch(() => undefined)
    }
  }
}

/** Until what was begun has come as far as it can without the test. */
const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 5))

it('shows nothing of a read that was given up when somebody watches again', async () => {
  const { folder, reads } = slowFolder()
  const feed = createStoreFeed(folder, { everyMs: never })
  for (const late of ['contents', 'error']) {
    const first = watcher(feed)
    const shown = first.next()
    await settled()
    await first.leave()
    expect(await shown).toBeUndefined()
    const second = watcher(feed)
    const news = second.next()
    await settled()
    const [old, fresh] = reads.splice(0)
    fresh?.give(await contents('new'))
    expect(await news).toBe('new')
    if (late === 'contents') old?.give(await contents('old'))
    else old?.fail(new Failure('cancelled', 'Given up.'))
    await settled()
    const third = watcher(feed)
    expect(await third.next()).toBe('new')
    await second.leave()
    await third.leave()
  }
})

it('hears of changes once, also when the run before ends after the next began, and not at all when nobody watches', async () => {
  const { folder, reads, listeners } = slowFolder()
  const feed = createStoreFeed(folder, { everyMs: never })
  const first = watcher(feed)
  const shown = first.next()
  await settled()
  await first.leave()
  await shown
  const second = watcher(feed)
  const news = second.next()
  await settled()
  const [old, fresh] = reads.splice(0)
  fresh?.give(await contents('1'))
  expect(await news).toBe('1')
  old?.give(await contents('old'))
  await settled()
  expect(listeners.size).toBe(1)
  for (const listener of listeners) listener()
  await settled()
  expect(reads).toHaveLength(1)
  reads.splice(0)[0]?.give(await contents('2'))
  expect(await second.next()).toBe('2')
  await second.leave()
  await settled()
  expect(listeners.size).toBe(0)
})
