import { inSweepOrder, type Judged, orphanReason } from '@domain/cloud/orphans'
import { describe, expect, it } from 'vitest'

const now = new Date('2026-11-22T12:00:00Z')
const known = (run: string): boolean => run === 'known'
const tags = { owner: 'ada', project: null, session: null, run: null, expiry: null }
const one = (changes: Partial<Judged['tags']>, inUse = true): Judged => ({
  ...{ kind: 'instance', inUse },
  tags: { ...tags, ...changes }
})

describe('an orphan', () => {
  it('is what is past its expiry, also of a known run', () => {
    expect(orphanReason(one({ run: 'known', expiry: '2026-11-22T12:00:00.000Z' }), now, known)).toBe('expired')
    expect(orphanReason(one({ run: 'known', expiry: '2026-11-22T12:00:01.000Z' }), now, known)).toBeNull()
  })

  it('is what belongs to a run that nobody knows here', () => {
    expect(orphanReason(one({ run: 'other' }), now, known)).toBe('unknown-run')
    expect(orphanReason(one({ run: 'known' }), now, known)).toBeNull()
  })

  it('is what runs share only when nothing uses it', () => {
    expect(orphanReason(one({}, true), now, known)).toBeNull()
    expect(orphanReason(one({}, false), now, known)).toBe('unused')
  })

  it('goes after what has it', () => {
    const kinds = ['security-group', 'snapshot', 'volume', 'address', 'instance'] as const
    expect(inSweepOrder(kinds.map(kind => ({ kind }))).map(({ kind }) => kind)).toEqual([
      ...['instance', 'address', 'volume', 'snapshot', 'security-group']
    ])
  })
})
