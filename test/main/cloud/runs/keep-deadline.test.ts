/** The end of a machine that is moved: for a person, and by itself. */
import type { Run } from '@contract/cloud-runs'
import type { RunRecord } from '@domain/cloud/runs/run-record'
import { budgetState, judgeExtension } from '@domain/cloud/spend/budgets'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { machine, madeUpRecord } from '../../../domain/cloud/runs/made-up-record'
import { endless, instanceOf, type MadeUpCloud, openMadeUpCloud } from './made-up-cloud'

let cloud: MadeUpCloud

beforeEach(async () => {
  cloud = await openMadeUpCloud()
})
afterEach(() => cloud.close())

const inMs = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString()
const hour = 3_600_000

/** For an hour, at a dollar. */
function working(run: Partial<Run> = {}, own: Partial<RunRecord['own']> = {}): RunRecord {
  const record = madeUpRecord(
    { state: 'running', machine: { ...machine, launchedAt: inMs(0) }, deadline: inMs(hour), ...run },
    { seen: true, hostKeys: ['ssh-ed25519 AAAA'], ...own }
  )
  cloud.instances.set(record.run.machine?.instance ?? '', instanceOf(record))
  return record
}

const lost = new Failure('timeout', 'The machine does not answer.')
const { id } = madeUpRecord().run

describe('two that extend a run at once', () => {
  it('are heard one after the other', async () => {
    const runs = cloud.open(working())
    let [now, most] = [0, 0]
    cloud.renew = async () => {
      most = Math.max(most, ++now)
      await new Promise(resolve => setTimeout(resolve, 30))
      now -= 1
    }
    const both = await Promise.all([7200, 10_800].map(maxSeconds => runs.extend({ id, maxSeconds }, undefined)))
    expect(most).toBe(1)
    expect(runs.get(id).deadline).toBe(both[1]?.deadline)
    expect(cloud.tagged).toEqual(both.map(({ deadline }) => deadline))
  })

  it('cannot pass a budget together that each alone does not', async () => {
    const other = 'rbbbbbbbbbbb'
    const runs = cloud.open(
      working(),
      working({ id: other, machine: { ...machine, instance: 'i-2', launchedAt: inMs(0) } }, { key: 'k2' })
    )
    // Each of them has promised one dollar, and would promise four.
    const budget = { project: null, usd: 6, per: 'ever' as const, stop: true }
    cloud.mayExtend = then => {
      const all = runs.ever().map(run => (run.id === then.id ? then : run))
      return judgeExtension([budgetState(budget, all, new Date())], then).refusal
    }
    let heard = (): void => undefined
    cloud.renew = () => new Promise(resolve => (heard = resolve))
    const first = runs.extend({ id, maxSeconds: 4 * 3600 }, undefined)
    await expect.poll(() => runs.get(id).renewing).not.toBeNull()
    await expect(runs.extend({ id: other, maxSeconds: 4 * 3600 }, undefined)).rejects.toMatchObject({ code: 'rule' })
    heard()
    expect((await first).mostUsd).toBeCloseTo(4, 1)
    expect(runs.get(other)).toMatchObject({ renewing: null })
  })
})

describe('an end whose answer was lost', () => {
  it('counts as both until the machine says that it has it', async () => {
    const runs = cloud.open(working())
    let taken: number | null = null
    cloud.renew = async deadline => {
      taken = deadline
      throw lost
    }
    cloud.onMachine = () => {
      throw lost
    }
    await expect(runs.extend({ id, maxSeconds: 7200 }, undefined)).rejects.toMatchObject({
      ...{ code: 'timeout', message: expect.stringContaining('did not confirm its new end') }
    })
    const before = runs.get(id)
    expect(Date.parse(before.renewing ?? '')).toBe(taken)
    expect(before.mostUsd).toBeCloseTo(2, 1)
    // An hour later it may live, and is not ended from here.
    cloud.now.ahead = 1.5 * hour
    cloud.onMachine = () => taken
    await expect.poll(() => runs.get(id).renewing).toBeNull()
    expect(runs.get(id)).toMatchObject({ deadline: before.renewing, state: 'running' })
    expect(cloud.terminated).toEqual([])
  })

  it('stays the old one where the machine has not heard of it, and its tag too', async () => {
    const record = working()
    const runs = cloud.open(record)
    cloud.renew = async () => {
      throw lost
    }
    const old = Math.floor(Date.parse(record.run.deadline ?? '') / 1000) * 1000
    cloud.onMachine = () => old
    await expect(runs.extend({ id, maxSeconds: 7200 }, undefined)).rejects.toThrow('did not confirm')
    await expect.poll(() => runs.get(id).renewing).toBeNull()
    expect(runs.get(id).deadline).toBe(new Date(old).toISOString())
    expect(cloud.tagged.at(-1)).toBe(new Date(old).toISOString())
  })

  it('was never sent where its tag could not be written', async () => {
    const runs = cloud.open(working())
    const renewed: number[] = []
    cloud.renew = async deadline => void renewed.push(deadline)
    cloud.before = action => {
      if (action === 'tag') throw new Failure('permission', 'The account does not permit it.')
    }
    await expect(runs.extend({ id, maxSeconds: 7200 }, undefined)).rejects.toMatchObject({ code: 'permission' })
    expect([runs.get(id).renewing, renewed]).toEqual([null, []])
  })
})

describe('an end that is renewed by itself', () => {
  const renewed = () => working({ deadline: inMs(hour / 3), renewUntil: inMs(5 * hour) })

  it('is moved while the command runs, and never past what was asked for', async () => {
    const record = renewed()
    const runs = cloud.open(record)
    // The most that it costs is told for all of it.
    expect(runs.get(id).mostUsd).toBeCloseTo(5, 1)
    const end = (): number => Date.parse(runs.get(id).deadline ?? '')
    await expect.poll(end).toBeGreaterThan(Date.now() + 0.9 * hour)
    const cap = Date.parse(record.run.renewUntil ?? '')
    for (let tenths = 6; tenths <= 48; tenths += 6) {
      cloud.now.ahead = (tenths / 10) * hour
      const next = Math.min(cap - 1000, Date.now() + (tenths / 10 + 0.9) * hour)
      await expect.poll(end).toBeGreaterThanOrEqual(next)
    }
    expect(end()).toBeLessThanOrEqual(cap)
    expect(cloud.tagged.at(-1)).toBe(runs.get(id).deadline)
    cloud.now.ahead = 5.1 * hour
    await expect.poll(() => runs.get(id).state).toBe('failed')
    expect(runs.get(id).error?.code).toBe('limit-exceeded')
  })

  it('is not moved when a budget does not allow it, which is told once', async () => {
    cloud.mayExtend = () => new Failure('rule', 'The budget is spent.')
    const record = renewed()
    const runs = cloud.open(record)
    await expect.poll(() => cloud.notices).toEqual([expect.stringContaining('The budget is spent.')])
    expect([runs.get(id).deadline, cloud.tagged]).toEqual([record.run.deadline, []])
    let asked = 0
    cloud.mayExtend = () => {
      asked += 1
      return new Failure('rule', 'The budget is spent.')
    }
    await expect.poll(() => asked).toBeGreaterThan(2)
    expect(cloud.notices).toHaveLength(1)
  })

  it('is not moved while inputs only try to go up, which is told once, and is when they go', async () => {
    const away = new Failure('answer-needed', 'The site wants a second factor.').toData()
    let [moved, tries] = [0, 0]
    cloud.drive = async parts => {
      tries += 1
      parts.report({ state: 'uploading', uploaded: { files: moved, bytes: moved, totalBytes: 9, verified: moved } })
      if (moved > 0) return endless(parts)
      throw Failure.fromData(away)
    }
    const record = working({ state: 'uploading', error: away, deadline: inMs(hour / 5), renewUntil: inMs(5 * hour) })
    const runs = cloud.open(record)
    await expect.poll(() => tries).toBeGreaterThan(20)
    expect([runs.get(id).deadline, cloud.tagged]).toEqual([record.run.deadline, []])
    expect(cloud.notices).toEqual([expect.stringContaining('do not go up: The site wants a second factor.')])
    moved = 1
    await expect.poll(() => Date.parse(runs.get(id).deadline ?? '')).toBeGreaterThan(Date.now() + 0.9 * hour)
    expect(cloud.notices).toHaveLength(1)
  })

  it('stays as it is once a person has made it earlier', async () => {
    const record = working({ deadline: inMs(hour), renewUntil: inMs(5 * hour) })
    const runs = cloud.open(record)
    const { deadline, renewUntil } = await runs.extend({ id, maxSeconds: 600 }, undefined)
    expect(renewUntil).toBeNull()
    expect(Date.parse(deadline ?? '')).toBeLessThan(Date.now() + 0.2 * hour)
    expect(runs.get(id).mostUsd).toBeLessThan(0.3)
  })
})
