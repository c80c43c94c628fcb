/** The service over kinds that stand in for real ones: who is asked, what is closed and when. */
import { Failure } from '@domain/failure'
import { describe, expect, it, vi } from 'vitest'
import type { DisplayAdapter, DisplayPlace } from '../../../src/main/displays/adapter'
import type { Armed } from '../../../src/main/may-open'
import { all, armed, display, fakeKind, given, one, onIt, service, shares } from './fake-displays'

/** A kind that tells where it was asked. */
function placedKind() {
  const places: DisplayPlace[] = []
  const seen = <T>(answer: T) => {
    return async (place: DisplayPlace): Promise<T> => {
      places.push(place)
      return answer
    }
  }
  const { adapter } = fakeKind()
  const asked = { close: seen(undefined), people: seen([]), thumbnail: seen(new Uint8Array()) }
  return { places, adapter: { ...adapter, ...asked } satisfies DisplayAdapter }
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
    const until = new Date('2026-01-01T10:00:00.100Z')
    const kind = fakeKind()
    const displays = service({
      ...{ adapter: kind.adapter, now: () => now },
      mayOpen: { display: async () => armed(until, 'view') }
    })
    const items = await all(displays.open(one, { print: false }, undefined))
    expect(items.at(-1)).toMatchObject({ type: 'launch', launch: { right: 'view', display: one } })
    expect(displays.openCount()).toBe(1)
    expect(kind.closed).not.toHaveBeenCalled()
    now = until
    await vi.waitFor(() => expect(kind.closed).toHaveBeenCalledWith('s1'), { timeout: 30_000 })
    expect(displays.openCount()).toBe(0)
    await displays.dispose()
  })

  it('lets in the others of the booking as it says, and nobody after it', async () => {
    let now = new Date('2026-01-01T10:00:00Z')
    const until = new Date('2026-01-01T10:00:00.100Z')
    const kind = fakeKind()
    const people = async () => (now < until ? { people: onIt, until } : null)
    const displays = service({
      ...{ adapter: kind.adapter, now: () => now },
      mayOpen: { display: async () => armed(until), people }
    })
    await all(displays.open(one, { print: false }, undefined))
    expect(shares(kind)).toEqual([['s1', given]])
    now = until
    await vi.waitFor(() => expect(shares(kind).at(-1)).toEqual(['s1', []]), { timeout: 30_000 })
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

  it('goes on at the end of its booking where another one of the caller follows without a gap', async () => {
    let now = new Date('2026-01-01T10:00:00Z')
    const [first, second] = [new Date('2026-01-01T11:00:00Z'), new Date('2026-01-01T12:00:00Z')]
    let tell: (now: Armed | null) => void = () => undefined
    let people: Armed['people'] = onIt
    let isOpen = (): boolean => false
    const kind = fakeKind()
    const asked: string[] = []
    const displays = service({
      ...{ adapter: kind.adapter, now: () => now, grantsMs: 60_000 },
      mayOpen: {
        display: async () => ({ ...armed(first), closes: second }),
        people: async (_store, uid) => {
          asked.push(uid)
          return { people, until: second }
        },
        follow: (_armed, listener, open = () => true) => {
          tell = listener
          isOpen = open
          return () => undefined
        }
      }
    })
    await all(displays.open(one, { print: false }, undefined))
    expect(isOpen()).toBe(true)
    now = first
    people = onIt.filter(({ user }) => user !== 'kim')
    tell({ ...armed(second, 'control', 'next'), people })
    // Those of the booking that goes on are let in by it.
    await vi.waitFor(() => expect(shares(kind).at(-1)).toEqual(['s1', [{ user: 'bob', right: 'view' }]]))
    expect(asked).toEqual(['next'])
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(kind.closed).not.toHaveBeenCalled()
    now = second
    tell(null)
    await vi.waitFor(() => expect(kind.closed).toHaveBeenCalledWith('s1'))
    expect(isOpen()).toBe(false)
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

  it('of a booking takes what its kind makes of the words of the facility, and makes nothing', async () => {
    const kind = fakeKind()
    const unnamed = armed(new Date(Date.now() + 60_000))
    const resource = { ...unnamed.resource, display: { kind: 'dcv' as const, port: 5907 } }
    const displays = service({
      adapter: { ...kind.adapter, idOf: ({ port }) => `port ${port}` },
      mayOpen: { booked: async () => ({ ...unnamed, resource }) }
    })
    const items = await all(displays.openBooked({ site: 'em', folder: '/b' }, 'u', { print: false }, undefined))
    expect(items.map(({ type }) => type)).not.toContain('display')
    expect(kind.requests).toMatchObject([{ id: 'port 5907', place: { facility: { port: 5907 } } }])
    await displays.dispose()
  })

  it('of a booking makes a session where the facility names none and none is there', async () => {
    const kind = fakeKind()
    const create = vi.spyOn(kind.adapter, 'create')
    const unnamed = armed(new Date(Date.now() + 60_000))
    const resource = { ...unnamed.resource, display: { kind: 'dcv' as const } }
    const displays = service({ adapter: kind.adapter, mayOpen: { booked: async () => ({ ...unnamed, resource }) } })
    const items = await all(displays.openBooked({ site: 'em', folder: '/b' }, 'u', { print: false }, undefined))
    // Neither how nor where: a broker may make it.
    expect(create.mock.calls.map(([{ by, host }]) => [by, host])).toEqual([[undefined, undefined]])
    expect(items.map(({ type }) => type)).toEqual(['step', 'display', 'step', 'launch'])
    expect(kind.requests).toMatchObject([{ id: 'new' }])
    await displays.dispose()
  })
})

describe('A session that a broker has made for a booking', () => {
  it('is opened again by its name, and another one of the broker is not', async () => {
    const unnamed = armed(new Date(Date.now() + 60_000))
    const resource = { ...unnamed.resource, display: { kind: 'dcv' as const } }
    const opened = async (names: readonly string[]) => {
      const kind = fakeKind()
      const beside = fakeKind(names.map(name => ({ ...display(`of-${name}`), name }))).adapter
      const displays = service({
        ...{ adapter: kind.adapter, beside },
        mayOpen: { booked: async () => ({ ...unnamed, resource }) }
      })
      await all(displays.openBooked({ site: 'em', folder: '/b' }, 'u', { print: true }, undefined))
      await displays.dispose()
      return kind.requests.map(({ id }) => id)
    }
    expect(await opened(['mine', 'krios'])).toEqual(['of-krios'])
    expect(await opened(['mine'])).toEqual(['new'])
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
          display: async (_one, _signal, options) => {
            asked.push(options?.act)
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

describe('What the host knows of a display', () => {
  it('is asked when the calendar wants to know it', async () => {
    const kind = fakeKind([{ ...display('job'), job: '42' }, display('own')])
    const seen: unknown[] = []
    const displays = service({
      adapter: kind.adapter,
      mayOpen: {
        display: async (_one, _signal, options) => {
          seen.push(await options?.look?.())
          return null
        }
      }
    })
    for (const id of ['job', 'own', 'gone']) await all(displays.open({ ...one, id }, { print: true }, undefined))
    expect(seen).toEqual(['job', 'listed', 'unknown'])
    await displays.dispose()
  })

  it('tells who drives by what is open here and by the booking that has it', async () => {
    const kind = fakeKind()
    const here = { user: 'viz', since: null, address: null, right: null }
    let way: 'inside' | 'native' = 'native'
    const open: DisplayAdapter['open'] = async function* (request, signal) {
      const opened = yield* kind.adapter.open(request, signal)
      return { ...opened, launch: { ...opened.launch, way } }
    }
    const adapter: DisplayAdapter = { ...kind.adapter, open, kind: 'vnc', people: async () => [here] }
    const vnc = { ...one, kind: 'vnc' } as const
    const holders = { user: 'ada', people: [{ user: 'ada', role: 'operator', right: 'control' } as const] }
    const displays = service({
      adapter,
      mayOpen: { display: async () => armed(new Date(Date.now() + 3_600_000)), whose: async () => holders }
    })
    expect(await displays.people(vnc, undefined)).toMatchObject([{ user: 'viz', driving: null, role: null }])
    // A client beside the window may be somebody else's, and this one not there.
    await all(displays.open(vnc, { print: true }, undefined))
    expect(await displays.people(vnc, undefined)).toMatchObject([{ user: 'viz', driving: null, role: null }])
    await displays.close(vnc, undefined)
    way = 'inside'
    await all(displays.open(vnc, { print: false }, undefined))
    expect(await displays.people(vnc, undefined)).toMatchObject([{ user: 'ada', driving: true, role: 'operator' }])
    await displays.dispose()
  })

  it('of an instrument is asked for and ended as its facility says, whoever owns it', async () => {
    const facility = { kind: 'dcv', session: 's1', port: 5901 } as const
    const booked = armed(new Date(Date.now() + 3_600_000))
    const { places, adapter } = placedKind()
    const displays = service({
      adapter,
      mayOpen: {
        display: async () => ({ ...booked, resource: { ...booked.resource, display: facility } }),
        instruments: async () => [
          { resource: 'krios', kind: 'dcv', host: 'viz', session: 's1', command: null, facility } as const
        ]
      }
    })
    await displays.close(one, undefined)
    await displays.people(one, undefined)
    await displays.thumbnail(one, 320, undefined)
    expect(places.map(place => place.facility)).toEqual([facility, facility, facility])
    // What looks like it on another host is none of it.
    await displays.people({ ...one, host: 'login' }, undefined)
    expect(places.at(-1)).toMatchObject({ host: 'login', facility: undefined })
    await displays.dispose()
  })

  it('is not the line of an instrument: that is run by its booking alone', async () => {
    const kind = fakeKind()
    const adapter: DisplayAdapter = { ...kind.adapter, kind: 'command' }
    const line = {
      resource: 'krios',
      kind: 'command',
      host: 'viz',
      session: null,
      command: 'krios-page',
      facility: { kind: 'command' }
    } as const
    const displays = service({ adapter, mayOpen: { instruments: async () => [line] } })
    const wish = { kind: 'command', site: 'em', name: '', type: 'virtual', by: 'command' } as const
    await expect(all(displays.create({ ...wish, command: ' krios-page' }, undefined))).rejects.toMatchObject({
      code: 'not-allowed'
    })
    await expect(all(displays.create({ ...wish, command: 'other-page' }, undefined))).resolves.toHaveLength(2)
    await displays.dispose()
  })
})

describe('The list of displays', () => {
  it('asks the display hosts, and marks those of instruments', async () => {
    const kind = fakeKind([display('s1'), display('s2')])
    const named = {
      resource: 'krios',
      kind: 'dcv',
      host: 'viz',
      session: 's1',
      command: null,
      facility: { kind: 'dcv' }
    } as const
    const instruments = async () => [named, { ...named, resource: 'talos', kind: 'vnc' as const, session: 's2' }]
    const displays = service({ adapter: kind.adapter, mayOpen: { instruments } })
    const list = await displays.list('em', [], undefined)
    expect(list.displays.map(({ id, resource }) => [id, resource])).toEqual([
      ['s1', 'krios'],
      ['s2', null]
    ])
    expect(kind.adapter.list).toHaveBeenCalledOnce()
  })

  it('shows what was found beside what could not be asked, and says that', async () => {
    const kind = fakeKind()
    const list: DisplayAdapter['list'] = async (_place, _signal, tell) => {
      tell?.(new Failure('unreachable', 'The login host is away.'))
      return [display('s1')]
    }
    const { displays, problems } = await service({ adapter: { ...kind.adapter, list } }).list('em', [], undefined)
    expect(displays.map(({ id }) => id)).toEqual(['s1'])
    expect(problems).toMatchObject([{ kind: 'dcv', host: 'viz', error: { message: 'The login host is away.' } }])
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
  // The kind that stands in looks for no client.
  expect(steps.at(-1)).toMatchObject({ state: 'skipped', text: 'Does not apply to displays of Amazon DCV.' })
})
