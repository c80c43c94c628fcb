import { describe, expect, it } from 'vitest'
import { placeOfJob } from '../../../../src/renderer/features/jobs/jobs-room'

describe('a job that is asked for from elsewhere', () => {
  const now = Date.parse('2026-11-17T10:00:00Z')

  it('stands in the queue while that still has it, then in the history', () => {
    expect(placeOfJob({ id: '101', at: now - 3_600_000 }, now).page).toBe('queue')
    expect(placeOfJob({ id: '101', at: now - 5 * 86_400_000 }, now).page).toBe('history')
  })

  it('is looked for with its array, which is one row', () => {
    expect(placeOfJob({ id: '101_7', at: now }, now).text).toBe('101')
  })
})
