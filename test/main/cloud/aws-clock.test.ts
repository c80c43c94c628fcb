import { describe, expect, it } from 'vitest'
import { createAwsClock } from '../../../src/main/cloud/aws-clock'

const at = (text: string): Date => new Date(`2026-11-22T${text}Z`)
const header = (text: string): string => at(text).toUTCString()

describe("AWS's clock", () => {
  const opened = (local: string) => {
    const computer = { now: () => at(local) }
    return createAwsClock(computer)
  }

  it("is this computer's until an answer has told it", () => {
    expect(opened('15:00:00').now()).toEqual(at('15:00:00'))
  })

  it('is that of the last answer, however wrong this computer is', () => {
    const clock = opened('15:00:00')
    clock.heard(header('10:00:00'), at('14:59:59'))
    expect([clock.now(), clock.aheadMs()]).toEqual([at('10:00:00'), 5 * 3_600_000])
    clock.heard(header('15:00:01'), at('14:59:59'))
    expect([clock.now(), clock.aheadMs()]).toEqual([at('15:00:00'), 0])
  })

  it('is not set by an answer that waited while this computer slept, nor by one without a time', () => {
    const clock = opened('15:00:00')
    clock.heard(header('07:00:00'), at('07:00:00'))
    clock.heard(undefined, at('14:59:59'))
    clock.heard('soon', at('14:59:59'))
    expect(clock.aheadMs()).toBe(0)
  })
})
