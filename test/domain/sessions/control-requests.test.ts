import type { LogEntry } from '@contract/booking'
import {
  asksText,
  type ControlFacts,
  controlNews,
  controlRequests,
  handsOverText,
  refusesText
} from '@domain/sessions/control-requests'
import { describe, expect, it } from 'vitest'
import { facility, slot } from './session-fixture'

const middle = Date.parse('2026-11-21T10:00:00Z')
const minute = 60_000

/** Said so many minutes after ten by the server's clock. */
function said(user: string, minutes: number, text: string, known: Partial<LogEntry> = {}): LogEntry {
  const at = new Date(middle + minutes * minute).toISOString()
  const entry = { at, user, act: 'display-control' as const, granted: true, resource: 'krios1', uid: slot().uid }
  return { ...entry, rule: null, text, ...known }
}

function facts(log: LogEntry[], known: Partial<ControlFacts> = {}): ControlFacts {
  const file = facility()
  const [resource] = file.resources
  if (!resource) throw new Error('no resource')
  return { file, booking: slot(), resource, log, at: middle + 30 * minute, ...known }
}

const handedOver = slot({
  people: [
    { user: 'mlindq', role: 'collaborator' },
    { user: 'tunde', role: 'operator' },
    { user: 'ines', role: 'collaborator' }
  ]
})

describe('a request for control', () => {
  it('is the last one of each who may only look, with its words, by when they asked', () => {
    const log = [
      said('ines', 3, asksText('')),
      said('tunde', 1, asksText('old')),
      said('tunde', 5, asksText('Grid 3: mine\nplease'))
    ]
    expect(controlRequests(facts(log))).toEqual([
      { user: 'ines', name: 'ines', at: '2026-11-21T10:03:00.000Z', message: '', refused: null },
      { user: 'tunde', name: 'tunde', at: '2026-11-21T10:05:00.000Z', message: 'Grid 3: mine\nplease', refused: null }
    ])
  })

  it('is none of another booking, of one who was kept from asking, before it was armed, or by who is not on it', () => {
    const log = [
      said('tunde', 1, asksText(''), { uid: 'other@farscope' }),
      said('tunde', 1, asksText(''), { granted: false }),
      said('tunde', -150, asksText('')),
      said('stranger', 1, asksText('')),
      said('mlindq', 1, asksText(''))
    ]
    expect(controlRequests(facts(log))).toEqual([])
  })

  it('is none before the booking is armed, after its end, or when it was cancelled', () => {
    const log = [said('tunde', 1, asksText(''))]
    expect(controlRequests(facts(log, { at: Date.parse(slot().end) }))).toEqual([])
    expect(controlRequests(facts(log, { at: Date.parse('2026-11-21T07:00:00Z') }))).toEqual([])
    expect(controlRequests(facts(log, { booking: slot({ status: 'cancelled' }) }))).toEqual([])
  })

  it('is refused by others of the booking and by administrators, not by strangers', () => {
    const asked = said('tunde', 1, asksText(''))
    for (const by of ['mlindq', 'head'])
      expect(controlRequests(facts([asked, said(by, 2, refusesText('tunde', 'Aligning.'))]))).toMatchObject([
        { user: 'tunde', refused: { by, message: 'Aligning.', at: '2026-11-21T10:02:00.000Z' } }
      ])
    expect(controlRequests(facts([asked, said('stranger', 2, refusesText('tunde', ''))]))).toMatchObject([
      { refused: null }
    ])
    expect(controlRequests(facts([asked, said('mlindq', 2, refusesText('ines', ''))]))).toMatchObject([
      { refused: null }
    ])
  })

  it('is neither answered nor erased by an outsider, by another collaborator, or by a line dated to come', () => {
    const asked = said('tunde', 1, asksText(''))
    const over = { act: 'hand-over' } as const
    const years = (Date.parse('2099-01-01T00:00:00Z') - middle) / minute
    for (const line of [
      said('stranger', 2, handsOverText('tunde'), over),
      said('ines', 2, refusesText('tunde', 'No.')),
      said('mlindq', years, handsOverText('tunde'), over),
      said('mlindq', years, refusesText('tunde', 'No.'))
    ])
      expect(controlRequests(facts([asked, line]))).toMatchObject([{ user: 'tunde', refused: null }])
    // Taken back in a year to come it does not take back what is asked from then on.
    expect(controlRequests(facts([said('tunde', years, refusesText('tunde', '')), asked]))).toMatchObject([
      { user: 'tunde', refused: null }
    ])
  })

  it('stays refused by who handed over to a third person since', () => {
    const log = [
      said('ines', 1, asksText('')),
      said('mlindq', 2, refusesText('ines', 'Aligning.')),
      said('mlindq', 3, handsOverText('tunde'), { act: 'hand-over' })
    ]
    const booking = { ...handedOver, owner: 'head' }
    expect(controlRequests(facts(log, { booking }))).toMatchObject([{ user: 'ines', refused: { by: 'mlindq' } }])
  })

  it('is none any more when its author took it back', () => {
    const log = [said('tunde', 1, asksText('')), said('tunde', 2, refusesText('tunde', ''))]
    expect(controlRequests(facts(log))).toEqual([])
    expect(controlRequests(facts([...log, said('tunde', 3, asksText(''))]))).toMatchObject([{ refused: null }])
  })

  it('counts again when it is made anew after it was refused', () => {
    const log = [
      said('tunde', 1, asksText('')),
      said('mlindq', 2, refusesText('tunde', '')),
      said('tunde', 3, asksText('Now?'))
    ]
    expect(controlRequests(facts(log))).toMatchObject([{ user: 'tunde', message: 'Now?', refused: null }])
  })

  it('is answered by the hand-over, also when control was given back since, and stays that of a third', () => {
    const asked = [said('tunde', 1, asksText('')), said('ines', 1, asksText(''))]
    const over = said('mlindq', 2, handsOverText('tunde'), { act: 'hand-over' })
    const log = [...asked, over]
    expect(controlRequests(facts(log, { booking: handedOver }))).toMatchObject([{ user: 'ines', refused: null }])
    const back = said('tunde', 3, handsOverText('mlindq'), { act: 'hand-over' })
    expect(controlRequests(facts([...log, back]))).toMatchObject([{ user: 'ines' }])
    // Handed over in the calendar, without a line of its own; given back by who had it.
    expect(controlRequests(facts([...asked, back]))).toMatchObject([{ user: 'ines' }])
  })
})

describe('the news of it', () => {
  const asked = said('tunde', 1, asksText('Grid 3'))

  it('is for the operator until it is answered, and then for who asked', () => {
    expect(controlNews(facts([asked]), 'mlindq')).toEqual([
      {
        ...{ uid: slot().uid, resource: 'krios1', start: slot().start, event: 'control-asked' },
        happening: 'control b1@farscope tunde 2026-11-21T10:01:00.000Z',
        title: 'tunde asks to drive Krios 1',
        text: 'Hand over, or refuse, in the session. "Grid 3"'
      }
    ])
    for (const user of ['tunde', 'ines', 'head']) expect(controlNews(facts([asked]), user)).toEqual([])
    const refused = facts([asked, said('mlindq', 2, refusesText('tunde', 'Aligning.'))])
    expect(controlNews(refused, 'mlindq')).toEqual([])
    expect(controlNews(refused, 'tunde')).toMatchObject([
      { event: 'control-refused', title: 'Marta Lindqvist does not hand Krios 1 over to you now' }
    ])
  })

  it('is for the owner of a booking that has no operator', () => {
    const booking = slot({ people: [{ user: 'tunde', role: 'collaborator' }] })
    expect(controlNews(facts([asked], { booking }), 'mlindq')).toMatchObject([{ event: 'control-asked' }])
  })
})
