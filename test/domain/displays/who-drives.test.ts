import { type AtDisplay, type SeenPerson, whoDrives } from '@domain/displays/who-drives'
import { describe, expect, it } from 'vitest'

const seen = (user: string, known: Partial<SeenPerson> = {}): SeenPerson => ({
  ...{ user, since: null, address: null, right: null },
  ...known
})

const booked: AtDisplay['booked'] = {
  user: 'marta',
  people: [
    { user: 'marta', role: 'operator', right: 'control' },
    { user: 'tunde', role: 'collaborator', right: 'view' },
    { user: 'ines', role: 'collaborator', right: 'control' },
    { user: 'staff', role: 'staff', right: 'none' }
  ]
}

const told = (at: Partial<AtDisplay>) =>
  whoDrives({ people: [], booked: null, ours: [], named: true, ...at }).map(
    ({ user, role, right, driving }) => `${user} ${role} ${right} ${driving}`
  )

describe('who drives a display whose server tells names', () => {
  it('is the only one to whom the booking gives control; the others look', () => {
    expect(told({ people: [seen('tunde'), seen('marta')], booked })).toEqual([
      'tunde collaborator view false',
      'marta operator control true'
    ])
    expect(told({ people: [seen('tunde')], booked })).toEqual(['tunde collaborator view false'])
  })

  it('is not told of several who may, or beside somebody of whom nothing is known', () => {
    expect(told({ people: [seen('marta'), seen('ines'), seen('tunde')], booked })).toEqual([
      'marta operator control null',
      'ines collaborator control null',
      'tunde collaborator view false'
    ])
    for (const stranger of ['root', 'staff'])
      expect(told({ people: [seen('marta'), seen(stranger)], booked })[0]).toBe('marta operator control null')
  })

  it('is the owner of a desktop that no booking has, while nobody else is there', () => {
    expect(told({ people: [seen('ada', { right: 'control' })] })).toEqual(['ada null control true'])
    expect(told({ people: [seen('ada', { right: 'control' }), seen('bob')] })).toEqual([
      'ada null control null',
      'bob null null null'
    ])
  })

  it('is what the booking says also where the server thinks more of its owner', () => {
    expect(told({ people: [seen('tunde', { right: 'control' })], booked })).toEqual(['tunde collaborator view false'])
  })
})

describe('who drives a display whose server tells no names', () => {
  const people = [seen('cryo')]

  it('is known where all who are there came from here', () => {
    expect(told({ people, booked, ours: ['control'], named: false })).toEqual(['marta operator control true'])
    expect(told({ people, ours: ['view'], named: false })).toEqual(['cryo null view false'])
    expect(told({ people: [...people, ...people], ours: ['control', 'view'], named: false })).toEqual([
      'cryo null control true',
      'cryo null view false'
    ])
  })

  it('is not told where somebody else is there too, or nobody of ours', () => {
    expect(told({ people: [...people, ...people], booked, ours: ['control'], named: false })).toEqual([
      'cryo null null null',
      'cryo null null null'
    ])
    expect(told({ people, booked, named: false })).toEqual(['cryo null null null'])
  })
})
