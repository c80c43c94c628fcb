import { isLostLink, needsPerson, retryDelayMs } from '@domain/transfers/lost-link'
import { describe, expect, it } from 'vitest'

describe('a lost link', () => {
  it('is what the network does, never what a login or a file system says', () => {
    expect((['unreachable', 'timeout', 'refused', 'dns'] as const).every(code => isLostLink(code))).toBe(true)
    expect((['auth-failed', 'answer-needed', 'permission', 'disk-full'] as const).some(code => isLostLink(code))).toBe(
      false
    )
    expect([isLostLink('protocol'), isLostLink('protocol', true)]).toEqual([false, true])
    expect(needsPerson('auth-failed')).toBe(true)
  })

  it('is tried again later and later, never all clients at one time', () => {
    const delays = { firstMs: 1000, mostMs: 30_000 }
    expect([0, 1, 2, 10, 500].map(tries => retryDelayMs(tries, delays, 1))).toEqual([1000, 2000, 4000, 30_000, 30_000])
    expect(retryDelayMs(2, delays, 0)).toBe(2000)
  })
})
