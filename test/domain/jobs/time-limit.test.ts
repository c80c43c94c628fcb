import { parseTimeLimit, timeLimitText } from '@domain/jobs/time-limit'
import { describe, expect, it } from 'vitest'

describe('a time limit', () => {
  it('is read in every form of sbatch, and with a unit', () => {
    expect(['90', '90:30', '12:00:00', '1-12', '1-12:30', '1-12:30:15'].map(parseTimeLimit)).toEqual([
      5400, 5430, 43_200, 129_600, 131_400, 131_415
    ])
    expect(['90m', '36h', '2d'].map(parseTimeLimit)).toEqual([5400, 129_600, 172_800])
  })
  it('that is none is not guessed', () => {
    expect(['', '0', 'UNLIMITED', '1:2:3:4', '-5', '1.5h', '5w'].map(parseTimeLimit)).toEqual(Array(7).fill(null))
  })
  it('is written in the one form that cannot be taken for another', () => {
    expect([60, 5430, 131_415].map(timeLimitText)).toEqual(['0-00:01:00', '0-01:30:30', '1-12:30:15'])
  })
})
