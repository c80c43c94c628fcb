/** Whose word counts among the files of a store. */
import { describe, expect, it } from 'vitest'
import type { Booking, Overrun } from '../../../src/contract/booking'
import type { StoreChanges, Waiting } from '../../../src/main/booking-folder'
import { type KeptFile, putTogether } from '../../../src/main/bookings/folder-contents'
import { wishesOf } from '../../../src/main/bookings/folder-wishes'
import { booking } from '../../domain/bookings/booking-fixture'
import { resources } from './folder-rig'

const file = (owner: string, value: Booking): KeptFile => ({ owner, value: { kind: 'booking', value } })
const from = (...files: [string, KeptFile][]) => putTogether(new Map(files), resources)

/** Paths that are written for a change of a store with these files, and of those that are removed. */
function paths(user: string, changes: StoreChanges, ...files: [string, KeptFile][]): [string, boolean][] {
  const seen = files.map(([path, one]) => [path, { ...one, stamp: '', settled: true }] as const)
  const wishes = wishesOf(changes, { files: new Map(seen) }, { user, administrators: resources.administrators })
  return wishes.map(({ path, text }) => [path, text !== null])
}

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
    const files: [string, KeptFile][] = [
      ['krios1/a.ics', file('ben', copy)],
      [canonical, file('ada', ada)],
      ['glacios/old.ics', file('ada', ada)]
    ]
    expect(paths('ada', { bookings: [ada] }, ...files)).toEqual([
      [canonical, true],
      ['glacios/old.ics', false]
    ])
  })

  it('that is older does not take its place either', () => {
    const older = { ...copy, sequence: -1, changed: '2020-01-01T00:00:00Z' }
    expect(from(['krios1/a.ics', file('ben', older)], [canonical, file('ada', ada)]).bookings).toEqual([ada])
  })
})

describe('a booking that somebody else changes', () => {
  const base = 'krios1/b1@farscope.ics'
  const ada = booking({ owner: 'ada', people: [{ user: 'cal', role: 'operator' }] })
  const later = { ...ada, sequence: 1 }
  const change = (owner: string, value: Booking): KeptFile => ({ owner, value: { kind: 'change', value } })
  const his = 'krios1/changes/b1@farscope@boss.ics'

  it('stays in its file, and the new form lies beside it in one of his own', () => {
    for (const user of ['boss', 'cal'])
      expect(paths(user, { bookings: [later] }, [base, file('ada', ada)])).toEqual([
        [`krios1/changes/b1@farscope@${user}.ics`, true]
      ])
    expect(from([base, file('ada', ada)], [his, change('boss', later)])).toMatchObject({
      ...{ bookings: [later], problems: [] }
    })
  })

  it('is changed again by its owner in the first file, and by each in his own', () => {
    const both: [string, KeptFile][] = [
      [base, file('ada', ada)],
      [his, change('boss', later)]
    ]
    expect(paths('ada', { bookings: [{ ...ada, sequence: 2 }] }, ...both)).toEqual([[base, true]])
    expect(paths('boss', { bookings: [{ ...ada, sequence: 2 }] }, ...both)).toEqual([[his, true]])
    expect(paths('cal', { bookings: [{ ...ada, sequence: 2 }] }, ...both)).toEqual([
      ['krios1/changes/b1@farscope@cal.ics', true]
    ])
  })

  it('lies where it goes when he moves it, without a problem, and what he left before is removed', () => {
    const moved = { ...later, resource: 'glacios' }
    const there = 'glacios/changes/b1@farscope@boss.ics'
    expect(paths('boss', { bookings: [moved] }, [base, file('ada', ada)], [his, change('boss', later)])).toEqual([
      [there, true],
      [his, false]
    ])
    const { bookings, problems } = from([base, file('ada', ada)], [there, change('boss', moved)])
    expect([bookings, problems]).toEqual([[moved], []])
  })

  it('is written in a file of his own by its owner for whom an administrator made it', () => {
    expect(paths('ada', { bookings: [later] }, [base, file('boss', ada)])).toEqual([
      ['krios1/changes/b1@farscope@ada.ics', true]
    ])
    expect(paths('boss', { bookings: [later] }, [base, file('boss', ada)])).toEqual([[base, true]])
  })

  it('does not land in a copy that its operator made, nor in a file that somebody else made under his name', () => {
    const files: [string, KeptFile][] = [
      [base, file('ada', ada)],
      ['krios1/a.ics', file('cal', ada)],
      ['krios1/changes/b1@farscope@cal.ics', change('eve', { ...ada, sequence: 9 })]
    ]
    expect(paths('cal', { bookings: [later] }, ...files)).toEqual([['krios1/changes/b1@farscope@cal@1.ics', true]])
  })

  it('is written directly where the place tells no names', () => {
    for (const owner of ['1001', 'root', ''])
      expect(paths('cal', { bookings: [later] }, [base, file(owner, ada)])).toEqual([[base, true]])
  })

  it('does not follow who may not change it, and names him', () => {
    const path = 'krios1/changes/b1@farscope@eve.ics'
    const { bookings, problems } = from([base, file('ada', ada)], [path, change('eve', { ...ada, sequence: 9 })])
    expect([bookings, problems.map(one => one.file)]).toEqual([[ada], [path]])
    expect(problems[0]?.error.message).toContain('eve may not change')
    expect(from([path, change('eve', ada)])).toMatchObject({ bookings: [], problems: [{ file: path }] })
  })

  it('counts also where it lies with a resource that is lent no more, and nothing else of that resource does', () => {
    const moved = { ...later, resource: 'retired' }
    const there = 'retired/changes/b1@farscope@boss.ics'
    const { bookings, problems } = from([base, file('ada', ada)], [there, change('boss', moved)])
    expect([bookings, problems]).toEqual([[moved], []])
    expect(from([there, change('boss', moved)])).toMatchObject({ bookings: [], problems: [] })
    expect(from(['retired/b1@farscope.ics', file('ada', ada)])).toMatchObject({ bookings: [], problems: [] })
  })

  it('is there as an administrator left it when its own file is gone', () => {
    expect(from([his, change('boss', later)])).toMatchObject({ bookings: [{ owner: 'ada' }], problems: [] })
    expect(paths('ada', { bookings: [{ ...ada, sequence: 2 }] }, [his, change('boss', later)])).toEqual([[base, true]])
  })
})

describe('somebody who waits no longer because of what another did', () => {
  const path = 'krios1/waitlist/w1.json'
  const ada: Waiting = {
    ...{ id: 'w1', resource: 'krios1', user: 'ada', title: '', since: '2026-11-01T00:00:00Z' },
    ...{ start: '2026-11-22T08:00:00Z', end: '2026-11-22T09:00:00Z' }
  }
  const waits = (owner: string, value: Waiting): KeptFile => ({ owner, value: { kind: 'waiting', value } })
  const left = { ...ada, left: ada.since }

  it('is removed in her own file, and by an administrator in one of his', () => {
    const there: [string, KeptFile] = [path, waits('ada', ada)]
    expect(paths('ada', { left: ['w1'] }, there)).toEqual([[path, false]])
    expect(paths('boss', { left: ['w1'] }, there)).toEqual([['krios1/waitlist/w1@boss.json', true]])
    expect(paths('boss', { waiting: [left] }, there)).toEqual([['krios1/waitlist/w1@boss.json', true]])
    expect(paths('cal', { waiting: [left], left: ['w1'] }, there)).toEqual([])
    expect(paths('ada', { waiting: [ada] })).toEqual([[path, true]])
  })

  it('has left when an administrator says so, and nobody else', () => {
    const said = (owner: string) => {
      const files: [string, KeptFile][] = [
        [path, waits('ada', ada)],
        [`krios1/waitlist/w1@${owner}.json`, waits(owner, left)]
      ]
      for (const order of [files, [...files].reverse()])
        expect(from(...order).waiting).toHaveLength(owner === 'boss' ? 1 : 2)
      return from(...files).waiting.find(({ user }) => user === 'ada')?.left
    }
    expect([said('boss'), said('eve')]).toEqual([ada.since, undefined])
  })
})

describe('an answer to who asks for more time', () => {
  const eve = booking({ uid: 'b1', owner: 'eve', people: [] })
  const ada = booking({
    ...{ uid: 'b2', owner: 'ada', people: [{ user: 'cal', role: 'operator' as const }] },
    // As who gives the time leaves it.
    ...{ start: '2026-11-21T16:30:00Z', end: '2026-11-21T20:00:00Z' }
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
