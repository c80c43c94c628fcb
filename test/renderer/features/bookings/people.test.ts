import type { Person, ResourcesFile } from '@contract/resources'
import { describe, expect, it } from 'vitest'
import { consentRows } from '../../../../src/renderer/features/bookings/consent/consent-rows'
import { endState, endWords, firstEnd, grantEnds } from '../../../../src/renderer/features/bookings/people/grant-ends'
import {
  isChosen,
  lastKey,
  peopleRows,
  withoutRow,
  withRow
} from '../../../../src/renderer/features/bookings/people/people-rows'
import { fileErrors } from '../../../../src/renderer/features/bookings/rules/rules-draft'
import { sample, sampleFile } from './booking-fixture'

const today = '2026-11-17'
const person = (known: Partial<Person> = {}): Person => ({
  ...{ user: 'mlindq', name: 'Marta Lindqvist', roles: ['operator'], training: [], permits: [] },
  ...known
})

describe('what a person was given', () => {
  it('ends with the last of what was given again, and never where once it was for good', () => {
    const training = [
      { name: 'Krios', until: '2026-11-20' },
      { name: 'Krios', until: '2027-11-20' },
      { name: 'Cryo safety', until: '2026-01-01' },
      { name: 'Cryo safety' }
    ]
    expect(grantEnds(training, today)).toEqual([
      { name: 'Krios', until: '2027-11-20', daysLeft: 368 },
      { name: 'Cryo safety', until: null, daysLeft: null }
    ])
  })

  it.each([
    ['2026-11-16', 'over', 'ended 1 day ago'],
    ['2026-11-17', 'soon', 'ends today'],
    ['2026-12-17', 'soon', 'ends in 30 days'],
    ['2026-12-18', 'ok', 'ends in 31 days'],
    ['2020-01-01', 'over', 'ended 1 Jan 2020'],
    ['2027-12-31', 'ok', 'ends 31 Dec 2027']
  ])('until %s is told as %s', (until, state, words) => {
    const end = firstEnd(person({ permits: [{ name: 'BSL-2', until }], training: [{ name: 'Krios' }] }), today)
    expect([endState(end), end && endWords(end)]).toEqual([state, words])
  })

  it('is nothing that ends where all is for good', () => {
    expect(firstEnd(person({ training: [{ name: 'Krios' }] }), today)).toBeNull()
    expect(endState(null)).toBe('ok')
  })
})

describe('the people of a facility', () => {
  const file: ResourcesFile = { ...sampleFile, administrators: ['boss', 'mlindq'], people: [person()] }

  it('are those of the file, and administrators of whom it tells nothing', () => {
    expect(peopleRows(file, today).map(({ at, person: { user }, administrator }) => [at, user, administrator])).toEqual(
      [
        [0, 'mlindq', true],
        [null, 'boss', true]
      ]
    )
  })

  it('stay administrators while their login name is typed anew, and come into the file when they are changed', () => {
    const [marta, boss] = peopleRows(file, today)
    if (!marta || !boss) return expect.unreachable()
    expect(withRow(file, marta, person({ user: 'marta' }), true).administrators).toEqual(['boss', 'marta'])
    const named = withRow(file, boss, { ...boss.person, name: 'B. Oss' }, true)
    expect(named.people.map(({ user }) => user)).toEqual(['mlindq', 'boss'])
    expect(peopleRows(named, today).at(-1)?.key).toBe(lastKey(file))
    expect(withoutRow(named, marta)).toMatchObject({ people: [{ user: 'boss' }], administrators: ['boss'] })
  })

  it('are found by name, role and training, and by what ends', () => {
    const soon = peopleRows({ ...file, people: [person({ permits: [{ name: 'BSL-2', until: today }] })] }, today)
    const found = (text: string, show: 'all' | 'administrators' | 'soon' | 'over') =>
      soon.filter(row => isChosen(row, { text, show })).map(row => row.person.user)
    expect(found('bsl', 'all')).toEqual(['mlindq'])
    expect(found('OPERATOR', 'soon')).toEqual(['mlindq'])
    expect(found('', 'over')).toEqual([])
    expect(found('', 'administrators')).toEqual(['mlindq', 'boss'])
  })

  it('are checked in no time, also two thousand of them', () => {
    const people = Array.from({ length: 2000 }, (_, at) => person({ user: `user${at}` }))
    expect(fileErrors({ ...file, people }).size).toBe(0)
    const twice = fileErrors({ ...file, people: [...people, person({ user: 'user7' })] })
    expect([...twice]).toEqual([['people.2000.user', 'user7 stands there twice.']])
  })
})

describe('what waits for consent', () => {
  const date = (uid: string, known: object = {}) => ({ ...sample, uid, status: 'waiting' as const, ...known })
  const file: ResourcesFile = {
    ...sampleFile,
    resources: [
      ...sampleFile.resources.map(one => (one.name === 'krios1' ? { ...one, linked: ['screen'] } : one)),
      { name: 'screen', kind: 'display', linked: [], rules: {} }
    ]
  }

  it('is one row for what is booked together, named by what was asked for', () => {
    const rows = consentRows([date('b', { group: 'g', resource: 'screen' }), date('a', { group: 'g' })], file, true)
    expect(rows).toMatchObject([{ booking: { uid: 'a' }, linked: ['screen'], count: 1 }])
  })

  it('is one row for a series, with how often, or each by itself', () => {
    const waiting = [date('a', { series: 's' }), date('x'), date('b', { series: 's' })]
    expect(consentRows(waiting, file, true).map(({ booking, count }) => [booking.uid, count])).toEqual([
      ['a', 2],
      ['x', 1]
    ])
    expect(consentRows(waiting, file, false)).toHaveLength(3)
  })
})
