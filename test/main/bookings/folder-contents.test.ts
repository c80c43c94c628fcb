/** Whose word counts among the files of a store. */
import { describe, expect, it } from 'vitest'
import type { Booking } from '../../../src/contract/booking'
import { type KeptFile, putTogether } from '../../../src/main/bookings/folder-contents'
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

  it('that is older does not take its place either', () => {
    const older = { ...copy, sequence: -1, changed: '2020-01-01T00:00:00Z' }
    expect(from(['krios1/a.ics', file('ben', older)], [canonical, file('ada', ada)]).bookings).toEqual([ada])
  })
})
