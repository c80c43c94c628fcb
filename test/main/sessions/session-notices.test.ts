/** Notices of bookings, with a real database: each once, and what no window has taken. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Booking } from '@contract/booking'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { createSessionNotices } from '../../../src/main/sessions/session-notices'
import type { Looked } from '../../../src/main/sessions/session-stores'
import { openStore, type Store } from '../../../src/main/store/store'
import { facility, slot } from '../../domain/sessions/session-fixture'

const later = { start: '2026-11-23T08:00:00Z', end: '2026-11-23T16:00:00Z' }

let folder: string
let stores: Store[] = []
let now = '2026-11-21T12:00:00Z'
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-notices-'))
  now = '2026-11-21T12:00:00Z'
})
afterEach(() => {
  for (const store of stores) store.close()
  stores = []
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** An engine that has just started. */
function engine() {
  const store = openStore(folder, silentLog)
  stores.push(store)
  const notify = vi.fn<(title: string, body: string) => void>()
  const platform = { clock: { now: () => new Date(now) }, notify }
  const notices = createSessionNotices({ store: store.bookingNotices, platform, at: () => Date.parse(now) })
  return { notices, notify }
}

/** A store as it was looked at; what the notices do not read is not there. */
function looked(bookings: readonly Booking[], offline = false): Looked {
  const contents = { file: facility(), bookings, waiting: [], overruns: [], offline: offline ? {} : null }
  const read = { store: { site: 'krios', folder: '/em/calendar' }, contents, user: 'mlindq' }
  return read as unknown as Looked // the notices read no more of it
}

const waiting = slot({ ...later, status: 'waiting' })
const granted = slot({ ...later, status: 'confirmed', changed: '2026-11-21T11:00:00Z' })

describe('notices of bookings', () => {
  it('tell once what changed, also while the engine was off and after another start', () => {
    const first = engine()
    first.notices.look(looked([waiting]))
    expect(first.notify).not.toHaveBeenCalled()
    const second = engine()
    second.notices.look(looked([granted]))
    second.notices.look(looked([granted]))
    expect(second.notify.mock.calls.map(([title]) => title)).toEqual(['Your booking has its consent'])
    const third = engine()
    third.notices.look(looked([granted]))
    expect(third.notify).not.toHaveBeenCalled()
    expect(third.notices.list(undefined, 10)).toMatchObject({
      unread: 1,
      notices: [{ event: 'granted', uid: granted.uid, start: later.start, store: { site: 'krios' }, read: false }]
    })
  })

  it('take nothing from the copy of a store that is away', () => {
    const { notices, notify } = engine()
    notices.look(looked([waiting]))
    notices.look(looked([granted], true))
    expect(notify).not.toHaveBeenCalled()
  })

  it('reach the next window when none had taken them, as long as they are fresh', async () => {
    const { notices } = engine()
    notices.look(looked([waiting]))
    notices.look(looked([granted]))
    const stream = notices.watch(AbortSignal.timeout(5_000))
    expect((await stream.next()).value).toMatchObject({ unread: 1, fresh: [{ event: 'granted' }] })
    const again = notices.watch(AbortSignal.timeout(5_000))
    expect((await again.next()).value).toEqual({ unread: 1, fresh: [] })
  })

  it('come as old news to a window that opens late, and are read', async () => {
    const { notices } = engine()
    notices.look(looked([waiting]))
    notices.look(looked([granted]))
    now = '2026-11-21T12:10:00Z'
    const stream = notices.watch(AbortSignal.timeout(5_000))
    expect((await stream.next()).value).toEqual({ unread: 1, fresh: [] })
    notices.markRead(notices.list(undefined, 1).notices[0]?.number ?? 0)
    expect((await stream.next()).value).toEqual({ unread: 0, fresh: [] })
  })

  it('that are many are one on the desktop', () => {
    const { notices, notify } = engine()
    const many = [1, 2, 3, 4].map(at => slot({ ...later, uid: `b${at}`, status: 'waiting' as const }))
    notices.look(looked(many))
    notices.look(looked(many.map(one => ({ ...one, status: 'confirmed' as const }))))
    expect(notify.mock.calls.map(([title]) => title)).toEqual(['4 events of bookings'])
  })
})
