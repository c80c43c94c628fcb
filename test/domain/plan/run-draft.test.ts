import { runDraft, runFault } from '@domain/plan/run-draft'
import { describe, expect, it } from 'vitest'
import { option } from '../../renderer/features/plan/plan-fixture'

describe('a run from the planner', () => {
  it('has the name of the step, the machine, and half as much time again as the plan expects', () => {
    const machine = option({ machine: 'g5.24xlarge', billedHours: 4.2 })
    expect(runDraft('class3d', machine, 'spot')).toEqual({
      ...{ name: '3D classification', step: 'class3d', types: ['g5.24xlarge'], spot: true },
      maxSeconds: 7 * 3600
    })
  })

  it('leaves the time to the person where nobody measured it', () => {
    expect(runDraft('ctf', option({ billedHours: null, hours: null }), 'on-demand')).not.toHaveProperty('maxSeconds')
  })

  it('cannot be launched on one’s own workstation, on a type that is gone, or on several machines', () => {
    expect(runFault(option())).toBeUndefined()
    expect(runFault(option({ place: 'local' }))).toContain('not a machine of the cloud')
    expect(runFault(option({ offered: false }))).toContain('no longer')
    expect(runFault(option({ vms: 5 }))).toContain('more than one machine')
  })
})
