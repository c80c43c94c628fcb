/** Whose word counts among the files of a store. */
import { describe, expect, it } from 'vitest'
import type { Booking, Overrun } from '../../../src/contract/booking'
import { type KeptFile, putTogether } from '../../../src/main/bookings/folder-contents'
import type { FolderCopy } from '../../../src/main/bookings/folder-copy'
import { wishesOf } from '../../../src/main/bookings/folder-wishes'
import { booking } from '../../domain/bookings/booking-fixture'
import { resources } from './folder-rig'

const file = (owner: string, value: Booking): KeptFile => ({ owner, value: { kind: 'booking', value } })
const from = (...files: [string, KeptFile][]) => putTogether(new Map(files), resources)

describe('a second file with the UID of a booking', () => {
  const canonical = 'krios1/b1@farscope.ics'
  const ada = booking({ owner: 'ada', title: 'hers' })
  const copy = booking({ owner: 'ben', title: 'his', sequence: 9, changed: '2026-12-01T10:00:00Z' })

  it.each([
    ['krios1/a.ics', 'krios1'],
    ['krios1/z.ics', 'krios1'],
    ['glacios/b1@farscope.ics', 'glacios']
  ])('does not take its place when another wrote it: %s', (path, resource) => {
    for (const says of ['ben', 'ada']) {
      const fake: [string, KeptFile] = [path, file('ben', { ...copy, owner: says, resource })]
      const real: [string, KeptFile] = [canonical, file('ada', ada)]
      for (const order of [[fake, real] as const, [real, fake] as const]) {
        const { bookings, problems } = from(...order)
        expect(bookings).toEqual([ada])
        expect(problems.map(problem => problem.file)).toContain(path)
      }
    }
  })

  it('takes its place when its owner or an administrator wrote it later', () => {
    for (const owner of ['ada', 'boss']) {
      const moved = { ...copy, owner: 'ada', resource: 'glacios' }
      const { bookings, problems } = from(
        [canonical, file('ada', ada)],
        ['glacios/b1@farscope.ics', file(owner, moved)]
      )
      expect(bookings).toEqual([moved])
      expect(problems.map(problem => problem.file)).toEqual([canonical])
    }
  })

  it('does not keep its owner from changing it', () => {
    const files = new Map([
      ['krios1/a.ics', file('ben', copy)],
      [canonical, file('ada', ada)],
      ['glacios/old.ics', file('ada', ada)]
    ])
    // Of the copy only the files are looked at.
    const wishes = wishesOf({ bookings: [ada] }, { files } as unknown as FolderCopy, {
      ...{ user: 'ada', administrators: ['boss'] }
    })
    expect(wishes.map(({ path, text }) => [path, text === null])).toEqual([
      [canonical, false],
      ['glacios/old.ics', true]
    ])
  })

  it('that is older does not take its place either', () => {
    const older = { ...copy, sequence: -1, changed: '2020-01-01T00:00:00Z' }
    expect(from(['krios1/a.ics', file('ben', older)], [canonical, file('ada', ada)]).bookings).toEqual([ada])
  })
})

describe('an answer to who asks for more time', () => {
  const eve = booking({ uid: 'b1', owner: 'eve', people: [] })
  const ada = booking({
    ...{ uid: 'b2', owner: 'ada', people: [{ user: 'cal', role: 'operator' as const }] },
    ...{ start: '2026-11-21T16:00:00Z', end: '2026-11-21T20:00:00Z' }
  })
  const request = {
    ...{ id: 'o1', resource: 'krios1', uid: 'b1', next: 'b2', end: '2026-11-21T16:30:00Z', asks: 'eve', asked: 'ada' },
    ...{ minutes: 30, message: '', at: '2026-11-21T15:00:00Z' }
  }
  const says = (by: string, answer: Overrun['answer'], minute: number, name = `o1.${by}`): [string, KeptFile] => {
    const answeredAt = `2026-11-21T15:0${minute}:00Z`
    const value = { kind: 'answer' as const, value: { id: 'o1', answer, answeredAt } }
    return [`krios1/requests/${name}.answer.json`, { owner: by, value }]
  }
  const answered = (asked: string, ...answers: [string, KeptFile][]) =>
    from(
      ['krios1/b1.ics', file('eve', eve)],
      ['krios1/b2.ics', file('ada', ada)],
      ['krios1/requests/o1.json', { owner: 'eve', value: { kind: 'request', value: { ...request, asked } } }],
      ...answers
    )

  it('counts when who gives it may change the booking that begins later', () => {
    for (const by of ['ada', 'cal', 'boss'])
      for (const name of [undefined, 'o1']) {
        const { overruns, bookings } = answered('ada', says('eve', 'no', 1), says(by, 'yes', 2, name))
        expect(overruns).toMatchObject([{ answer: 'yes', answeredAt: '2026-11-21T15:02:00Z' }])
        expect(bookings.find(({ uid }) => uid === 'b1')?.end).toBe(request.end)
      }
    expect(answered('ada', says('ada', 'yes', 3), says('cal', 'no', 2)).overruns).toMatchObject([{ answer: 'no' }])
  })

  it('of anybody else does not, also when the request names them', () => {
    const { overruns, bookings } = answered('eve', says('eve', 'yes', 1), says('dan', 'yes', 1))
    expect(overruns).toMatchObject([{ answer: null }])
    expect(bookings.find(({ uid }) => uid === 'b1')?.end).toBe(eve.end)
  })
})
