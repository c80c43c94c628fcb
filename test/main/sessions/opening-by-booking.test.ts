/** What displays are told by bookings, from the first click to the end: who may open, until when, and what the log says. */
import { Failure } from '@domain/failure'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { slot } from '../../domain/sessions/session-fixture'
import { type SessionRig, sessionRig, untilBegun } from './session-rig'

let rig: SessionRig
afterEach(() => rig.close())

const uid = slot().uid
const middle = '2026-11-21T10:00:00Z'

describe('opening a display by a booking', () => {
  const display = { kind: 'vnc', site: 'krios', host: 'main', id: ':1' } as const

  it('is granted to its people and refused to others, and the log has both', async () => {
    rig = sessionRig(middle)
    await rig.computer('mlindq').sessions.mayOpen.display(display, undefined)
    await expect(rig.computer('jae').sessions.mayOpen.display(display, undefined)).rejects.toThrow(
      'Krios 1 is booked by mlindq until Sat 21 Nov 17:00 CET.'
    )
    await expect(rig.computer('ines').sessions.mayOpen.display(display, undefined)).rejects.toThrow('training "Krios"')
    expect(rig.disk.log.filter(({ act }) => act === 'display-open')).toMatchObject([
      { user: 'mlindq', granted: true, uid, resource: 'krios1' },
      { user: 'jae', granted: false, uid: null },
      { user: 'ines', granted: false, rule: 'training' }
    ])
  })

  it('says until when it may stay open', async () => {
    rig = sessionRig(middle)
    const { sessions } = rig.computer('mlindq')
    const armed = await sessions.mayOpen.display(display, undefined)
    expect(armed).toMatchObject({ right: 'control', until: new Date('2026-11-21T16:00:00Z') })
    const heard: (Date | null)[] = []
    if (armed) sessions.mayOpen.follow(armed, now => heard.push(now?.until ?? null))
    await sessions.extend({ store: rig.store, uid, minutes: 30 }, undefined)
    await vi.waitFor(() => expect(heard).toEqual([new Date('2026-11-21T16:30:00Z')]))
    rig.setClock('2026-11-21T16:30:00Z')
    await vi.waitFor(() => expect(heard.at(-1)).toBeNull())
  })

  it('goes on with the caller’s next booking that follows without a gap, and says so in the log', async () => {
    rig = sessionRig(middle)
    const next = slot({ uid: 'b2', start: '2026-11-21T16:00:00Z', end: '2026-11-21T20:00:00Z' })
    rig.disk.bookings.push(next)
    const { sessions } = rig.computer('mlindq')
    const armed = await sessions.mayOpen.booked(rig.store, uid, undefined)
    const [until, closes] = [new Date('2026-11-21T16:00:00Z'), new Date('2026-11-21T20:00:00Z')]
    expect(armed).toMatchObject({ until, closes })
    const heard: (string | null)[] = []
    sessions.mayOpen.follow(armed, now => heard.push(now?.booking.uid ?? null))
    await untilBegun(sessions)
    // Clocks that drift apart are no news.
    rig.disk.offsetMs = 40
    await sessions.watch(AbortSignal.timeout(10_000)).next()
    rig.setClock('2026-11-21T16:00:00Z')
    await vi.waitFor(() => expect(heard).toEqual(['b2']))
    await vi.waitFor(() =>
      expect(rig.disk.log.filter(({ act }) => act === 'display-open')).toMatchObject([
        { uid, granted: true, text: 'control' },
        { uid: 'b2', granted: true, text: 'control' }
      ])
    )
    rig.setClock('2026-11-21T20:00:00Z')
    await vi.waitFor(() => expect(heard).toEqual(['b2', null]))
  })

  it('ends with its booking where the next one gives another right, or is somebody else’s', async () => {
    const after = { uid: 'b2', start: '2026-11-21T16:00:00Z', end: '2026-11-21T20:00:00Z' }
    for (const people of [
      [{ user: 'mlindq', role: 'collaborator' } as const, { user: 'tunde', role: 'operator' } as const],
      [{ user: 'tunde', role: 'operator' } as const]
    ]) {
      rig = sessionRig(middle)
      rig.disk.bookings.push(slot({ ...after, people }))
      const armed = await rig.computer('mlindq').sessions.mayOpen.booked(rig.store, uid, undefined)
      expect(armed.closes).toEqual(armed.until)
      await rig.close()
    }
  })

  it('writes in the log who got and who lost the control of an open display', async () => {
    rig = sessionRig(middle)
    const [before, after] = [rig.computer('mlindq').sessions, rig.computer('tunde').sessions]
    const rights: string[] = []
    for (const sessions of [before, after]) {
      const armed = await sessions.mayOpen.booked(rig.store, uid, undefined)
      sessions.mayOpen.follow(armed, now => rights.push(now?.right ?? 'none'))
      // The same display in a second window is no second line; one whose client has gone is none.
      sessions.mayOpen.follow(armed, () => undefined)
    }
    const gone = await rig.computer('mlindq', 'desktop').sessions.mayOpen.booked(rig.store, uid, undefined)
    rig.computer('mlindq', 'third').sessions.mayOpen.follow(
      gone,
      () => undefined,
      () => false
    )
    await before.handOver({ store: rig.store, uid, to: 'tunde', note: '' }, undefined)
    await after.watch(AbortSignal.timeout(10_000)).next()
    await vi.waitFor(() => expect(rights.sort()).toEqual(['control', 'view']))
    const control = () => rig.disk.log.filter(({ act }) => act === 'display-control')
    await vi.waitFor(() => expect(control()).toHaveLength(2))
    expect(
      control()
        .map(({ user, granted, text }) => [user, granted, text])
        .sort()
    ).toEqual([
      ['mlindq', false, 'view'],
      ['tunde', true, 'control']
    ])
  })

  it('says when it lets in others than before', async () => {
    rig = sessionRig(middle)
    const { sessions } = rig.computer('mlindq')
    const armed = await sessions.mayOpen.display(display, undefined)
    expect(armed?.people.map(({ user }) => user)).toEqual(['mlindq', 'tunde'])
    const heard: unknown[] = []
    if (armed) sessions.mayOpen.follow(armed, now => heard.push(now?.people))
    rig.disk.bookings = [slot({ people: [{ user: 'mlindq', role: 'operator' }] })]
    // Whoever begins to follow the sessions has the calendar read.
    await sessions.watch(AbortSignal.timeout(10_000)).next()
    await vi.waitFor(() => expect(heard).toEqual([[{ user: 'mlindq', right: 'control' }]]))
  })

  it('asks no booking for what is no instrument', async () => {
    rig = sessionRig(middle)
    const { mayOpen } = rig.computer('jae').sessions
    expect(await mayOpen.display({ ...display, id: ':7' }, undefined)).toBeNull()
    expect(await mayOpen.display({ ...display, site: 'other' }, undefined)).toBeNull()
    const facility = { kind: 'vnc', site: 'krios', session: ':1' }
    expect(await mayOpen.instruments('krios')).toEqual([
      { resource: 'krios1', kind: 'vnc', host: 'main', session: ':1', command: null, facility }
    ])
  })

  it('is refused while the calendar cannot be asked', async () => {
    rig = sessionRig(middle)
    rig.disk.offline = new Failure('unreachable', 'The facility does not answer.')
    await expect(rig.computer('mlindq').sessions.mayOpen.display(display, undefined)).rejects.toMatchObject({
      code: 'unreachable'
    })
  })
})
