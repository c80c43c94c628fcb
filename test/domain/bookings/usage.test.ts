import type { Booking, LogEntry } from '@contract/booking'
import { describe, expect, it } from 'vitest'
import { usageCsv } from '../../../src/domain/bookings/usage-csv'
import { usageReport } from '../../../src/domain/bookings/usage-report'
import { booking } from './booking-fixture'

const stretch = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', resources: [] }

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
    expect(usageReport(bookings, log, stretch)).toEqual([
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
    expect(usageReport(bookings, log, { ...stretch, resources: ['other'] })).toEqual([])
  })

  it('is a table whose words are no formulas', () => {
    const [row] = usageReport([booking({ account: '=1+1, "x"' })], [], stretch)
    expect(usageCsv(row ? [row] : [])).toBe(
      'resource,user,account,bookings,bookedHours,usedHours,cancelled,noShows\r\n' +
        'krios1,mlindq,"\'=1+1, ""x""",1,8,0,0,0\r\n'
    )
  })
})
