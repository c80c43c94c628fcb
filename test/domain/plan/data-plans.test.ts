import type { StorageInputs } from '@contract/plan-data'
import { planStorage } from '@domain/plan/storage-plan'
import { decimalSize, planTransfer } from '@domain/plan/transfer-plan'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tables } from './tables'

const { storage, transfer } = await tables
const tb = 1e12

describe('storage', () => {
  const inputs: StorageInputs = { bytesPerDay: 2 * tb, daysPerMonth: 20, hotDays: 365 / 12, archiveYears: 5 }
  const plan = planStorage(storage, inputs)
  const tier = (id: string) => plan.tiers.find(one => one.id === id)

  it('holds a month hot and five years in the archive', () => {
    expect(plan).toMatchObject({ bytesPerMonth: 40 * tb, bytesPerYear: 480 * tb, hotBytes: 40 * tb })
    expect(plan.archiveBytes).toBe(2400 * tb)
  })
  it('costs a month what the documents’ prices give', () => {
    expect(tier('ebs')?.hot.usdPerMonth).toEqual({ low: 4000, high: 4000 })
    expect(tier('s3')?.hot.usdPerMonth).toEqual({ low: 920, high: 920 })
    expect(tier('glacier')?.archive.usdPerMonth).toEqual({ low: 9600, high: 9600 })
    expect(tier('fsx-500')?.hot.usdPerMonth).toEqual({ low: 13600, high: 13600 })
    expect(tier('fsu-archive')?.archive.usdPerYear).toEqual({ low: 26400, high: 52800 })
    expect(tier('florida-itn')?.archive.usdPerYear).toEqual({ low: 52800, high: 52800 })
  })
  it('has the price of a GB and month that a document prints for $200 a TB and year', () => {
    expect(tier('local-quote')?.usdPerGbMonth.low).toBeCloseTo(0.0167, 4)
  })
  it('has the totals that the documents print', () => {
    expect(plan.checks.map(({ printed, computed }) => [printed, computed])).toEqual([
      [11600, 11600],
      [7085.76, 7085.76],
      [832, 832]
    ])
  })
  it('lists the cheapest pair first', () => {
    const costs = plan.pairs.map(({ usdPerMonth }) => usdPerMonth.high)
    expect(costs).toEqual([...costs].sort((a, b) => a - b))
    expect(plan.pairs[0]?.archive).not.toBeNull()
  })
  it('trusts nothing to one disk alone', () => {
    expect(tier('bare-disk')?.redundant).toBe(false)
    expect(plan.pairs.some(({ archive }) => archive === 'bare-disk')).toBe(false)
  })
  it('offers no pair of what is not built, or whose price is of more than there is', () => {
    expect(plan.pairs.some(({ archive }) => archive === 'florida-itn')).toBe(false)
    // 40 TB are hot and 2,400 TB archived: the price of 400 TB holds for the archive only.
    expect(plan.pairs.some(({ hot }) => hot === 's3-400')).toBe(false)
    expect(plan.pairs.some(({ archive }) => archive === 's3-400')).toBe(true)
    const little = planStorage(storage, { ...inputs, bytesPerDay: tb / 10 })
    expect(JSON.stringify(little.pairs)).not.toContain('s3-400')
    expect(tier('s3-400')).not.toHaveProperty('leastGb')
  })
  it('assumes of what is not told that a broken disk takes nothing with it, and says so', () => {
    for (const id of ['local-quote', 'fsu-fast', 'fsu-archive']) expect(tier(id)?.note).toContain('is an assumption')
  })
  it('needs no archive where nothing is kept', () => {
    const none = planStorage(storage, { ...inputs, archiveYears: 0 })
    expect(none.archiveBytes).toBe(0)
    expect(none.pairs.every(({ archive }) => archive === null)).toBe(true)
  })
  it('comes to the archive only when it is no longer hot', () => {
    const { growth } = planStorage(storage, { ...inputs, hotDays: 182.5, archiveYears: 1 })
    expect(growth).toEqual([
      { year: 1, hotBytes: 240 * tb, archiveBytes: 240 * tb },
      { year: 2, hotBytes: 240 * tb, archiveBytes: 480 * tb }
    ])
  })
  it('grows until as much goes as comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 30 }), (hotDays, archiveYears) => {
        const { growth, hotBytes, archiveBytes } = planStorage(storage, { ...inputs, hotDays, archiveYears })
        expect(growth.at(-1)).toMatchObject({ hotBytes, archiveBytes })
        growth.slice(1).forEach((year, index) => {
          expect(year.archiveBytes).toBeGreaterThanOrEqual(growth[index]?.archiveBytes ?? 0)
        })
      })
    )
  })
})

describe('a link', () => {
  it('of 5 MB/s will not keep up with 2 TB a day: 4.6 days, where the document says 5', () => {
    const plan = planTransfer(transfer, { bytesPerDay: 2 * tb, bytesPerSecond: 5e6, hoursPerDay: 24, days: 1 })
    expect(plan).toMatchObject({ keepsUp: false, daysPerDayOfData: 4.6296 })
    expect(plan.verdict).toBe(
      '2 TB a day at 5 MB/s: 4.6 days per day of data. It will not keep up: it needs 23.1 MB/s, 18.1 MB/s more.'
    )
    expect(plan.documents.map(({ daysPerDayOfData, daysPrinted }) => [daysPerDayOfData, daysPrinted])).toEqual([
      [4.6296, 5],
      [77.1605, null],
      [0.0185, null]
    ])
  })
  it('of 10 Gbit/s keeps up, and says what is to spare', () => {
    const plan = planTransfer(transfer, { bytesPerDay: 2 * tb, bytesPerSecond: 1.25e9, hoursPerDay: 24, days: 3 })
    expect(plan).toMatchObject({ keepsUp: true, backlogBytes: 0, backlogDays: 0, hoursPerDayOfData: 0.4444 })
    expect(plan.verdict).toContain('It keeps up, with 1.2 GB/s to spare.')
  })
  it('that may be used at night only must be faster', () => {
    const plan = planTransfer(transfer, { bytesPerDay: tb, bytesPerSecond: 20e6, hoursPerDay: 8, days: 2 })
    expect(plan.keepsUp).toBe(false)
    expect(plan.backlogBytes).toBe(2 * (tb - 20e6 * 8 * 3600))
    expect(plan.verdict).toContain('in 8 hours a day')
  })
  it('is told in its own hours where they are less than a day of the calendar', () => {
    const plan = planTransfer(transfer, { bytesPerDay: 2 * tb, bytesPerSecond: 1e8, hoursPerDay: 12, days: 1 })
    expect(plan).toMatchObject({ hoursPerDayOfData: 5.5556, daysPerDayOfData: 0.463, keepsUp: true })
    expect(plan.verdict).toContain('in 12 hours a day: 5.6 hours per day of data.')
  })
  it('keeps up exactly where it is not short of anything', () => {
    const positive = fc.double({ min: 1, max: 1e13, noNaN: true })
    fc.assert(
      fc.property(
        positive,
        positive,
        fc.double({ min: 0.1, max: 24, noNaN: true }),
        (bytesPerDay, rate, hoursPerDay) => {
          const inputs = { bytesPerDay, bytesPerSecond: rate, hoursPerDay, days: 1 }
          const { keepsUp, shortBytesPerSecond, backlogBytes } = planTransfer(transfer, inputs)
          expect(keepsUp).toBe(shortBytesPerSecond <= 0)
          if (keepsUp) expect(backlogBytes).toBeLessThanOrEqual(bytesPerDay * 1e-9)
        }
      )
    )
  })
})

describe('sizes', () => {
  it('are decimal, and carry into the next unit', () => {
    expect([0, 999, 1000, 999_960, 2e12, 23_148_148].map(decimalSize)).toEqual([
      '0 B',
      '999 B',
      '1 kB',
      '1 MB',
      '2 TB',
      '23.1 MB'
    ])
  })
})
