import type { Overrun } from '@contract/booking'
import { describe, expect, it } from 'vitest'
import { bookingNews, type NewsFacts, seenOf } from '../../../src/domain/sessions/booking-news'
import { facility, slot } from './session-fixture'

const noon = '2026-11-21T12:00:00Z'
const facts = (known: Partial<NewsFacts> = {}): NewsFacts => ({
  ...{ file: facility(), bookings: [], waiting: [], overruns: [], user: 'mlindq', at: Date.parse(noon), seen: [] },
  ...known
})
const news = (known: Partial<NewsFacts>) =>
  bookingNews(facts(known)).map(({ event, title, text }) => [event, title, text])
const later = { start: '2026-11-23T08:00:00Z', end: '2026-11-23T16:00:00Z' }

describe('news of bookings', () => {
  it('are that consent was given, or refused with which words', () => {
    const waiting = slot({ ...later, status: 'waiting' })
    const seen = seenOf(facts({ bookings: [waiting] }))
    expect(news({ seen, bookings: [waiting] })).toEqual([])
    expect(news({ seen, bookings: [{ ...waiting, status: 'confirmed' }] })).toEqual([
      ['granted', 'Your booking has its consent', 'apoferritin. Krios 1, Mon 23 Nov 09:00 CET.']
    ])
    const note = 'grid 3\nConsent refused. The stage is out.'
    expect(news({ seen, bookings: [{ ...waiting, status: 'cancelled', note }] })).toEqual([
      ['refused', 'Your booking was refused', 'apoferritin. Krios 1, Mon 23 Nov 09:00 CET. The stage is out.']
    ])
    // … and not that one has taken it back oneself.
    expect(news({ seen, bookings: [{ ...waiting, status: 'cancelled' }] })).toEqual([])
  })

  it('name a series that is answered as a whole alike, so that it is told once', () => {
    const dates = [0, 1, 2].map(at => slot({ ...later, uid: `s${at}`, series: 's', status: 'waiting' }))
    const seen = seenOf(facts({ bookings: dates }))
    const answered = dates.map(one => ({ ...one, status: 'confirmed' as const, changed: noon }))
    const told = bookingNews(facts({ seen, bookings: answered }))
    expect(new Set(told.map(({ happening }) => happening)).size).toBe(1)
  })

  it('are that a running session was handed over to oneself', () => {
    const before = slot()
    const seen = seenOf(facts({ bookings: [before], user: 'tunde' }))
    const after = slot({
      people: [
        { user: 'tunde', role: 'operator' },
        { user: 'mlindq', role: 'collaborator' }
      ],
      handOver: 'Grid 3 is next.'
    })
    const told = [
      'hand-over',
      'Marta Lindqvist handed Krios 1 over to you',
      'Until Sat 21 Nov 17:00 CET. Grid 3 is next.'
    ]
    expect(news({ seen, bookings: [after], user: 'tunde' })).toEqual([told])
    expect(news({ seen, bookings: [after], user: 'mlindq' })).toEqual([])
  })

  const overrun: Overrun = {
    ...{ id: 'o1', resource: 'krios1', uid: 'b1@farscope', next: 'b2', asks: 'mlindq', asked: 'tunde', minutes: 30 },
    ...{ end: '2026-11-21T16:30:00Z', message: 'one more grid', at: noon, answer: null, answeredAt: null }
  }
  const next = slot({
    uid: 'b2',
    owner: 'tunde',
    start: '2026-11-21T16:00:00Z',
    end: '2026-11-21T20:00:00Z',
    people: []
  })

  it('are that somebody asks for time, and the answer', () => {
    const bookings = [slot(), next]
    expect(news({ bookings, overruns: [overrun], user: 'tunde' })).toEqual([
      [
        'asked',
        'Marta Lindqvist asks for 30 min of your time',
        'Your booking of Krios 1 would begin at Sat 21 Nov 17:30 CET. "one more grid"'
      ]
    ])
    expect(news({ bookings, overruns: [overrun] })).toEqual([])
    const answered: Overrun = { ...overrun, answer: 'yes', answeredAt: noon }
    expect(news({ bookings, overruns: [answered] })).toEqual([
      ['answered', 'tunde gives you 30 min', 'Your session on Krios 1 ends at Sat 21 Nov 17:30 CET.']
    ])
    // What was answered long ago was known before this computer looked.
    expect(news({ bookings, overruns: [{ ...answered, answeredAt: '2026-11-19T12:00:00Z' }] })).toEqual([])
  })

  it('are that a slot is offered to oneself', () => {
    const freed = { ...later, at: noon }
    const bookings = [slot({ ...later, status: 'cancelled', owner: 'ines', freed: [freed] })]
    const waiting = [
      { ...later, id: 'w1', resource: 'krios1', user: 'mlindq', title: '', since: '2026-11-20T00:00:00Z' }
    ]
    const told = ['offer', 'Krios 1 is free for you']
    expect(news({ bookings, waiting }).map(one => one.slice(0, 2))).toEqual([told])
    expect(news({ bookings, waiting, user: 'tunde' })).toEqual([])
  })

  it('tell administrators what waits for their consent', () => {
    const bookings = [slot({ ...later, status: 'waiting', created: noon, changed: noon })]
    expect(news({ bookings, user: 'head' }).map(one => one.slice(0, 2))).toEqual([
      ['waiting', 'Marta Lindqvist asks for Krios 1']
    ])
    expect(news({ bookings, user: 'tunde' })).toEqual([])
  })
})
