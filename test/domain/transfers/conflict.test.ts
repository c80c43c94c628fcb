import { decideConflict } from '@domain/transfers/conflict'
import { createRateMeter } from '@domain/transfers/rate-meter'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const source = { type: 'file', size: 100, mtime: 1000 } as const
const same = source
const older = { ...source, mtime: 900 }
const newer = { ...source, mtime: 1100 }
const shorter = { ...source, size: 40 }
const longer = { ...source, size: 400 }
const link = { ...source, type: 'link' } as const
const folder = { ...source, type: 'directory' } as const

describe('what happens to a taken name', () => {
  it.each([
    [undefined, same, 'skip'],
    [undefined, older, 'refuse-exists'],
    [undefined, shorter, 'refuse-exists'],
    [undefined, link, 'refuse-exists'],
    [undefined, folder, 'refuse-directory'],
    ['skip', older, 'skip'],
    ['skip', folder, 'skip'],
    ['overwrite', same, 'overwrite'],
    ['overwrite', folder, 'refuse-directory'],
    ['rename', same, 'rename'],
    ['newer', older, 'overwrite'],
    ['newer', newer, 'skip'],
    ['newer', same, 'skip'],
    ['resume', shorter, 'resume'],
    ['resume', same, 'skip'],
    ['resume', older, 'resume'],
    ['resume', longer, 'overwrite'],
    ['resume', link, 'overwrite']
  ] as const)('rule %s, existing %o: %s', (rule, existing, expected) => {
    expect(decideConflict(rule, source, existing)).toBe(expected)
  })

  it('never replaces anything without a rule, nor a folder by any rule', () => {
    const info = fc.record({
      type: fc.constantFrom('file', 'directory', 'link', 'other'),
      size: fc.nat(5),
      mtime: fc.nat(5)
    } as const)
    const rule = fc.constantFrom('skip', 'overwrite', 'rename', 'newer', 'resume', undefined)
    fc.assert(
      fc.property(info, info, rule, (first, second, chosen) => {
        expect(['skip', 'refuse-exists', 'refuse-directory']).toContain(decideConflict(undefined, first, second))
        const onFolder = decideConflict(chosen, first, { ...second, type: 'directory' })
        expect(['skip', 'rename', 'refuse-directory']).toContain(onFolder)
      })
    )
  })
})

describe('the speed', () => {
  it('is that of the last three seconds', () => {
    const meter = createRateMeter()
    for (let at = 0; at < 10_000; at += 100) meter.add(at < 5000 ? 1000 : 100, at)
    expect(meter.rate(10_000)).toBeCloseTo(1000, -2)
    expect(meter.rate(60_000)).toBe(0)
  })

  it('is nothing before anything arrived', () => {
    expect(createRateMeter().rate(5)).toBe(0)
  })
})
