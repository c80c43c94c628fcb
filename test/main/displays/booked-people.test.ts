import { Failure } from '@domain/failure'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Armed } from '../../../src/main/may-open'
import { all, armed, fakeKind, given, one, onIt, service, shares } from './fake-displays'
import { memoryGrants } from './memory-grants'

afterEach(() => {
  vi.useRealTimers()
})

describe('What a booking gave to others', () => {
  const far = () => new Date(Date.now() + 3_600_000)

  it('is taken back by the next engine where the first one was off at the end', async () => {
    const kind = fakeKind()
    const grants = memoryGrants()
    const until = new Date(Date.now() + 300)
    const parts = { adapter: kind.adapter, grants }
    const before = service({ ...parts, mayOpen: { display: async () => armed(until) } })
    await all(before.open(one, { print: false }, undefined))
    await before.dispose()
    expect(shares(kind)).toEqual([['s1', given]])
    const after = service({ ...parts, mayOpen: { people: async () => null } })
    await vi.waitFor(() =>
      expect(shares(kind)).toEqual([
        ['s1', given],
        ['s1', []]
      ])
    )
    expect(grants.all()).toEqual([])
    await after.dispose()
  })

  it('is taken back at the end as it was known where the calendar cannot be asked, and not before', async () => {
    const kind = fakeKind()
    let now = new Date('2026-01-01T10:00:00Z')
    const until = new Date('2026-01-01T10:00:01Z')
    const asked = vi.fn(async () => Promise.reject(new Failure('unreachable', 'No way there.')))
    const displays = service({
      ...{ adapter: kind.adapter, now: () => now },
      mayOpen: { display: async () => armed(until), people: asked }
    })
    await all(displays.open(one, { print: false }, undefined))
    await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(1))
    expect(shares(kind)).toEqual([['s1', given]])
    now = until
    await vi.waitFor(() => expect(shares(kind).at(-1)).toEqual(['s1', []]), { timeout: 30_000 })
    await displays.dispose()
  })

  it('is the list of the new operator after a hand-over, also when the first one looks on or has left', async () => {
    for (const now of [armed(far(), 'view'), null]) {
      let tell: (now: Armed | null) => void = () => undefined
      let people = onIt
      const kind = fakeKind()
      // At once, and not only at the next look.
      const displays = service({
        ...{ adapter: kind.adapter, grantsMs: 60_000 },
        mayOpen: {
          display: async () => armed(far()),
          people: async () => ({ people, until: far() }),
          follow: (_armed, listener) => {
            tell = listener
            return () => undefined
          }
        }
      })
      await all(displays.open(one, { print: false }, undefined))
      people = [
        { user: 'ada', right: 'view' },
        { user: 'bob', right: 'control' }
      ]
      tell(now)
      await vi.waitFor(() => expect(shares(kind).at(-1)).toEqual(['s1', people]))
      expect(kind.closed).toHaveBeenCalledWith('s1')
      expect(shares(kind)).not.toContainEqual(['s1', []])
      await displays.dispose()
    }
  })

  it('by hand is taken back too, and what the next booking gives replaces it', async () => {
    const kind = fakeKind()
    const grants = memoryGrants()
    let people: Armed['people'] = onIt
    const displays = service({
      ...{ adapter: kind.adapter, grants },
      mayOpen: { display: async () => ({ ...armed(far()), people }), people: async () => ({ people, until: far() }) }
    })
    await displays.share(one, [{ user: 'zoe', right: 'view' }], undefined)
    expect(grants.all()).toHaveLength(1)
    // The next booking is of nobody else.
    people = [{ user: 'ada', right: 'control' }]
    await all(displays.open(one, { print: false }, undefined))
    expect(shares(kind).at(-1)).toEqual(['s1', []])
    await displays.dispose()
  })

  it('by hand ends with the booking, also where that is before the next look', async () => {
    vi.useFakeTimers()
    const kind = fakeKind()
    const grants = memoryGrants()
    const looked = vi.spyOn(grants, 'all')
    let until = new Date()
    const people = async () => (Date.now() < until.getTime() ? { people: onIt, until } : null)
    const displays = service({
      ...{ adapter: kind.adapter, grants, grantsMs: 60_000 },
      mayOpen: { display: async () => armed(until), people }
    })
    // The first look was made, and found nothing.
    await vi.advanceTimersByTimeAsync(5000)
    expect(looked).toHaveBeenCalled()
    until = new Date(Date.now() + 300)
    await displays.share(one, [{ user: 'zoe', right: 'view' }], undefined)
    expect(shares(kind).at(-1)).not.toEqual(['s1', []])
    await vi.advanceTimersByTimeAsync(5000)
    expect(shares(kind).at(-1)).toEqual(['s1', []])
    await displays.dispose()
  })

  it('is what the booking says of who comes to it later, also where the operator was alone', async () => {
    const alone: Armed['people'] = [{ user: 'ada', right: 'control' }]
    const kind = fakeKind()
    const grants = memoryGrants()
    let people: Armed['people'] | null = alone
    const displays = service({
      ...{ adapter: kind.adapter, grants },
      mayOpen: {
        display: async () => ({ ...armed(far()), people: alone }),
        people: async () => people && { people, until: far() }
      }
    })
    await all(displays.open(one, { print: false }, undefined))
    expect(grants.all()).toMatchObject([{ people: alone, told: false }])
    const handedOver: Armed['people'] = [
      { user: 'ada', right: 'view' },
      { user: 'bob', right: 'control' }
    ]
    people = handedOver
    await vi.waitFor(() => expect(shares(kind)).toEqual([['s1', handedOver]]), { timeout: 10_000 })
    people = null
    await vi.waitFor(() => expect(grants.all()).toEqual([]), { timeout: 10_000 })
    expect(shares(kind)).toEqual([
      ['s1', handedOver],
      ['s1', []]
    ])
    await displays.dispose()
  })

  it('leaves what the facility set alone where nobody ever came', async () => {
    const alone: Armed['people'] = [{ user: 'ada', right: 'control' }]
    const kind = fakeKind()
    const grants = memoryGrants()
    let open = true
    const displays = service({
      ...{ adapter: kind.adapter, grants },
      mayOpen: {
        display: async () => ({ ...armed(far()), people: alone }),
        people: async () => (open ? { people: alone, until: far() } : null)
      }
    })
    await all(displays.open(one, { print: false }, undefined))
    expect(grants.all()).toHaveLength(1)
    open = false
    await vi.waitFor(() => expect(grants.all()).toEqual([]), { timeout: 10_000 })
    expect(shares(kind)).toEqual([])
    await displays.dispose()
  })

  it('is tried no more on a server that lets nobody in by it', async () => {
    const kind = fakeKind()
    kind.shared.mockRejectedValue(new Failure('permission', 'The session is of root.'))
    const grants = memoryGrants()
    const displays = service({
      ...{ adapter: kind.adapter, grants },
      mayOpen: { display: async () => armed(far()) }
    })
    await all(displays.open(one, { print: false }, undefined))
    expect(grants.all()).toEqual([])
    await displays.dispose()
  })
})

describe('A display whose account may only look now', () => {
  const far = () => new Date(Date.now() + 3_600_000)

  it('is noted before its server is told, also where it is not opened then, and where another booking told it before', async () => {
    const kind = fakeKind()
    const adapter: typeof kind.adapter = {
      ...kind.adapter,
      open: async function* ({ lowering }) {
        await lowering?.(async () => Promise.reject(new Failure('unreachable', 'The link broke.')))
        throw new Failure('internal', 'It was not lowered.')
      }
    }
    const grants = memoryGrants()
    const displays = service({
      ...{ adapter, grants, grantsMs: 60_000 },
      mayOpen: { display: async () => armed(far(), 'view', 'mine') }
    })
    const { kind: own, site, host, id } = one
    const [display, store] = [
      { kind: own, site, host, id },
      { site, folder: '/b' }
    ]
    for (const uid of [null, 'another', 'mine']) {
      if (uid) grants.save({ display, store, uid, until: far().toISOString(), people: [...onIt], told: true })
      await expect(all(displays.open(one, { print: false }, undefined))).rejects.toThrow('The link broke.')
      // What this booking told already is not forgotten.
      const people = uid === 'mine' ? onIt : []
      expect(grants.all()).toMatchObject([{ display, uid: 'mine', people, told: true }])
    }
    await displays.dispose()
  })
})
