import { attemptsAfter, backOffMs, mayRedial } from '@domain/links/redial'
import { describe, expect, it } from 'vitest'

describe('the wait before a lost link is dialled again', () => {
  it('doubles from one second to a minute, and is at least half of that by chance', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map(attempt => backOffMs(attempt, 1))
    expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
    expect([1, 3, 1000].map(attempt => backOffMs(attempt, 0))).toEqual([500, 2000, 30_000])
  })

  it('begins anew only after the link stood for a minute', () => {
    expect(attemptsAfter(4, 59_999)).toBe(4)
    expect(attemptsAfter(4, 60_000)).toBe(0)
  })
})

describe('a link that somebody holds', () => {
  const lost = { state: 'lost', code: 'timeout', needsPerson: false, stopped: false } as const

  it('is dialled again after a failure of the network, a broken greeting among them', () => {
    for (const code of ['unreachable', 'refused', 'dns', 'timeout', 'protocol'] as const)
      for (const state of ['lost', 'failed'] as const) expect(mayRedial({ ...lost, state, code })).toBe(true)
  })

  it('is not while it stands, is being made, or was closed', () => {
    for (const state of ['connected', 'connecting', 'closed'] as const)
      expect(mayRedial({ ...lost, state })).toBe(false)
  })

  it('is not where a person is needed, was refused, or wants no more tries', () => {
    expect(mayRedial({ ...lost, needsPerson: true })).toBe(false)
    expect(mayRedial({ ...lost, stopped: true })).toBe(false)
    for (const code of ['auth-failed', 'host-key-changed', 'answer-needed', 'unknown-site'] as const)
      expect(mayRedial({ ...lost, state: 'failed', code })).toBe(false)
  })
})
