import type { Booking, Refusal } from '@contract/booking'
import { describe, expect, it } from 'vitest'
import { blockTimes, bookingKind, mayTry, spokenBooking } from '../../../../src/renderer/features/bookings/booking-look'
import { nextOf } from '../../../../src/renderer/features/bookings/drawer/booking-drawer'
import {
  displayRight,
  grantTrouble,
  troubleWords
} from '../../../../src/renderer/features/bookings/drawer/people-section'
import { quotaLeft } from '../../../../src/renderer/features/bookings/drawer/rules-section'
import { inLanes } from '../../../../src/renderer/features/bookings/lanes'
import { bookingState } from '../../../../src/renderer/features/bookings/list/bookings-list'
import { resourceStatus } from '../../../../src/renderer/features/bookings/resource-status'
import { parseRoomView } from '../../../../src/renderer/features/bookings/room-view'
import { refusalWords, ruleFacts, ruleName } from '../../../../src/renderer/features/bookings/rule-words'
import { timesOf } from '../../../../src/renderer/features/bookings/slot-times'
import { changeWords } from '../../../../src/renderer/features/bookings/time-words'
import { blockRoom, linesBeside } from '../../../../src/renderer/features/bookings/timeline/booking-block'
import { neighbour } from '../../../../src/renderer/features/bookings/timeline/calendar-surface'
import { inSight } from '../../../../src/renderer/features/bookings/use-pick'
import { firstStore } from '../../../../src/renderer/features/bookings/use-stores'
import {
  clockChanges,
  wallTime,
  zoneNameAt,
  zoneNamesIn,
  zonePlace
} from '../../../../src/renderer/features/bookings/zone-clock'
import { krios, sample, sampleFile } from './booking-fixture'

const zone = sampleFile.timeZone
const at = Date.parse
const made = (known: Partial<Booking>): Booking => ({ ...sample, ...known })

describe('a booking', () => {
  it('is told apart by what it is to who looks', () => {
    expect(bookingKind(sample, 'mlindq')).toBe('mine')
    expect(bookingKind(sample, 'jseo')).toBe('other')
    expect(bookingKind(made({ people: [{ user: 'jseo', role: 'researcher' }] }), 'jseo')).toBe('mine')
    expect(bookingKind(made({ status: 'blocked' }), 'mlindq')).toBe('service')
    expect(bookingKind(made({ status: 'waiting' }), 'mlindq')).toBe('waiting')
  })

  it('is said with its kind, resource and time, beginning with what its block shows', () => {
    expect(spokenBooking(sample, sampleFile, 'mlindq', zone)).toBe(
      'GABA-A 09:00 to Wed 09:00 Lindqvist, you · 24 h, Krios 1, yours, Tue 17 Nov 09:00 to Wed 18 Nov 09:00 CET'
    )
  })

  it('has its times in a block by the clock whose days divide the calendar, the other day only where it ends in one', () => {
    const plain = (booking: Booking, of: string): string => blockTimes(timesOf(booking), of).replaceAll('\u00a0', ' ')
    expect(plain(made({ end: '2026-11-17T16:30:00Z' }), zone)).toBe('09:00 to 17:30')
    expect(plain(sample, 'America/New_York')).toBe('03:00 to Wed 03:00')
    // Midnight is the end of the day before.
    expect(plain(made({ end: '2026-11-17T23:00:00Z' }), zone)).toBe('09:00 to 24:00')
    expect(blockTimes(timesOf(sample), zone).split(' ')).toHaveLength(2)
  })

  it('says the day of its begin, too, where the calendar that is shown begins later', () => {
    const shown = at('2026-11-17T23:00:00Z')
    expect(blockTimes(timesOf(sample), zone, shown).replaceAll('\u00a0', ' ')).toBe('Tue 09:00 to Wed 09:00')
    expect(spokenBooking(sample, sampleFile, 'jseo', zone, shown)).toContain('Tue 09:00 to Wed 09:00')
    expect(blockTimes(timesOf(sample), zone, at(sample.start)).replaceAll('\u00a0', ' ')).toBe('09:00 to Wed 09:00')
  })

  it('has the words that fit: none in a few pixels, upright ones in a narrow block', () => {
    expect([3, 12, 20, 67.9, 68].map(blockRoom)).toEqual(['none', 'edges', 'narrow', 'narrow', 'wide'])
  })

  it('has its words beside it where it is too narrow for them and nothing follows for a while', () => {
    const lines = (['none', 'edges', 'narrow', 'wide'] as const).map(room => linesBeside(room, 40))
    expect(lines).toEqual([1, 1, 0, 0])
    expect([0, 16, 17, 44, 45, 4000].map(free => linesBeside('none', free))).toEqual([0, 0, 1, 1, 3, 3])
  })

  it('can be changed by its owner, its operators and administrators, and not once it is cancelled', () => {
    expect(mayTry(sample, 'mlindq', false)).toBe(true)
    expect(mayTry(sample, 'jseo', false)).toBe(false)
    expect(mayTry(sample, 'boss', true)).toBe(true)
    expect(mayTry(made({ status: 'cancelled' }), 'boss', true)).toBe(false)
  })

  it('has a mark of how far it is', () => {
    expect(bookingState(sample, at('2026-11-17T12:00:00Z')).word).toBe('running')
    expect(bookingState(sample, at(sample.end)).word).toBe('over')
    expect(bookingState(made({ status: 'cancelled' }), 0).state).toBe('cancelled')
  })

  it('is followed by the next that holds its slot', () => {
    const cancelled = made({ uid: 'b', status: 'cancelled', start: sample.end, end: '2026-11-18T12:00:00Z' })
    const next = made({ uid: 'c', start: '2026-11-18T12:00:00Z', end: '2026-11-18T20:00:00Z' })
    expect(nextOf(sample, [sample, cancelled, next])?.uid).toBe('c')
  })
})

describe('the people of a booking', () => {
  const rules = { training: ['Krios remote'] }
  const file = (until?: string) => ({
    ...sampleFile,
    people: [
      {
        ...{ user: 'mlindq', roles: [], permits: [] },
        training: [{ name: 'Krios remote', ...(until !== undefined && { until }) }]
      }
    ],
    resources: [{ ...krios, rules }]
  })
  const words = (known: ReturnType<typeof file>): string | null => {
    const trouble = grantTrouble(sample, 'mlindq', { file: known })
    return trouble ? troubleWords(trouble, sample, 'mlindq', known) : null
  }

  it('control or view the display by their role, unless the booking says otherwise', () => {
    expect(displayRight({ user: 'a', role: 'operator' })).toBe('control')
    expect(displayRight({ user: 'a', role: 'collaborator' })).toBe('view')
    expect(displayRight({ user: 'a', role: 'researcher' })).toBe('none')
    expect(displayRight({ user: 'a', role: 'researcher', display: 'control' })).toBe('control')
  })

  it('are warned of a training that ends before the booking does', () => {
    expect(words(file())).toBeNull()
    expect(words(file('2026-11-18'))).toBeNull()
    expect(words(file('2026-11-17'))).toBe('training ends 17 Nov 2026')
    expect(words({ ...file(), people: [] })).toBe('training missing')
  })
})

describe('rules in words', () => {
  it('are those that are set', () => {
    expect(ruleFacts(krios.rules)).toEqual([
      { name: 'Length', value: '8 to 48 h' },
      { name: 'Steps', value: '1 h' },
      { name: 'Quota', value: '96 h a week' }
    ])
    expect(ruleFacts({})).toEqual([])
    const staff = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const, from: '18:00', to: '24:00' }]
    expect(ruleFacts({ staffHours: staff.map(hours => ({ ...hours, days: [...hours.days] })) })[0]?.value).toBe(
      'Mon to Fri 18:00 to 24:00'
    )
  })

  it('are called by name in a refusal', () => {
    const refusal: Refusal = { rule: 'mostMinutes', message: '', with: [], instead: null }
    expect(ruleName('mostMinutes', krios.rules)).toBe('Longest session, 48 h')
    expect(refusalWords(refusal, krios)).toBe('too long for Krios 1')
    expect(refusalWords({ ...refusal, rule: 'approval' }, krios)).toBe('a rule of Krios 1')
  })

  it('tell the quota that is left, where all of its period is known', () => {
    const calendar = { file: sampleFile, bookings: [sample, made({ uid: 'b', owner: 'jseo' })] }
    const week = { from: '2026-11-08T00:00:00Z', to: '2026-11-30T00:00:00Z' }
    expect(quotaLeft(sample, krios, calendar, week)).toEqual({ left: 5760 - 1440, of: 5760 })
    expect(quotaLeft(sample, krios, calendar, { ...week, from: '2026-11-17T00:00:00Z' })).toBeNull()
  })
})

describe('how a resource stands', () => {
  const now = at('2026-11-17T12:00:00Z')
  it('is until when it is in use, closed or free', () => {
    expect(resourceStatus([sample], now, zone)).toEqual({ state: 'running', words: 'In use to Wed 09:00' })
    expect(resourceStatus([made({ status: 'blocked' })], now, zone).words).toBe('Closed to Wed 09:00')
    expect(resourceStatus([sample], now - 6 * 3_600_000, zone).words).toBe('Free to 09:00')
    expect(resourceStatus([made({ status: 'cancelled' })], now, zone).words).toBe('Free now')
  })
})

describe('what is drawn', () => {
  it('is what meets the stretch, of the resources that are shown', () => {
    const stretch = { from: at(sample.end), to: at(sample.end) + 3_600_000, days: [] }
    const later = made({ uid: 'b', start: sample.end, end: '2026-11-18T20:00:00Z' })
    const gone = made({ uid: 'c', start: sample.end, end: '2026-11-18T20:00:00Z', status: 'cancelled' })
    const uids = (cancelled: boolean, names = ['krios1']): string[] =>
      inSight([sample, later, gone], stretch, new Set(names), cancelled).map(({ uid }) => uid)
    expect([uids(false), uids(true), uids(true, ['glacios'])]).toEqual([['b'], ['b', 'c'], []])
  })

  it('stands beside what it meets, and has all the room elsewhere', () => {
    const meets = made({ uid: 'b', start: '2026-11-17T20:00:00Z', end: '2026-11-18T20:00:00Z' })
    const alone = made({ uid: 'c', start: '2026-11-19T08:00:00Z', end: '2026-11-19T20:00:00Z' })
    const back = made({ uid: 'd', start: alone.end, end: '2026-11-20T08:00:00Z' })
    const placed = inLanes([alone, meets, sample, back])
    expect(placed.map(({ item, lane, lanes: of }) => [item.uid, lane, of])).toEqual([
      [sample.uid, 0, 2],
      ['b', 1, 2],
      ['c', 0, 1],
      ['d', 0, 1]
    ])
    // How long nothing comes after it.
    expect(placed.map(({ free }) => free)).toEqual([0, 0, 0, Number.POSITIVE_INFINITY])
    expect(inLanes([alone, sample])[0]?.free).toBe(at(alone.start) - at(sample.end))
  })

  it('is gone through by the arrow keys, along the time and across the resources', () => {
    const next = made({ uid: 'b', start: sample.end, end: '2026-11-18T20:00:00Z' })
    const other = made({ uid: 'c', resource: 'glacios', start: '2026-11-18T07:00:00Z' })
    const far = made({ uid: 'd', resource: 'glacios', start: '2026-11-29T07:00:00Z' })
    const byResource = new Map([
      ['krios1', [sample, next]],
      ['glacios', [other, far]]
    ])
    const picture = { resources: sampleFile.resources, byResource }
    expect(neighbour(picture, sample, 1, false)?.uid).toBe('b')
    expect(neighbour(picture, sample, -1, false)).toBeUndefined()
    expect(neighbour(picture, next, 1, true)?.uid).toBe('c')
    expect(neighbour(picture, sample, -1, true)).toBeUndefined()
  })
})

describe('what is kept of the room', () => {
  it('is as at first where it cannot be understood', () => {
    const first = parseRoomView(null)
    expect(first).toMatchObject({ view: 'week', clock: 'facility', hidden: {} })
    expect(parseRoomView('{"view":"year","clock":7,"hidden":{"a":3}}')).toEqual({ ...first, hidden: { a: [] } })
    expect(parseRoomView('not json')).toEqual(first)
    expect(parseRoomView('{"view":"columns"}').view).toBe('columns')
  })

  it('is the store of last time, else that of the site, else one that is there', () => {
    const own = { store: { site: null, folder: '/data/bookings' }, label: 'This computer', exists: false }
    const north = { store: { site: 'north', folder: '/cal' }, label: 'North', exists: null }
    const south = { store: { site: 'south', folder: '/cal' }, label: 'South', exists: true }
    expect(firstStore([north, south, own], null, 'south')?.label).toBe('South')
    expect(firstStore([north, south, own], ':/data/bookings', 'south')?.label).toBe('This computer')
    expect(firstStore([north, own], 'gone:/x', null)?.label).toBe('North')
    expect(firstStore([own], null, null)?.label).toBe('This computer')
    expect(firstStore([], null, null)).toBeNull()
  })
})

describe('the clock of a zone', () => {
  it('knows both sides of a change, and zones that stand half an hour apart', () => {
    expect(wallTime(at('2026-10-25T00:59:00Z'), zone)).toMatchObject({ hour: 2, minute: 59 })
    expect(wallTime(at('2026-10-25T01:00:00Z'), zone)).toMatchObject({ hour: 2, minute: 0 })
    expect(zoneNameAt(at('2026-07-01T00:00:00Z'), zone)).toBe('CEST')
    expect(wallTime(at('2026-11-17T08:00:00Z'), 'Asia/Kolkata')).toMatchObject({ hour: 13, minute: 30, weekday: 1 })
    expect(wallTime(at('2026-04-04T15:00:00Z'), 'Australia/Lord_Howe')).toMatchObject({ hour: 1, minute: 30 })
    expect(zonePlace('America/New_York')).toBe('New York')
  })

  it('tells when it is changed and by how much, with both of its names', () => {
    const [from, to] = [at('2026-10-18T22:00:00Z'), at('2026-10-25T23:00:00Z')]
    expect(clockChanges(from, to, 'Europe/Berlin')).toEqual([{ at: at('2026-10-25T01:00:00Z'), byMs: -3_600_000 }])
    expect(zoneNamesIn(from, to, 'Europe/Berlin')).toBe('CEST, CET')
    expect(clockChanges(from, at('2026-10-25T01:00:00Z'), 'Europe/Berlin')).toEqual([])
    expect(zoneNamesIn(from, at('2026-10-25T01:00:00Z'), 'Europe/Berlin')).toBe('CEST')
    expect(clockChanges(at('2026-10-01T00:00:00Z'), at('2026-10-08T00:00:00Z'), 'Australia/Lord_Howe')).toEqual([
      { at: at('2026-10-03T15:30:00Z'), byMs: 1_800_000 }
    ])
    expect(clockChanges(from, to, 'Asia/Kolkata')).toEqual([])
  })

  it('says a change of the clock as its wall shows it', () => {
    const words = (time: string, zoneOf: string): string[] =>
      clockChanges(at(time), at(time) + 86_400_000, zoneOf).map(change => changeWords(change, zoneOf))
    expect(words('2026-10-24T22:00:00Z', 'Europe/Berlin')).toEqual(['At 03:00 the clock goes back to 02:00'])
    expect(words('2027-03-27T23:00:00Z', 'Europe/Berlin')).toEqual(['At 02:00 the clock goes on to 03:00'])
    expect(words('2026-10-03T13:30:00Z', 'Australia/Lord_Howe')).toEqual(['At 02:00 the clock goes on to 02:30'])
    expect(words('2026-04-04T13:00:00Z', 'Australia/Lord_Howe')).toEqual(['At 02:00 the clock goes back to 01:30'])
  })
})
