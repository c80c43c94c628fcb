import type { StartInputs } from '@contract/plan-data'
import { plannedSteps } from '@domain/plan/benchmark-runs'
import { machinesOf } from '@domain/plan/machine-options'
import { type ClusterStart, planStart } from '@domain/plan/start-plan'
import { describe, expect, it } from 'vitest'
import { tables } from './tables'

const data = await tables
const now = Date.parse('2026-11-21T12:00:00.000Z')
const at = (hours: number): string => new Date(now + hours * 3_600_000).toISOString()

function start(inputs: Partial<StartInputs>, cluster: Partial<ClusterStart> = {}) {
  const asked: StartInputs = { step: 'polish', bootMinutes: 30, ...inputs }
  const step = plannedSteps(data).find(({ id }) => id === asked.step)
  if (!step) throw new Error('There is no such step.')
  const machines = machinesOf(data, step, { inputs: asked, rank: 'both', unmeasured: asked.type !== undefined })
  return planStart(machines, asked, { label: 'krios', start: null, note: '', ...cluster }, now)
}

describe('here or there', () => {
  it('starts and ends in the cloud sooner than a queue of a day, at its cost', () => {
    const plan = start({ hoursHere: 5 }, { start: at(24) })
    expect(plan.cloud).toMatchObject({ type: 'x1.32xlarge', start: at(0.5), end: at(7.3), usd: 90.7 })
    expect(plan.here).toMatchObject({ start: at(24), end: at(29), usd: null })
    expect(plan).toMatchObject({ startsSooner: 'cloud', startHours: 23.5, endsSooner: 'cloud', endHours: 21.7 })
    expect(plan.verdict).toBe(
      'In the cloud it starts 23.5 h sooner. In the cloud it ends 21.7 h sooner. The cloud costs about $90.70.'
    )
  })
  it('starts here where the scheduler begins at once', () => {
    expect(start({}, { start: at(-1) })).toMatchObject({ startsSooner: 'here', startHours: 0.5, endsSooner: 'unknown' })
  })
  it('is unknown where the scheduler does not say', () => {
    const plan = start({ hoursHere: 5 })
    expect(plan).toMatchObject({ startsSooner: 'unknown', startHours: null, here: { start: null, end: null } })
  })
  it('takes the price of spot where that is wished for', () => {
    expect(start({ spot: true }).cloud).toMatchObject({ pricing: 'spot', usd: 18.14 })
  })
  it('begins nothing on a type that is gone', () => {
    const plan = start({ step: 'class3d', type: 'p2.8xlarge' })
    expect(plan.cloud).toMatchObject({ start: null, end: null, note: 'EC2 no longer has p2.8xlarge.' })
    expect(start({ step: 'class3d' }).cloud.type).toBeNull()
  })
  it('begins, with an unknown end, on a type that nobody measured', () => {
    expect(start({ step: 'class3d', type: 'g6e.12xlarge' }).cloud).toMatchObject({
      start: at(0.5),
      end: null,
      usd: null
    })
  })
  it('refuses a type that the planner does not know', () => {
    expect(() => start({ type: 'z9.huge' })).toThrow(/knows no z9.huge for Polish/)
  })
})
