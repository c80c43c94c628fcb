import { describe, expect, it } from 'vitest'
import { bookingFile, exportCalendar } from '../../../src/domain/bookings/ics'
import { readCalendar } from '../../../src/domain/bookings/read-ics'
import { instantText, zoned } from '../../../src/domain/bookings/zone'
import { booking, nextChange } from './booking-fixture'

const defaults = { resource: 'krios1', owner: 'mlindq', zone: 'Europe/Berlin' }

describe('a booking as iCalendar', () => {
  it('comes back as it was written', () => {
    const whole = booking({
      ...{ title: 'Ångström; "quotes", commas\nand lines', note: 'x'.repeat(500), status: 'waiting', sequence: 3 },
      ...{ group: 'g1', series: 's1', people: [{ user: 'a.b', role: 'collaborator' }] }
    })
    expect(readCalendar(bookingFile(whole), defaults)).toEqual([whole])
  })

  const zones = ['Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Australia/Lord_Howe']
  it.each(zones)('keeps instants and length over both changes of the clock in %s', zone => {
    const times = [nextChange('2026-01-01T00:00:00Z', zone), nextChange('2026-07-01T00:00:00Z', zone)]
    const bookings = times.map((time, at) => {
      const change = zoned(time, zone)
      const [start, end] = [change.subtract({ hours: 6 }), change.add({ hours: 6 })].map(instantText)
      return booking({ uid: `dst-${at}`, start: start ?? '', end: end ?? '' })
    })
    const text = exportCalendar(bookings, zone)
    expect(text).toContain(`TZID:${zone}`)
    const again = readCalendar(text, { ...defaults, zone: 'UTC' })
    expect(again).toEqual(bookings)
    // A reader that does not know the zone goes by the rules beside it.
    const renamed = text.replaceAll(zone, 'Facility/Clock')
    expect(readCalendar(renamed, defaults).map(({ start, end }) => [start, end])).toEqual(
      bookings.map(({ start, end }) => [start, end])
    )
  })

  it('without a title comes back without one', () => {
    const untitled = booking({ title: '', freed: [{ ...booking(), at: '2026-11-01T10:00:00Z', resource: 'krios2' }] })
    const freed = untitled.freed.map(({ start, end, at, resource }) => ({
      start,
      end,
      at,
      ...(resource && { resource })
    }))
    expect(readCalendar(bookingFile({ ...untitled, freed }), defaults)).toEqual([{ ...untitled, freed }])
  })

  it('says which of two times it means that the clock shows alike', () => {
    const twice = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']
    const text = exportCalendar(
      twice.map((start, at) => booking({ uid: `t${at}`, start, end: '2026-10-25T06:00:00Z' })),
      'Europe/Berlin'
    )
    expect(readCalendar(text, defaults).map(({ start }) => start)).toEqual(twice)
    expect(text).toContain('DTEND;TZID=Europe/Berlin:20261025T070000')
  })

  it('of another program may repeat, with exceptions', () => {
    const text = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:r\r\nDTSTAMP:20260101T000000Z\r\n${''}DTSTART;TZID=Europe/Berlin:20261019T090000\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;TZID=Europe/Berlin:20261102T090000\r\nSUMMARY:group\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`
    const read = readCalendar(text, defaults)
    expect(read.map(({ start, end, series }) => [start, end, series])).toEqual([
      ['2026-10-19T07:00:00Z', '2026-10-19T09:00:00Z', 'r'],
      ['2026-10-26T08:00:00Z', '2026-10-26T10:00:00Z', 'r']
    ])
  })

  it.each(['', 'nothing', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR'])(
    'that is damaged is called so: %j',
    text => {
      expect(() => readCalendar(text, defaults)).toThrow(expect.objectContaining({ code: 'corrupt' }))
    }
  )
})
