import { askedRulesSchema } from '@contract/watch'
import { createObserver, type Observer, type SeenFile } from '@domain/collection/observer'
import { pathRule } from '@domain/collection/patterns'
import { describe, expect, it } from 'vitest'

const observing = (asked: object = {}): Observer => {
  const rules = askedRulesSchema.parse(asked)
  return createObserver(rules, pathRule(rules))
}
const file = (path: string, size = 10, mtime = '100.5'): SeenFile => ({ path, size, mtime })
const never = (): boolean => false
const names = (files: readonly SeenFile[]): string[] => files.map(({ path }) => path)

describe('what is finished', () => {
  it('is what two looks saw unchanged for long enough', () => {
    const observer = observing({ stableSeconds: 10 })
    observer.see([file('a')], never, 0)
    expect(observer.take(60_000, never)).toEqual([])
    observer.see([file('a')], never, 5000)
    expect(observer.take(9999, never)).toEqual([])
    expect(names(observer.take(10_000, never))).toEqual(['a'])
    expect(observer.unfinished()).toEqual({ files: 0, bytes: 0 })
  })

  it('is not what still grows, and its time begins anew with each change', () => {
    const observer = observing({ stableSeconds: 10 })
    for (let at = 0; at <= 100; at += 9) {
      observer.see([file('a', 10 + at)], never, at * 1000)
      expect(observer.take(at * 1000, never)).toEqual([])
    }
    observer.see([file('a', 109)], never, 109_000)
    expect(names(observer.take(109_000, never))).toEqual(['a'])
  })

  it('is not made late by a look that began before its writer closed it and ends after', () => {
    const observer = observing()
    const { mark } = observer
    observer.closed('a')
    // The look saw it half-written.
    observer.see([file('a', 5)], never, 0, mark)
    expect(observer.due(0)).toEqual(['a'])
    observer.see([file('a')], never, 200)
    observer.see([file('a')], never, 2200)
    expect(names(observer.take(2200, never))).toEqual(['a'])
    // Or had not yet found it where it was moved to.
    const before = observer.mark
    observer.closed('b')
    observer.gone('b', before)
    expect(observer.due(2200)).toEqual(['b'])
  })

  it('waits once more, and not for an hour, when the clock is set back', () => {
    const observer = observing({ stableSeconds: 10 })
    observer.see([file('a')], never, 3_600_000)
    observer.see([file('a')], never, 1000)
    expect(observer.nextDueMs(1000)).toBeLessThanOrEqual(11_000)
    observer.see([file('a')], never, 11_000)
    expect(names(observer.take(11_000, never))).toEqual(['a'])
  })

  it('is not what a look at everything did not see, with or without its sidecar', () => {
    const observer = observing({ stableSeconds: 1, sidecars: [{ files: '*.eer', sidecar: '*.xml' }] })
    for (const at of [0, 5000])
      observer.see(
        ['a.eer', 'b.eer', 'b.xml', 'c'].map(path => file(path)),
        never,
        at
      )
    expect(names(observer.take(5000, never))).toEqual(['b.eer', 'b.xml', 'c'])
    observer.see([file('d')], never, 5000)
    expect([observer.withoutSidecar, observer.unfinished().files]).toEqual([1, 1])
    const { mark } = observer
    observer.closed('e')
    observer.goneBut(new Set(), mark)
    observer.take(5000, never)
    expect([observer.withoutSidecar, observer.unfinished().files]).toEqual([0, 0])
    // What was told after the look began says nothing of it.
    expect(observer.due(5000)).toEqual(['e'])
  })

  it('is not what has the same size and another time', () => {
    const observer = observing({ stableSeconds: 1 })
    observer.see([file('a', 10, '100.1')], never, 0)
    observer.see([file('a', 10, '100.2')], never, 5000)
    expect(observer.take(5000, never)).toEqual([])
  })

  it('is sooner what its writer was seen to close, unless the rule names a time', () => {
    const told = observing()
    const asked = observing({ stableSeconds: 10 })
    for (const observer of [told, asked]) {
      observer.closed('a')
      expect(observer.due(0)).toEqual(['a'])
      observer.see([file('a')], never, 0)
      observer.see([file('a')], never, 1000)
    }
    expect(names(told.take(1000, never))).toEqual(['a'])
    expect(asked.take(1000, never)).toEqual([])
  })

  it('is not what was closed and then written to again', () => {
    const observer = observing()
    observer.closed('a')
    observer.see([file('a', 10)], never, 0)
    observer.see([file('a', 20)], never, 2000)
    observer.see([file('a', 20)], never, 4500)
    expect(observer.take(4500, never)).toEqual([])
  })

  it('waits for its sidecar, which is finished itself, and is then not looked at meanwhile', () => {
    const observer = observing({ stableSeconds: 1, sidecars: [{ files: '*_fractions.tiff', sidecar: '*.xml' }] })
    const movie = file('sub/m_fractions.tiff')
    for (const at of [0, 1000]) observer.see([movie, file('sub/other.tiff')], never, at)
    expect(names(observer.take(1000, never))).toEqual(['sub/other.tiff'])
    expect(observer.withoutSidecar).toBe(1)
    expect(observer.due(60_000)).toEqual([])
    observer.see([file('sub/m.xml')], never, 60_000)
    expect(observer.take(60_000, never)).toEqual([])
    observer.see([file('sub/m.xml')], never, 61_000)
    expect(names(observer.take(61_000, never)).sort()).toEqual(['sub/m.xml', 'sub/m_fractions.tiff'])
  })

  it('waits for a sidecar that is not to be copied itself, and takes one that was copied before', () => {
    const rules = { stableSeconds: 1, include: ['*.eer'], sidecars: [{ files: '*.eer', sidecar: '../Meta/*.xml' }] }
    const observer = observing(rules)
    const movie = file('Data/m.eer')
    for (const at of [0, 1000]) observer.see([movie], never, at)
    expect(observer.take(1000, never)).toEqual([])
    for (const at of [2000, 3000]) observer.see([file('Meta/m.xml')], never, at)
    expect(names(observer.take(3000, never))).toEqual(['Data/m.eer'])
    const again = observing(rules)
    for (const at of [0, 1000]) again.see([movie], never, at)
    expect(names(again.take(1000, path => path === 'Meta/m.xml'))).toEqual(['Data/m.eer'])
  })

  it('is what was not taken in this state before', () => {
    const observer = observing({ stableSeconds: 1 })
    for (const at of [0, 1000]) observer.see([file('a'), file('b')], ({ path }) => path === 'a', at)
    expect(names(observer.take(1000, never))).toEqual(['b'])
  })

  it('is nothing that went away', () => {
    const observer = observing({ stableSeconds: 1 })
    observer.see([file('a')], never, 0)
    observer.gone('a')
    expect([observer.due(60_000), observer.unfinished().files]).toEqual([[], 0])
  })
})

describe('looks at single files', () => {
  it('are spread over the time that the rule asks for', () => {
    const observer = observing({ stableSeconds: 10, looks: 3 })
    observer.see([file('a')], never, 0)
    expect(observer.nextDueMs(0)).toBe(5000)
    observer.see([file('a')], never, 5000)
    expect(observer.nextDueMs(5000)).toBe(10_000)
    expect(observer.due(9999)).toEqual([])
    expect(observer.due(10_000)).toEqual(['a'])
  })
})
