import {
  addressUsdPerHour,
  hoursPerMonth,
  isFreeState,
  sumCost,
  volumeRate,
  volumeUsdPerHour
} from '@domain/cloud/cost'
import { usdText } from '@domain/cloud/usd-text'
import { describe, expect, it } from 'vitest'

const costing = (...usd: (number | null)[]) => sumCost(usd.map(usdPerHour => ({ usdPerHour })))

describe('what things in the cloud cost', () => {
  it('is summed where it is known, with the number of those that are not in it', () => {
    expect(costing(1, null, 0.5)).toEqual({ usdPerHour: 1.5, usdPerMonth: 1.5 * hoursPerMonth, unknown: 1 })
    expect(costing()).toEqual({ usdPerHour: 0, usdPerMonth: 0, unknown: 0 })
  })

  it('is unknown, not nothing, where all of it is unknown', () => {
    expect(costing(0, null)).toEqual({ usdPerHour: null, usdPerMonth: null, unknown: 1 })
    expect(sumCost([{ usdPerHour: 0 }], false)).toEqual({ usdPerHour: null, usdPerMonth: null, unknown: 0 })
    expect(sumCost([{ usdPerHour: 2 }], false).usdPerHour).toBe(2)
    expect(costing(null, null)).toEqual({ usdPerHour: null, usdPerMonth: null, unknown: 2 })
  })

  it('is known of disks in the region and of the types that the rates are of', () => {
    expect((volumeUsdPerHour(volumeRate('us-east-1', 'gp3'), 1000) ?? 0) * hoursPerMonth).toBeCloseTo(80)
    expect((volumeUsdPerHour(volumeRate('us-east-1', 'gp2'), 1000) ?? 0) * hoursPerMonth).toBeCloseTo(100)
    expect(volumeRate('eu-central-1', 'gp3')).toBeNull()
    expect(volumeRate('us-east-1', 'io2')).toBeNull()
    expect(volumeUsdPerHour(null, 1000)).toBeNull()
    expect(volumeUsdPerHour(0.08, null)).toBeNull()
    expect(addressUsdPerHour() * hoursPerMonth).toBeCloseTo(3.65)
  })

  it('is nothing for an instance that is stopped', () => {
    expect(['stopped', 'terminated', 'running', 'pending', ''].filter(isFreeState)).toEqual(['stopped', 'terminated'])
  })

  it('is written with the digits that say something', () => {
    expect([null, 0, 0.005, 0.0963, 1.212, 884.76, 1_061_712].map(usdText)).toEqual([
      ...['unknown', '0.00', '0.005', '0.096', '1.21', '884.76', '1,061,712.00']
    ])
  })
})
