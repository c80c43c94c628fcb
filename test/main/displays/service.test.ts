/** The service over kinds that stand in for real ones: who is asked, what is closed and when. */
import type { Display, DisplayProgress } from '@contract/display'
import type { SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { describe, expect, it, vi } from 'vitest'
import type { DisplayAdapter, Opened, OpenRequest } from '../../../src/main/displays/adapter'
import { createDisplays } from '../../../src/main/displays/displays'
import type { Armed, MayOpen } from '../../../src/main/may-open'
import { silentLog } from '../../../src/main/platform'
import { noBookings } from './no-bookings'

const site: SiteView = {
  ...{ version: 1, name: 'em', demo: false },
  hosts: ['login', 'viz'].map(name => ({
    ...{ name, host: `${name}.example.org`, identityFiles: [], jumps: [], hostKeys: [] },
    roles: name === 'viz' ? (['display'] as const).slice() : (['login'] as const).slice()
  }))
}

const display = (id: string): Display => ({
  ...{ kind: 'dcv', site: 'em', host: 'viz', id, name: '', owner: 'ada', type: 'virtual', state: 'ready', message: '' },
  ...{ clients: 0, created: null, idleSince: null, size: null, listens: null, job: null, resource: null, cannot: {} }
})

/** A kind that opens without a server, and counts what is closed. */
function fakeKind(found: Display[] | null = []) {
  const closed = vi.fn()
  const requests: OpenRequest[] = []
  const shared = vi.fn<NonNullable<DisplayAdapter['share']>>(async () => undefined)
  const open = async function* (request: OpenRequest): AsyncGenerator<never, Opened, undefined> {
    requests.push(request)
    let end = (): void => undefined
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    const close = async (): Promise<void> => {
      closed(request.id)
      end()
    }
    return {
      ...{ ended, close },
      launch: {
        ...{ kind: 'dcv', way: 'web', host: '127.0.0.1', port: 1, sessionId: request.id, right: request.right },
        ...{ url: null, channel: null, file: null }
      }
    }
  }
  const adapter: DisplayAdapter = {
    kind: 'dcv',
    list: vi.fn(async () => found),
    create: async function* () {
      yield { type: 'step', text: 'Making it', attempt: 1, retrySeconds: null }
      return display('new')
    },
    open,
    close: async () => undefined,
    share: shared,
    check: () => ({})
  }
  return { adapter, closed, requests, shared }
}

interface Parts {
  readonly mayOpen?: Partial<MayOpen>
  readonly now?: () => Date
  readonly adapter?: DisplayAdapter
  readonly reachable?: boolean
}

function service({ mayOpen = {}, now = () => new Date(), adapter = fakeKind().adapter, reachable = true }: Parts) {
  const platform = { clock: { now }, log: silentLog }
  const connection = async (): Promise<never> => {
    if (!reachable) throw new Failure('unreachable', 'No way there.')
    // The kind that stands in looks at nothing else of it.
    return { target: { user: 'ada' } } as never
  }
  return createDisplays({
    ...{ platform, access: { connection }, sites: { show: async () => site }, mayOpen: { ...noBookings, ...mayOpen } },
    ...{
      adapters: [adapter],
      files: { write: async () => Promise.reject(new Error()), removeAll: async () => undefined }
    },
    pollMs: 10
  })
}

async function all(progress: AsyncIterable<DisplayProgress>): Promise<DisplayProgress[]> {
  const items: DisplayProgress[] = []
  for await (const item of progress) items.push(item)
  return items
}

const one = { kind: 'dcv', site: 'em', host: 'viz', id: 's1' } as const

function armed(until: Date, right: Armed['right'] = 'control'): Armed {
  const parts = { resource: { name: 'krios', display: { kind: 'dcv', session: 's1' } }, until, right }
  // Only what displays read of a booking.
  const people = [
    { user: 'ada', role: 'operator' },
    { user: 'bob', role: 'collaborator' },
    { user: 'eve', role: 'researcher' },
    { user: 'kim', role: 'collaborator', display: 'control' }
  ]
  return { store: { site: 'em', folder: '/b' }, booking: { uid: 'u', people }, ...parts } as unknown as Armed
}

describe('Opening a display', () => {
  it('is refused before its host is asked where no booking opens it', async () => {
    const kind = fakeKind()
    const refusal = new Failure('not-allowed', 'You have no booking.')
    const displays = service({ adapter: kind.adapter, mayOpen: { display: async () => Promise.reject(refusal) } })
    await expect(all(displays.open(one, { print: false }, undefined))).rejects.toMatchObject({ code: 'not-allowed' })
    expect(kind.requests).toEqual([])
  })

  it('gives the right of the booking, and is closed at its end by the clock', async () => {
    let now = new Date('2026-01-01T10:00:00Z')
    const until = new Date('2026-01-01T10:00:02Z')
    const kind = fakeKind()
    const displays = service({
      ...{ adapter: kind.adapter, now: () => now },
      mayOpen: { display: async () => armed(until, 'view') }
    })
    const items = await all(displays.open(one, { print: false }, undefined))
    expect(items.at(-1)).toMatchObject({ type: 'launch', launch: { right: 'view' } })
    expect(displays.openCount()).toBe(1)
    expect(kind.closed).not.toHaveBeenCalled()
    now = until
    await vi.waitFor(() => expect(kind.closed).toHaveBeenCalledWith('s1'), { timeout: 5_000 })
    expect(displays.openCount()).toBe(0)
    await displays.dispose()
  })

  it('lets in the others of the booking as it says, and nobody after it', async () => {
    let now = new Date('2026-01-01T10:00:00Z')
    const until = new Date('2026-01-01T10:00:01Z')
    const kind = fakeKind()
    const displays = service({
      ...{ adapter: kind.adapter, now: () => now },
      mayOpen: { display: async () => armed(until) }
    })
    await all(displays.open(one, { print: false }, undefined))
    const given = [
      { user: 'bob', right: 'view' },
      { user: 'kim', right: 'control' }
    ]
    expect(kind.shared.mock.calls.map(([, id, people]) => [id, people])).toEqual([['s1', given]])
    now = until
    await vi.waitFor(() => expect(kind.shared.mock.lastCall?.[2]).toEqual([]), { timeout: 5_000 })
    await displays.dispose()
  })

  it('opens also where the server lets nobody else in', async () => {
    const kind = fakeKind()
    kind.shared.mockRejectedValue(new Failure('permission', 'The session is of root.'))
    const far = new Date(Date.now() + 3_600_000)
    const displays = service({ adapter: kind.adapter, mayOpen: { display: async () => armed(far) } })
    const items = await all(displays.open(one, { print: false }, undefined))
    expect(items.at(-1)).toMatchObject({ type: 'launch' })
    expect(JSON.stringify(items)).toContain('were not let in: The session is of root.')
    await displays.dispose()
    // The engine ended, not the booking.
    expect(kind.shared).toHaveBeenCalledOnce()
  })

  it('ends when the booking opens it no more, and goes on when it is extended', async () => {
    let tell: (now: Armed | null) => void = () => undefined
    const kind = fakeKind()
    const far = new Date(Date.now() + 3_600_000)
    const displays = service({
      adapter: kind.adapter,
      mayOpen: {
        display: async () => armed(far),
        follow: (_armed, listener) => {
          tell = listener
          return () => undefined
        }
      }
    })
    await all(displays.open(one, { print: false }, undefined))
    tell(armed(new Date(far.getTime() + 60_000)))
    expect(kind.closed).not.toHaveBeenCalled()
    tell(null)
    await vi.waitFor(() => expect(kind.closed).toHaveBeenCalledOnce())
    await displays.dispose()
  })

  it('of a booking takes the session that the facility names, on its display host', async () => {
    const kind = fakeKind()
    const displays = service({
      adapter: kind.adapter,
      mayOpen: { booked: async () => armed(new Date(Date.now() + 60_000)) }
    })
    await all(displays.openBooked({ site: 'em', folder: '/b' }, 'u', { print: true }, undefined))
    expect(kind.requests).toMatchObject([{ id: 's1', print: true, place: { site: 'em', host: 'viz' } }])
    await displays.dispose()
    expect(kind.closed).toHaveBeenCalledWith('s1')
  })

  it('of a booking makes a session where the facility names none and none is there', async () => {
    const kind = fakeKind()
    const unnamed = armed(new Date(Date.now() + 60_000))
    const resource = { ...unnamed.resource, display: { kind: 'dcv' as const } }
    const displays = service({ adapter: kind.adapter, mayOpen: { booked: async () => ({ ...unnamed, resource }) } })
    const items = await all(displays.openBooked({ site: 'em', folder: '/b' }, 'u', { print: false }, undefined))
    expect(items.map(({ type }) => type)).toEqual(['step', 'display', 'step', 'launch'])
    expect(kind.requests).toMatchObject([{ id: 'new' }])
    await displays.dispose()
  })
})

describe('An open display of an instrument', () => {
  it('is ended and shared by who controls it in its booking, and by nobody else', async () => {
    const kind = fakeKind()
    const closing = vi.spyOn(kind.adapter, 'close')
    const asked: unknown[] = []
    const booked = (right: 'control' | 'view') =>
      service({
        adapter: kind.adapter,
        mayOpen: {
          display: async (_one, _signal, act) => {
            asked.push(act)
            return armed(new Date(Date.now() + 60_000), right)
          }
        }
      })
    const viewer = booked('view')
    await expect(viewer.close(one, undefined)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(viewer.share(one, [], undefined)).rejects.toMatchObject({ code: 'not-allowed' })
    expect([closing.mock.calls.length, kind.shared.mock.calls.length]).toEqual([0, 0])
    const driver = booked('control')
    await driver.share(one, [], undefined)
    await driver.close(one, undefined)
    expect([closing.mock.calls.length, kind.shared.mock.calls.length]).toEqual([1, 1])
    expect(asked).toEqual(['display-close', 'display-share', 'display-share', 'display-close'])
  })

  it('is never a desktop in a job, one of another host, or one that cannot be opened', async () => {
    const others = [
      { ...display('job'), job: '42' },
      { ...display('elsewhere'), host: 'other' },
      { ...display('foreign'), cannot: { open: 'It runs on another host.' } }
    ]
    const kind = fakeKind([...others, display('own')])
    const unnamed = armed(new Date(Date.now() + 60_000))
    const resource = { ...unnamed.resource, display: { kind: 'dcv' as const } }
    const displays = service({ adapter: kind.adapter, mayOpen: { booked: async () => ({ ...unnamed, resource }) } })
    await all(displays.openBooked({ site: 'em', folder: '/b' }, 'u', { print: true }, undefined))
    expect(kind.requests).toMatchObject([{ id: 'own' }])
    await displays.dispose()
  })
})

describe('The list of displays', () => {
  it('asks the display hosts, and marks those of instruments', async () => {
    const kind = fakeKind([display('s1'), display('s2')])
    const instruments = async () => [{ resource: 'krios', host: 'viz', session: 's1' }]
    const displays = service({ adapter: kind.adapter, mayOpen: { instruments } })
    const list = await displays.list('em', [], undefined)
    expect(list.displays.map(({ id, resource }) => [id, resource])).toEqual([
      ['s1', 'krios'],
      ['s2', null]
    ])
    expect(kind.adapter.list).toHaveBeenCalledOnce()
  })

  it('says of a host that cannot be reached only that', async () => {
    const displays = service({ reachable: false })
    const { problems, kinds } = await displays.list('em', [], undefined)
    expect(problems).toMatchObject([{ kind: null, host: 'viz', error: { code: 'unreachable' } }])
    expect(kinds).toEqual([])
  })

  it('is polled once for all who follow it, and not at all when nobody does', async () => {
    const kind = fakeKind([display('s1')])
    const displays = service({ adapter: kind.adapter })
    const stop = new AbortController()
    const follow = async (): Promise<number> => {
      let count = 0
      for await (const _list of displays.watch('em', [], stop.signal)) if (++count === 3) break
      return count
    }
    const asked = vi.mocked(kind.adapter.list)
    await Promise.all([follow(), follow()])
    expect(asked.mock.calls.length).toBeLessThan(6)
    expect(asked.mock.calls.every(([place]) => place.automatic)).toBe(true)
    stop.abort()
    await new Promise(resolve => setTimeout(resolve, 30))
    const before = asked.mock.calls.length
    await new Promise(resolve => setTimeout(resolve, 60))
    expect(asked.mock.calls.length).toBe(before)
    await displays.dispose()
  })
})

it('A preflight tells every step, and tries none of the road after one that is broken', async () => {
  const displays = service({ reachable: false })
  const steps = []
  for await (const step of displays.check({ site: 'em', kind: 'dcv' }, undefined)) steps.push(step)
  expect(steps.slice(0, 4).map(({ step, state }) => `${step} ${state}`)).toEqual([
    ...['dns pass', 'tcp fail', 'auth skipped', 'tls skipped']
  ])
  expect(steps).toHaveLength(13)
})
