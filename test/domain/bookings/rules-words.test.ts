import { type Person, type ResourcesFile, resourcesFileSchema } from '@contract/resources'
import { describe, expect, it } from 'vitest'
import { rulesSavedWords } from '../../../src/domain/bookings/rules-words'

const person = (user: string, known: Partial<Person> = {}): Person => ({
  ...{ user, roles: [], training: [], permits: [] },
  ...known
})
const file = (people: Person[], known: Partial<ResourcesFile> = {}): ResourcesFile => ({
  ...resourcesFileSchema.parse({ version: 1, timeZone: 'Europe/Stockholm', resources: [{ name: 'krios1' }] }),
  ...{ people, administrators: ['head'] },
  ...known
})

describe('the words of saved rules', () => {
  it('name whose training, permit or role changed, and how', () => {
    const before = file([
      person('mlindq', { training: [{ name: 'Krios', until: '2026-11-30' }] }),
      person('tunde', { roles: ['operator'] }),
      person('ines', { roles: ['staff'] })
    ])
    const after = file([
      person('mlindq', { training: [{ name: 'Krios', until: '2027-11-30' }] }),
      person('tunde', { roles: ['operator', 'staff'], permits: [{ name: 'radiation' }] }),
      person('ines', { roles: ['staff'], name: 'Ines' })
    ])
    expect(rulesSavedWords(before, after)).toBe(
      'Rules saved: mlindq: training Krios until 2027-11-30 given, training Krios until 2026-11-30 taken; ' +
        'tunde: role staff given, permit radiation given'
    )
  })

  it('name those who came and went with what they had, administrators and resources', () => {
    const after = file([person('jae', { roles: ['operator'] })], {
      administrators: ['boss'],
      resources: resourcesFileSchema.shape.resources.parse([
        { name: 'krios1', rules: { mostMinutes: 60 } },
        { name: 'talos' }
      ])
    })
    expect(rulesSavedWords(file([person('tunde', { training: [{ name: 'Krios' }] })]), after)).toBe(
      'Rules saved: boss is an administrator now; head is no administrator any more; jae: role operator given; ' +
        'tunde: training Krios taken; talos added; krios1 changed'
    )
  })

  it('say that nothing changed for anybody', () => {
    expect(rulesSavedWords(file([]), file([]))).toBe('Rules saved: nobody may do more or less than before')
  })
})
