import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { usageReport } from '../../../src/domain/bookings/usage-report'
import { slot } from '../../domain/sessions/session-fixture'
import { type SessionRig, sessionRig, stepOf, until, untilBegun } from './session-rig'

let rig: SessionRig
afterEach(() => rig.close())

const uid = slot().uid
const begin = '2026-11-21T08:00:00Z'
const middle = '2026-11-21T10:00:00Z'

const acts = (): string[] => rig.disk.log.map(({ act }) => act)

describe('a session', () => {
  it('is told with its phase, by the clock of the store’s server', async () => {
    rig = sessionRig('2026-11-21T07:30:00Z')
    const { sessions } = rig.computer('mlindq')
    expect((await sessions.now(undefined, undefined))[0]).toMatchObject({
      phase: 'coming',
      timeZone: 'Europe/Stockholm'
    })
    rig.disk.offsetMs = 20 * 60_000
    expect((await sessions.now(undefined, undefined))[0]).toMatchObject({ phase: 'armed', clockOffsetMs: 1_200_000 })
  })

  it('is nobody’s who is not on it', async () => {
    rig = sessionRig(middle)
    expect(await rig.computer('stranger').sessions.now(undefined, undefined)).toEqual([])
  })

  it('arms, makes its folders and is logged as begun when its time comes', async () => {
    rig = sessionRig('2026-11-21T07:50:00Z')
    const { sessions } = rig.computer('mlindq')
    const stop = AbortSignal.timeout(10_000)
    await until(sessions.watch(stop), ([one]) => stepOf(one, 'armed')?.state === 'done' && acts().includes('arm'))
    expect(existsSync(rig.data)).toBe(false)
    rig.setClock(begin)
    const session = await untilBegun(sessions)
    expect(readdirSync(join(rig.data, 'krios1/apoferritin')).sort()).toEqual(['gain', 'movies'])
    expect(session?.folder?.path).toBe(join(rig.data, 'krios1/apoferritin'))
    expect(session?.movies?.path).toBe(join(rig.data, 'krios1/apoferritin/movies'))
    expect(acts()).toEqual(['arm', 'folder', 'watch', 'start'])
    expect(session?.actualStart).toBe('2026-11-21T08:00:00.000Z')
  })

  it('that began while the computer slept is caught up with once, also over a restart', async () => {
    rig = sessionRig(middle)
    const first = rig.computer('mlindq', 'laptop')
    await untilBegun(first.sessions)
    await first.close()
    await untilBegun(rig.computer('mlindq', 'laptop').sessions)
    await vi.waitFor(() => expect(acts()).toEqual(['arm', 'folder', 'watch', 'start']))
  })

  it('is begun once by two computers of the same person', async () => {
    rig = sessionRig(middle)
    const laptop = rig.computer('mlindq', 'laptop')
    await untilBegun(laptop.sessions)
    const desktop = rig.computer('mlindq', 'desktop')
    const session = await untilBegun(desktop.sessions)
    expect(acts()).toEqual(['arm', 'folder', 'watch', 'start'])
    expect(session?.folder?.path).toBe(join(rig.data, 'krios1/apoferritin'))
    // What the other computer made is not this one's to remove.
    expect(stepOf(session, 'folder')?.undoable).toBe(false)
  })

  it('is begun once by two computers that look in the same moment', async () => {
    rig = sessionRig(middle)
    const [laptop, desktop] = [rig.computer('mlindq', 'laptop'), rig.computer('mlindq', 'desktop')]
    await Promise.all([untilBegun(laptop.sessions), untilBegun(desktop.sessions)])
    expect(acts().sort()).toEqual(['arm', 'folder', 'start', 'watch'])
  })

  it('is begun by nobody but its operator', async () => {
    rig = sessionRig(middle)
    const { sessions } = rig.computer('tunde')
    await sessions.now(undefined, undefined)
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(acts()).toEqual([])
  })

  it('begins without its folder where that cannot be made, and a person can try again', async () => {
    rig = sessionRig(middle)
    writeFileSync(rig.data, 'a file in the way')
    const { sessions } = rig.computer('mlindq')
    const failed = await untilBegun(sessions)
    expect(stepOf(failed, 'folder')).toMatchObject({ state: 'failed' })
    expect(failed?.folder).toBeNull()
    rmSync(rig.data)
    const again = await sessions.start({ store: rig.store, uid }, undefined)
    expect(stepOf(again, 'folder')).toMatchObject({ state: 'done', undoable: true })
  })

  it('has its movies watched from its begin, and no longer than to its end', async () => {
    rig = sessionRig(middle)
    const { sessions, watched, finished } = rig.computer('mlindq')
    await untilBegun(sessions)
    const source = { kind: 'local', path: join(rig.data, 'krios1/apoferritin/movies') }
    const destinations = [{ kind: 'site', site: 'nas', path: '/archive/2026/apoferritin' }]
    expect(watched).toMatchObject([{ source, destinations, session: { store: rig.store, uid } }])
    expect(finished).toEqual([])
    rig.setClock('2026-11-21T18:00:00Z')
    await vi.waitFor(() => expect(finished).toContain(watched[0]?.name), { timeout: 30_000 })
  })

  it('is logged as ended at its end, and late ends count as the booked one', async () => {
    rig = sessionRig(middle)
    const { sessions } = rig.computer('mlindq')
    await untilBegun(sessions)
    rig.setClock('2026-11-21T18:00:00Z')
    await vi.waitFor(() => expect(acts().slice(-2)).toEqual(['disarm', 'end']))
    expect(await sessions.now(undefined, undefined)).toEqual([])
  })
})

describe('taking back', () => {
  it('removes the folders it made where they are empty, and no other', async () => {
    rig = sessionRig(middle)
    mkdirSync(join(rig.data, 'krios1'), { recursive: true })
    const { sessions } = rig.computer('mlindq')
    await untilBegun(sessions)
    writeFileSync(join(rig.data, 'krios1/apoferritin/gain/gain.mrc'), 'x')
    const session = await sessions.undo({ store: rig.store, uid, step: 'folder' }, undefined)
    expect(stepOf(session, 'folder')?.state).toBe('undone')
    expect(readdirSync(join(rig.data, 'krios1/apoferritin'))).toEqual(['gain'])
    expect(acts().at(-1)).toBe('undo')
  })

  it('of the arming shuts the display until it is begun again', async () => {
    rig = sessionRig(middle)
    const { sessions } = rig.computer('mlindq')
    await untilBegun(sessions)
    const undone = await sessions.undo({ store: rig.store, uid, step: 'armed' }, undefined)
    expect(undone.display).toMatchObject({ right: 'none' })
    // The collaborator's computer learns it from the log.
    const other = rig.computer('tunde').sessions
    await expect(other.mayOpen.booked(rig.store, uid, undefined)).rejects.toMatchObject({ code: 'not-allowed' })
    rig.setClock('2026-11-21T10:01:00Z')
    expect((await sessions.start({ store: rig.store, uid }, undefined)).display.right).toBe('control')
    await expect(other.mayOpen.booked(rig.store, uid, undefined)).resolves.toMatchObject({ right: 'view' })
  })
})

describe('acts on a session', () => {
  it('extend it while the time is free, and are refused with the booking in the way', async () => {
    rig = sessionRig(middle)
    const next = { owner: 'jae', people: [{ user: 'jae', role: 'operator' } as const], title: '' }
    rig.disk.bookings.push(slot({ uid: 'b2', start: '2026-11-21T17:00:00Z', end: '2026-11-21T20:00:00Z', ...next }))
    const { sessions } = rig.computer('mlindq')
    const longer = await sessions.extend({ store: rig.store, uid, minutes: 60 }, undefined)
    expect(longer.booking.end).toBe('2026-11-21T17:00:00Z')
    expect(longer.next?.uid).toBe('b2')
    await expect(sessions.extend({ store: rig.store, uid, minutes: 1 }, undefined)).rejects.toMatchObject({
      code: 'conflict'
    })
    expect(acts()).toContain('extend')
  })

  it('end it early: the rest is free, the display shuts, the next one reads the note', async () => {
    rig = sessionRig(middle)
    const { sessions } = rig.computer('mlindq')
    const armed = await sessions.mayOpen.booked(rig.store, uid, undefined)
    const heard: unknown[] = []
    sessions.mayOpen.follow(armed, now => heard.push(now))
    const ended = await sessions.end({ store: rig.store, uid, handOver: 'Autoloader slot 4 is stuck.' }, undefined)
    expect(ended).toMatchObject({ phase: 'over', booking: { handOver: 'Autoloader slot 4 is stuck.' } })
    expect(ended.booking.freed).toMatchObject([{ start: middle, end: '2026-11-21T16:00:00Z' }])
    await vi.waitFor(() => expect(heard).toEqual([null]))
    await expect(sessions.mayOpen.booked(rig.store, uid, undefined)).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it('hand it over to somebody on it who may drive to its end', async () => {
    rig = sessionRig(middle)
    const { sessions } = rig.computer('mlindq')
    await expect(sessions.handOver({ store: rig.store, uid, to: 'nobody', note: '' }, undefined)).rejects.toMatchObject(
      {
        code: 'usage'
      }
    )
    await expect(sessions.handOver({ store: rig.store, uid, to: 'ines', note: '' }, undefined)).rejects.toThrow(
      'The training "Krios" of ines ends on 2026-11-20'
    )
    const session = await sessions.handOver({ store: rig.store, uid, to: 'tunde', note: 'grid 3 is next' }, undefined)
    expect(session.booking.people).toMatchObject([
      { user: 'mlindq', role: 'collaborator' },
      { user: 'tunde', role: 'operator' },
      { user: 'ines' }
    ])
    expect(session.booking.handOver).toBe('grid 3 is next')
    expect(session.display.right).toBe('view')
  })

  it('are not for a collaborator', async () => {
    rig = sessionRig(middle)
    const { sessions } = rig.computer('tunde')
    for (const act of [sessions.start, sessions.noShow] as const)
      await expect(act({ store: rig.store, uid }, undefined)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(sessions.end({ store: rig.store, uid, handOver: '' }, undefined)).rejects.toMatchObject({
      code: 'not-allowed'
    })
  })

  it('that are refused are in the log with the rule, once each', async () => {
    rig = sessionRig(middle)
    const refusals = () => rig.disk.log.filter(({ granted }) => !granted)
    const one = { store: rig.store, uid }
    const { sessions } = rig.computer('tunde')
    const tries: [string, () => Promise<unknown>][] = [
      ['start', () => sessions.start(one, undefined)],
      ['extend', () => sessions.extend({ ...one, minutes: 30 }, undefined)],
      ['end', () => sessions.end({ ...one, handOver: '' }, undefined)],
      ['hand-over', () => sessions.handOver({ ...one, to: 'tunde', note: '' }, undefined)],
      ['no-show', () => sessions.noShow(one, undefined)],
      ['undo', () => sessions.undo({ ...one, step: 'armed' }, undefined)]
    ]
    for (const [, run] of tries) await expect(run()).rejects.toMatchObject({ code: 'not-allowed' })
    expect(refusals()).toEqual(
      tries.map(([act]) => ({
        ...{ act, user: 'tunde', granted: false, uid, resource: 'krios1', rule: 'people', at: expect.any(String) },
        text: 'You are not the operator of this booking of Krios 1.'
      }))
    )
    const operator = rig.computer('mlindq').sessions
    await expect(operator.handOver({ ...one, to: 'ines', note: '' }, undefined)).rejects.toMatchObject({ code: 'rule' })
    expect(refusals().at(-1)).toMatchObject({ act: 'hand-over', user: 'mlindq', rule: 'training' })
    // The calendar's own refusal is its own line, and no second one.
    await expect(operator.extend({ ...one, minutes: 3000 }, undefined)).rejects.toMatchObject({ code: 'rule' })
    expect(refusals().slice(tries.length + 1)).toMatchObject([{ act: 'change', rule: 'mostMinutes' }])
    // Nothing of it was done: the session is as it was.
    expect((await operator.now(undefined, undefined))[0]?.display.right).toBe('control')
  })

  it('name whose booking it is where the folder lets nobody else write it', async () => {
    rig = sessionRig(middle)
    rig.disk.sticky = true
    await rig.computer('mlindq').sessions.handOver({ store: rig.store, uid, to: 'tunde', note: '' }, undefined)
    const { sessions } = rig.computer('tunde')
    await expect(sessions.extend({ store: rig.store, uid, minutes: 30 }, undefined)).rejects.toMatchObject({
      code: 'permission',
      message: "The booking of Krios 1 is mlindq's, who alone can write it.",
      hint: 'Ask mlindq, or an administrator (head).'
    })
  })

  it('tell that nobody came, which frees the rest', async () => {
    rig = sessionRig(middle)
    const { sessions } = rig.computer('head')
    const session = await sessions.noShow({ store: rig.store, uid }, undefined)
    expect(session.booking.end).toBe(middle)
    expect(acts()).toContain('no-show')
  })
})

describe('notices of a session', () => {
  it('are told once each, to the system and to the window, also over a restart', async () => {
    rig = sessionRig('2026-11-21T15:30:00Z')
    const first = rig.computer('mlindq', 'laptop')
    const told = until(first.sessions.notices.watch(AbortSignal.timeout(10_000)), ({ fresh }) => fresh.length > 0)
    expect(await told).toMatchObject({ unread: 1, fresh: [{ uid, event: 'end', title: 'Krios 1 ends in 30 min' }] })
    expect(first.told).toEqual(['Krios 1 ends in 30 min'])
    await first.close()
    const second = rig.computer('mlindq', 'laptop')
    const later = until(second.sessions.notices.watch(AbortSignal.timeout(10_000)), ({ fresh }) => fresh.length > 0)
    await new Promise(resolve => setTimeout(resolve, 100))
    rig.setClock('2026-11-21T15:50:00Z')
    expect((await later).fresh).toMatchObject([{ title: 'Krios 1 ends in 10 min' }])
    expect(second.told).toEqual(['Krios 1 ends in 10 min'])
    expect(second.sessions.notices.list(undefined, 10).notices.map(({ title, read }) => [title, read])).toEqual([
      ['Krios 1 ends in 10 min', false],
      ['Krios 1 ends in 30 min', false]
    ])
    second.sessions.notices.markRead(2)
    expect(second.sessions.notices.list(undefined, 10).unread).toBe(0)
  })
})

describe('the usage report of a session', () => {
  const stretch = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', resources: [] }
  const report = () => usageReport(rig.disk.bookings, rig.disk.log, rig.disk.file, stretch)

  it('that ended early has its whole slot as booked, and what it used', async () => {
    rig = sessionRig(begin)
    const { sessions } = rig.computer('mlindq')
    await untilBegun(sessions)
    rig.setClock(middle)
    await sessions.end({ store: rig.store, uid, handOver: '' }, undefined)
    expect(report()).toMatchObject([{ bookedHours: 8, usedHours: 2, noShows: 0 }])
  })

  it('to which nobody came has no use, though it began by itself', async () => {
    rig = sessionRig(begin)
    await untilBegun(rig.computer('mlindq').sessions)
    rig.setClock(middle)
    await rig.computer('head').sessions.noShow({ store: rig.store, uid }, undefined)
    expect(report()).toMatchObject([{ bookedHours: 8, usedHours: 0, noShows: 1 }])
  })
})

describe('a session that somebody else changed', () => {
  const handedOver = slot({
    people: [
      { user: 'mlindq', role: 'collaborator' },
      { user: 'tunde', role: 'operator' }
    ]
  })

  it('is asked for anew by who wants to know it now', async () => {
    rig = sessionRig(middle)
    rig.disk.keeps = true
    const { sessions } = rig.computer('tunde')
    for (const only of [undefined, rig.store]) {
      rig.disk.bookings = [slot()]
      expect((await sessions.now(only, undefined))[0]?.display.right).toBe('view')
      rig.disk.bookings = [handedOver]
      expect((await sessions.now(only, undefined))[0]?.display.right).toBe('control')
    }
  })

  it('shows as soon as anything in the program has read it', async () => {
    rig = sessionRig(middle)
    rig.disk.keeps = true
    const { sessions, folder } = rig.computer('tunde')
    const stop = AbortSignal.timeout(10_000)
    const rights: string[] = []
    for await (const [one] of sessions.watch(stop)) {
      if (one) rights.push(one.display.right)
      if (rights.at(-1) === 'control') break
      if (rights.length === 1) {
        rig.disk.bookings = [handedOver]
        // The calendar's own look; the clock stands still, so the session's next one never comes.
        await folder.read(undefined)
      }
    }
    expect(rights).toEqual(['view', 'control'])
  })
})

describe('a session of a calendar that is away', () => {
  it('is told from the kept copy, and nothing can be done with it', async () => {
    rig = sessionRig(middle)
    rig.disk.offline = new Failure('unreachable', 'The facility does not answer.')
    const { sessions } = rig.computer('mlindq')
    for (const only of [undefined, rig.store])
      expect(await sessions.now(only, undefined)).toMatchObject([{ phase: 'running' }])
    await expect(sessions.extend({ store: rig.store, uid, minutes: 30 }, undefined)).rejects.toMatchObject({
      code: 'unreachable'
    })
  })

  it('is begun when the calendar is there again, and its end is the booked one', async () => {
    rig = sessionRig('2026-11-21T07:50:00Z')
    rig.disk.offline = new Failure('unreachable', 'The facility does not answer.')
    const { sessions } = rig.computer('mlindq')
    const stop = AbortSignal.timeout(10_000)
    await until(sessions.watch(stop), ([one]) => one?.phase === 'armed')
    rig.setClock(middle)
    await until(sessions.watch(stop), ([one]) => one?.phase === 'running')
    expect(acts()).toEqual([])
    rig.disk.offline = null
    rig.setClock('2026-11-21T10:01:00Z')
    expect((await untilBegun(sessions))?.actualStart).toBe('2026-11-21T10:01:00.000Z')
  })
})

describe('a begin that was cut off', () => {
  it('goes on at the next start, and still knows which folders it made', async () => {
    rig = sessionRig(middle)
    const first = rig.computer('mlindq', 'laptop')
    await untilBegun(first.sessions)
    await first.close()
    // As a killed engine leaves it: the outer folder made and noted, nothing logged.
    rig.disk.log.splice(1)
    rmSync(join(rig.data, 'krios1/apoferritin/gain'), { recursive: true })
    rig.cutOff('laptop')
    const second = rig.computer('mlindq', 'laptop')
    const session = await untilBegun(second.sessions)
    expect(readdirSync(join(rig.data, 'krios1/apoferritin')).sort()).toEqual(['gain', 'movies'])
    expect(stepOf(session, 'folder')).toMatchObject({ state: 'done', undoable: true })
    await second.sessions.undo({ store: rig.store, uid, step: 'folder' }, undefined)
    expect(existsSync(join(rig.data, 'krios1'))).toBe(false)
  })
})
