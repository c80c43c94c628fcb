import { inSweepOrder, isKept, type Judged, maySweep, orphanReason, sweptUnasked } from '@domain/cloud/orphans'
import { describe, expect, it } from 'vitest'

const now = new Date('2026-11-22T12:00:00Z')
const known = (run: string): boolean => run === 'known'
const tags = { owner: 'ada', project: null, session: null, run: null, expiry: null }
const one = (changes: Partial<Judged['tags']>, inUse = true): Judged => ({
  ...{ kind: 'instance', inUse },
  tags: { ...tags, ...changes }
})
const judged = (thing: Judged, mine = true) => orphanReason(thing, { now, isKnownRun: known, mine })

describe('an orphan', () => {
  it('is what is past its expiry, also of a known run', () => {
    expect(judged(one({ run: 'known', expiry: '2026-11-22T12:00:00.000Z' }))).toBe('expired')
    expect(judged(one({ run: 'known', expiry: '2026-11-22T12:00:01.000Z' }))).toBeNull()
  })

  it('is what waits in a bucket for no run that goes on, of oneself alone', () => {
    const results = (run: string, inUse: boolean): Judged => ({ ...one({ run }, inUse), kind: 'results' })
    expect(judged(results('known', true))).toBeNull()
    expect(judged(results('known', false))).toBe('unused')
    expect(judged(results('other', false))).toBe('unknown-run')
    expect(judged(results('other', false), false)).toBeNull()
  })

  it('is no result of a run that another computer may still fetch, and goes unasked with none that is unknown here', () => {
    const results = (run: string, expiry: string | null): Judged => ({
      ...one({ run, expiry }, false),
      kind: 'results'
    })
    expect(judged(results('other', '2026-11-22T12:00:01.000Z'))).toBeNull()
    expect(judged(results('other', '2026-11-22T12:00:00.000Z'))).toBe('unknown-run')
    expect(judged(results('known', '2026-11-22T12:00:01.000Z'))).toBe('unused')
    expect(sweptUnasked({ kind: 'results', mine: true, orphan: 'unknown-run' })).toBe(false)
    expect(sweptUnasked({ kind: 'results', mine: true, orphan: 'unused' })).toBe(true)
    expect(sweptUnasked({ kind: 'volume', mine: true, orphan: 'unknown-run' })).toBe(true)
    expect(sweptUnasked({ kind: 'volume', mine: false, orphan: 'expired' })).toBe(false)
    expect(sweptUnasked({ kind: 'volume', mine: true, orphan: null })).toBe(false)
  })

  it('is no disk of an instance that is none, whose end was moved on; one that has nothing goes by its own', () => {
    const expiry = '2026-11-22T11:00:00.000Z'
    const disk: Judged = { ...one({ run: 'known', expiry }), kind: 'volume' }
    const judgement = { now, isKnownRun: known, mine: true }
    const longer = one({ run: 'known', expiry: '2026-11-22T13:00:00.000Z' })
    expect(orphanReason(disk, { ...judgement, holder: longer })).toBeNull()
    expect(orphanReason(disk, { ...judgement, holder: one({ run: 'other' }) })).toBe('unknown-run')
    expect(orphanReason({ ...disk, inUse: false }, judgement)).toBe('expired')
  })

  it('is what belongs to a run that nobody knows here', () => {
    expect(judged(one({ run: 'other' }))).toBe('unknown-run')
    expect(judged(one({ run: 'known' }))).toBeNull()
  })

  it('is nothing whose expiry is still ahead, and nothing of other people’s runs', () => {
    const ahead = '2026-11-22T12:00:01.000Z'
    expect(judged(one({ run: 'other', expiry: ahead }))).toBeNull()
    expect(judged(one({ expiry: ahead }, false))).toBeNull()
    expect(judged(one({ run: 'other' }), false)).toBeNull()
    expect(judged(one({ expiry: '2026-11-22T11:00:00.000Z' }), false)).toBe('expired')
  })

  it('is no snapshot that is kept for later', () => {
    expect(judged({ ...one({}, false), kind: 'snapshot' })).toBeNull()
  })

  it('is not the security group that the next run takes again, which may go all the same', () => {
    const group: Judged = { ...one({}, false), kind: 'security-group' }
    expect([judged(group), isKept(group), maySweep({ orphan: null, kept: true })]).toEqual([null, true, true])
    expect(isKept({ ...group, inUse: true })).toBe(false)
    const ofRun: Judged = { ...group, tags: { ...tags, run: 'other' } }
    expect([judged(ofRun), isKept(ofRun)]).toEqual(['unknown-run', false])
    expect(maySweep({ orphan: null, kept: false })).toBe(false)
  })

  it('is what runs share only when nothing uses it', () => {
    expect(judged(one({}, true))).toBeNull()
    expect(judged(one({}, false))).toBe('unused')
  })

  it('goes after what has it', () => {
    const kinds = ['security-group', 'snapshot', 'volume', 'address', 'instance'] as const
    expect(inSweepOrder(kinds.map(kind => ({ kind }))).map(({ kind }) => kind)).toEqual([
      ...['instance', 'address', 'volume', 'snapshot', 'security-group']
    ])
  })
})
