import { plannedOn, runFault } from '@domain/plan/planned-on'
import { describe, expect, it } from 'vitest'
import { option } from '../../renderer/features/plan/plan-fixture'

describe('a machine of the planner that is to be run on', () => {
  it('is the choice for its step, with the hours that are billed', () => {
    const machine = option({ machine: 'g5.24xlarge', billedHours: 4.2, hours: 4.5, vms: 2 })
    expect(plannedOn('class3d', machine, true)).toEqual({
      ...{ step: 'class3d', type: 'g5.24xlarge', machine: 'g5.24xlarge', spot: true, vms: 2, hours: 4.2, usd: 38.74 }
    })
    expect(plannedOn('ctf', option({ billedHours: null }), false).hours).toBe(5.38)
  })

  it('cannot be one’s own workstation', () => {
    expect(runFault(option())).toBeUndefined()
    expect(runFault(option({ place: 'local' }))).toContain('not a machine of the cloud')
    expect(plannedOn('ctf', option({ place: 'local' }), false).type).toBeNull()
  })
})
