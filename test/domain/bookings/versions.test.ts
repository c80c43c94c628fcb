/** A booking that several people change, each in a file of their own. */
import { describe, expect, it } from 'vitest'
import type { Booking } from '../../../src/contract/booking'
import { ofVersionsAlone, withVersions } from '../../../src/domain/bookings/versions'
import { booking } from './booking-fixture'

const speaksFor = (writer: string, user: string): boolean => writer === user || writer === 'boss'
const base = booking({ owner: 'ada', people: [{ user: 'ben', role: 'operator' }], title: 'hers' })
const version = (writer: string, sequence: number, more: Partial<Booking> = {}) => ({
  writer,
  booking: { ...base, title: `${writer} ${sequence}`, sequence, ...more }
})

describe('a booking that others changed', () => {
  it('stands as the newest says that an administrator, its owner or its operator wrote', () => {
    for (const writer of ['boss', 'ada', 'ben']) {
      const { booking: found, refused } = withVersions(base, [version(writer, 1)], speaksFor)
      expect([found.title, refused]).toEqual([`${writer} 1`, []])
    }
    const both = [version('ben', 2), version('boss', 1)]
    for (const versions of [both, [...both].reverse()])
      expect(withVersions(base, versions, speaksFor).booking.title).toBe('ben 2')
  })

  it('stands as its owner says who changed it later, and nobody is blamed for what is older', () => {
    const later = { ...base, sequence: 3, people: [] }
    const { booking: found, refused } = withVersions(later, [version('boss', 1), version('ben', 2)], speaksFor)
    expect([found, refused]).toEqual([later, []])
  })

  it('does not follow who may not change it', () => {
    const eve = version('eve', 9)
    const { booking: found, refused } = withVersions(base, [eve, version('boss', 1)], speaksFor)
    expect([found.title, refused]).toEqual(['boss 1', [eve]])
  })

  it('follows somebody to whom it was handed over, and no longer who handed it over', () => {
    const eve = version('boss', 1, { people: [{ user: 'eve', role: 'operator' }] })
    expect(withVersions(base, [eve, version('eve', 2)], speaksFor).booking.title).toBe('eve 2')
    expect(withVersions(base, [eve, version('ben', 2)], speaksFor).booking.title).toBe('boss 1')
  })

  it('stays its owner’s, whatever a version says', () => {
    expect(withVersions(base, [version('boss', 1, { owner: 'boss' })], speaksFor).booking.owner).toBe('ada')
  })

  it('comes out the same in any order where two have the same number', () => {
    const later = version('ben', 1, { changed: '2026-11-02T10:00:00Z' })
    const twins = [version('boss', 1), version('ada', 1)]
    for (const versions of [
      [later, ...twins],
      [...twins.reverse(), later]
    ])
      expect(withVersions(base, versions, speaksFor).booking.title).toBe('ben 1')
    for (const versions of [twins, [...twins].reverse()])
      expect(withVersions(base, versions, speaksFor).booking.title).toBe('ada 1')
  })

  it('is there without its own file where who wrote it may speak for its owner', () => {
    const found = ofVersionsAlone([version('ben', 2), version('boss', 1)], speaksFor)
    expect([found?.booking.title, found?.booking.owner]).toEqual(['ben 2', 'ada'])
    expect(ofVersionsAlone([version('ben', 2)], speaksFor)).toBeNull()
  })
})
