import { describe, expect, it } from 'vitest'
import { exitStatus, failureLines, nothing, sum, verdict } from '../../scripts/tally.mjs'

describe('the tally of npm test', () => {
  it('adds up its parts and says them in the promised form', () => {
    const one = { ...nothing, passed: 1, skipped: 2 }
    const total = sum(one, { ...nothing, passed: 40, failed: 1, failures: ['a.test.ts > does it'] })
    expect(verdict(total)).toBe('41 passed, 1 failed, 2 skipped')
    expect(failureLines(total)).toEqual(['failed: a.test.ts > does it'])
    expect(verdict(sum())).toBe('0 passed, 0 failed, 0 skipped')
  })

  it('names what failed at its end, and of very many the number', () => {
    const failures = Array.from({ length: 45 }, (_, at) => `test ${at}`)
    expect(failureLines(nothing)).toEqual([])
    expect(failureLines({ failures }).slice(-2)).toEqual(['failed: test 39', 'failed: 5 more'])
  })

  it('fails for a failure everywhere and for a skip only in CI', () => {
    expect(exitStatus({ passed: 9, failed: 1, skipped: 0 }, false)).toBe(1)
    expect(exitStatus({ passed: 9, failed: 0, skipped: 1 }, false)).toBe(0)
    expect(exitStatus({ passed: 9, failed: 0, skipped: 1 }, true)).toBe(1)
    expect(exitStatus({ passed: 9, failed: 0, skipped: 0 }, true)).toBe(0)
  })

  it('does not call a run without a single test a success', () => {
    expect(exitStatus(nothing, false)).toBe(1)
  })
})
