import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import type { Booking } from '@contract/booking'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { exportCalendar } from '../../../src/domain/bookings/ics'
import { readCalendar } from '../../../src/domain/bookings/read-ics'
import { instantText, zoned } from '../../../src/domain/bookings/zone'
import { describeFacility } from '../../facility/describe-facility'
import { booking, nextChange } from './booking-fixture'

const answerSchema = z.object({
  events: z.array(
    z.object({
      ...{ uid: z.string(), start: z.string(), end: z.string(), title: z.string(), note: z.string() },
      organizer: z.string(),
      people: z.array(z.object({ address: z.string(), name: z.string(), role: z.string() })),
      reminders: z.array(z.number())
    })
  ),
  again: z.string()
})

/** What the Debian package python3-icalendar makes of it; it belongs to the system's own Python. */
function independently(text: string): z.infer<typeof answerSchema> {
  const script = resolve(import.meta.dirname, 'read_ics.py')
  return answerSchema.parse(
    JSON.parse(execFileSync('/usr/bin/python3', [script], { input: text, timeout: 120_000 }).toString())
  )
}

const known = ({ uid, start, end, title, note }: Booking) => ({ uid, start, end, title: title || 'krios1', note })

/** Twelve hours around both changes of a year, a week's before, and a whole week over one. */
function bookingsOf(zone: string): Booking[] {
  const changes = ['2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'].map(from => nextChange(from, zone))
  return changes.flatMap((change, at) => {
    const around = (before: number, after: number, uid: string): Booking => {
      const [start, end] = [zoned(change, zone).subtract({ hours: before }), zoned(change, zone).add({ hours: after })]
      const words = { title: 'Ångström; "1.2", commas', note: `${'long '.repeat(60)}\nsecond line ä` }
      return booking({ uid: `${uid}-${at}@x`, start: instantText(start), end: instantText(end), ...words })
    }
    return [around(6, 6, 'over'), around(168 + 8, -168, 'before'), around(84, 84, 'week'), around(1, 1, 'near')]
  })
}

describeFacility('an export in another program', 'ssh', () => {
  const zones = ['Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Australia/Lord_Howe']

  it.each(zones)('has the same instants and words, over both changes of the clock in %s', zone => {
    const bookings = bookingsOf(zone)
    const text = exportCalendar(bookings, zone)
    const read = independently(text)
    expect(read.events).toMatchObject(bookings.map(known))
    // … and comes back as it went.
    expect(readCalendar(read.again, { resource: 'x', owner: 'y', zone: 'UTC' })).toEqual(bookings)
  })

  it.each(zones)('is understood by the rules of %s beside it, where its name is not known', zone => {
    const bookings = bookingsOf(zone)
    const { events } = independently(exportCalendar(bookings, zone).replaceAll(zone, 'Facility/Clock'))
    expect(events).toMatchObject(bookings.map(known))
  })

  it('names its people with what they are, and reminds who exports it', () => {
    const mine = booking({
      people: [
        { user: 'mlindq', role: 'operator' },
        { user: 'dotto', role: 'collaborator', display: 'none' },
        { user: 'guest', role: 'researcher' }
      ]
    })
    const others = booking({ uid: 'b2@farscope', owner: 'dotto', people: [{ user: 'dotto', role: 'operator' }] })
    const grants = { roles: [], training: [], permits: [] }
    const text = exportCalendar([mine, others], 'Europe/Berlin', {
      people: [
        { user: 'mlindq', name: 'Marta "Mia" Lindqvist; Åre, SE', email: 'marta@lab.example', ...grants },
        { user: 'dotto', name: 'D. Otto', email: 'ask the office', ...grants }
      ],
      reminder: { user: 'mlindq', minutes: 30 }
    })
    const read = independently(text)
    expect(read.events).toMatchObject([
      {
        organizer: 'mailto:marta@lab.example',
        people: [
          { address: 'mailto:marta@lab.example', name: "Marta 'Mia' Lindqvist; Åre, SE", role: 'CHAIR' },
          { address: 'urn:x-farscope:person:dotto', name: 'D. Otto', role: 'REQ-PARTICIPANT' },
          { address: 'urn:x-farscope:person:guest', name: 'guest', role: 'OPT-PARTICIPANT' }
        ],
        reminders: [-1800]
      },
      { people: [{ role: 'CHAIR' }], reminders: [] }
    ])
    expect(readCalendar(read.again, { resource: 'x', owner: 'y', zone: 'UTC' })).toEqual([mine, others])
  })

  it('is in lines of at most 75 octets that end with CRLF (RFC 5545, 3.1)', () => {
    const text = exportCalendar(bookingsOf('Europe/Berlin'), 'Europe/Berlin')
    const lines = text.split('\r\n')
    expect(lines.at(-1)).toBe('')
    expect(lines.every(line => !line.includes('\n') && Buffer.byteLength(line) <= 75)).toBe(true)
  })
})
