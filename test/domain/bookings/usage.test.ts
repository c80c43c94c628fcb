import type { Booking, LogEntry } from '@contract/booking'
import { describe, expect, it } from 'vitest'
import { usageCsv } from '../../../src/domain/bookings/usage-csv'
import { usageReport } from '../../../src/domain/bookings/usage-report'
import { withFreed } from '../../../src/domain/bookings/waitlist'
import { booking } from './booking-fixture'

const stretch = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', resources: [] }

const file = { administrators: ['boss'] }

const logged = (act: LogEntry['act'], uid: string, at: string, granted = true): LogEntry => ({
  ...{ at, user: 'mlindq', act, granted, resource: 'krios1', uid, rule: null, text: '' }
})

const bookings: Booking[] = [
  booking({ uid: 'a', account: 'NAISS' }),
  booking({ uid: 'b', start: '2026-11-22T08:00:00Z', end: '2026-11-22T10:00:00Z', account: 'NAISS' }),
  booking({ uid: 'c', status: 'cancelled', account: 'NAISS' }),
  booking({ uid: 'd', owner: 'seo', start: '2026-11-23T08:00:00Z', end: '2026-11-23T08:30:00Z' }),
  booking({ uid: 'e', status: 'blocked', owner: 'boss' }),
  booking({ uid: 'f', start: '2026-12-01T00:00:00Z', end: '2026-12-01T08:00:00Z' })
]

describe('the usage report', () => {
  it('compares what was booked with what was used, by resource, person and account', () => {
    const log = [
      logged('end', 'a', '2026-11-21T14:00:00Z'),
      logged('start', 'a', '2026-11-21T08:30:00Z'),
      logged('start', 'b', '2026-11-22T08:00:00Z'),
      logged('start', 'd', '2026-11-23T08:00:00Z', false),
      logged('no-show', 'd', '2026-11-23T08:20:00Z')
    ]
    expect(usageReport(bookings, log, file, stretch)).toEqual([
      {
        ...{ resource: 'krios1', user: 'mlindq', account: 'NAISS', bookings: 2, bookedHours: 10 },
        // 5.5 h by the log; the other was begun and never ended: to the end of its slot.
        ...{ usedHours: 7.5, cancelled: 1, noShows: 0 }
      },
      {
        ...{ resource: 'krios1', user: 'seo', account: '', bookings: 1, bookedHours: 0.5 },
        ...{ usedHours: 0, cancelled: 0, noShows: 1 }
      }
    ])
    expect(usageReport(bookings, log, file, { ...stretch, resources: ['other'] })).toEqual([])
  })

  it('counts what an early end gave back as booked, and only what was used as used', () => {
    // As the product writes it: the slot cut to the end, the rest beside it, the end logged a moment later.
    const early = booking({
      uid: 'a',
      end: '2026-11-21T12:00:00Z',
      freed: [{ start: '2026-11-21T12:00:00Z', end: '2026-11-21T16:00:00Z', at: '2026-11-21T12:00:00Z' }]
    })
    const log = [
      logged('start', 'a', '2026-11-21T08:00:02Z'),
      logged('disarm', 'a', '2026-11-21T12:00:01Z'),
      logged('end', 'a', '2026-11-21T12:00:01Z')
    ]
    expect(usageReport([early], log, file, stretch)).toMatchObject([{ bookedHours: 8, usedHours: 3.999 }])
    // Given back before it began, it was free for everybody.
    const shortened = { ...early, freed: early.freed.map(slot => ({ ...slot, at: '2026-11-20T10:00:00Z' })) }
    expect(usageReport([shortened], log, file, stretch)).toMatchObject([{ bookedHours: 4 }])
    // Given back and taken again, it counts once.
    const again = { ...early, end: '2026-11-21T14:00:00Z' }
    expect(usageReport([again], log, file, stretch)).toMatchObject([{ bookedHours: 8 }])
  })

  it('counts it also when somebody wrote a word for the next user on the day after', () => {
    const noon = '2026-11-21T12:00:00Z'
    const early = withFreed(booking({ uid: 'a' }), { ...booking({ uid: 'a' }), end: noon }, noon)
    const noted = withFreed(early, { ...early, handOver: 'Cold trap is full.' }, '2026-11-22T09:00:00Z')
    expect(usageReport([noted], [], file, stretch)).toMatchObject([{ bookedHours: 8 }])
  })

  it('counts no use where nobody came, though the session began by itself', () => {
    const cut = booking({
      uid: 'a',
      end: '2026-11-21T09:00:00Z',
      freed: [{ start: '2026-11-21T09:00:00Z', end: '2026-11-21T16:00:00Z', at: '2026-11-21T09:00:00Z' }]
    })
    const log = [logged('start', 'a', '2026-11-21T08:00:00Z'), logged('no-show', 'a', '2026-11-21T09:00:00Z')]
    expect(usageReport([cut], log, file, stretch)).toMatchObject([{ bookedHours: 8, usedHours: 0, noShows: 1 }])
  })

  it('counts a linked resource by the session of its microscope, which alone is logged', () => {
    const group = 'g'
    const pair = [booking({ uid: 'a', group }), booking({ uid: 'a2', resource: 'krios1-display', group })]
    const log = [logged('start', 'a', '2026-11-21T08:00:00Z'), logged('end', 'a', '2026-11-21T13:00:00Z')]
    const rows = (entries: LogEntry[], resources: string[] = []) =>
      usageReport(pair, entries, file, { ...stretch, resources }).map(({ resource, usedHours, noShows }) => [
        ...[resource, usedHours, noShows]
      ])
    expect(rows(log)).toEqual([
      ['krios1', 5, 0],
      ['krios1-display', 5, 0]
    ])
    expect(rows(log, ['krios1-display'])).toEqual([['krios1-display', 5, 0]])
    expect(rows([...log, logged('no-show', 'a', '2026-11-21T13:00:00Z')])).toEqual([
      ['krios1', 0, 1],
      ['krios1-display', 0, 1]
    ])
  })

  it('lets an end that was logged late be the booked one', () => {
    const log = [logged('start', 'a', '2026-11-21T08:00:00Z'), logged('end', 'a', '2026-11-21T20:00:00Z')]
    expect(usageReport([booking({ uid: 'a' })], log, file, stretch)).toMatchObject([{ bookedHours: 8, usedHours: 8 }])
  })

  it('believes people of the booking and administrators, and no stranger’s line', () => {
    const by = (user: string, act: LogEntry['act'], at: string): LogEntry => ({ ...logged(act, 'a', at), user })
    const own = [logged('start', 'a', '2026-11-21T08:00:00Z')]
    const used = (more: LogEntry[]) => usageReport([booking({ uid: 'a' })], [...own, ...more], file, stretch)[0]
    const [end, noShow] = ['2026-11-21T09:00:00Z', '2026-11-21T09:30:00Z']
    expect(used([by('stranger', 'end', end), by('stranger', 'no-show', noShow)])).toMatchObject({
      ...{ usedHours: 8, noShows: 0 }
    })
    expect(used([by('boss', 'end', end)])).toMatchObject({ usedHours: 1 })
    expect(used([by('boss', 'no-show', noShow)])).toMatchObject({ usedHours: 0, noShows: 1 })
  })

  it('is a table whose words are no formulas', () => {
    const [row] = usageReport([booking({ account: '=1+1, "x"' })], [], file, stretch)
    expect(usageCsv(row ? [row] : [])).toBe(
      'resource,user,account,bookings,bookedHours,usedHours,cancelled,noShows\r\n' +
        'krios1,mlindq,"\'=1+1, ""x""",1,8,0,0,0\r\n'
    )
  })
})
