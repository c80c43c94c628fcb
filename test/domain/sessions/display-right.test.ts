import { describe, expect, it } from 'vitest'
import { displayRight } from '../../../src/domain/sessions/display-right'
import { facility, slot } from './session-fixture'

const file = facility()
const [krios] = file.resources

function judged(user: string, at: string, booking = slot()) {
  if (!krios) throw new Error('no resource')
  return displayRight({ file, resource: krios, booking, user, at: Date.parse(at) })
}
const running = '2026-11-21T10:00:00Z'

describe('the right to a display', () => {
  it('is control for the operator and view for a collaborator', () => {
    expect(judged('mlindq', running).right).toBe('control')
    expect(judged('tunde', running).right).toBe('view')
  })

  it('is what the booking says where it says more than the role', () => {
    const people = [{ user: 'tunde', role: 'collaborator', display: 'control' } as const]
    expect(judged('tunde', running, slot({ people })).right).toBe('control')
  })

  it('begins fifteen minutes before the slot and not a second earlier', () => {
    expect(judged('mlindq', '2026-11-21T07:45:00Z').right).toBe('control')
    const early = judged('mlindq', '2026-11-21T07:44:59Z')
    expect(early).toMatchObject({ right: 'none' })
    expect(early.reason).toContain('opens from Sat 21 Nov 08:45 CET')
  })

  it('ends with the slot', () => {
    expect(judged('mlindq', '2026-11-21T15:59:59Z').right).toBe('control')
    expect(judged('mlindq', '2026-11-21T16:00:00Z').reason).toContain('ended on Sat 21 Nov 17:00')
  })

  it('is nobody else’s', () => {
    expect(judged('stranger', running)).toMatchObject({
      right: 'none',
      reason: 'You are not on this booking of Krios 1.'
    })
  })

  it('needs every training to the end of the slot, also for a viewer', () => {
    expect(judged('ines', running)).toMatchObject({ right: 'none', rule: 'training' })
    expect(judged('ines', running).reason).toContain('2026-11-20')
  })

  it('is there when a training that is over was renewed', () => {
    const renewed = file.people.map(person =>
      person.user === 'ines'
        ? { ...person, training: person.training.flatMap(one => [one, { ...one, until: '2027-11-20' }]) }
        : person
    )
    if (!krios) throw new Error('no resource')
    const judging = { resource: krios, booking: slot(), user: 'ines', at: Date.parse(running) }
    expect(displayRight({ ...judging, file: { ...file, people: renewed } }).right).not.toBe('none')
  })

  it('waits for the consent that the booking waits for', () => {
    expect(judged('mlindq', running, slot({ status: 'waiting' })).reason).toContain('consent')
  })
})
