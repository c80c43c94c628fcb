/** What a person lacks of training and permits. */
import { expect, it } from 'vitest'
import { resourcesFileSchema } from '../../../src/contract/resources'
import { missingGrants } from '../../../src/domain/bookings/grants'

const file = resourcesFileSchema.parse({
  ...{ version: 1, timeZone: 'Europe/Berlin' },
  people: [
    {
      user: 'ada',
      training: [
        { name: 'krios', until: '2026-01-31' },
        { name: 'krios', until: '2026-11-21' },
        { name: 'krios', until: '2025-12-31' }
      ],
      permits: [{ name: 'bsl2', until: '2020-01-01' }, { name: 'bsl2' }]
    }
  ],
  resources: [{ name: 'krios1', rules: { training: ['krios'], permits: ['bsl2'] } }]
})
const rules = { training: ['krios'], permits: ['bsl2'] }

/** The facility's 21 November ends at 23:00 UTC. */
const missing = (user: string, end: string) => missingGrants(file, { rules }, user, { end })

it('is nothing while any grant of a name lasts to the end of the slot, also beside one that is over', () => {
  expect(missing('ada', '2026-11-21T23:00:00Z')).toEqual([])
})

it('is what ends before the slot does, by the last day of all, or was never there', () => {
  const late = missing('ada', '2026-11-21T23:00:01Z')
  expect(late).toMatchObject([{ rule: 'training', name: 'krios', until: '2026-11-21T23:00:00Z' }])
  expect(late[0]?.message).toBe('The training "krios" of ada ends on 2026-11-21, before the booking does.')
  expect(missing('eve', '2026-11-21T10:00:00Z').map(({ rule, until }) => [rule, until])).toEqual([
    ['training', null],
    ['permits', null]
  ])
})
