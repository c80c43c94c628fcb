import { askedRulesSchema } from '@contract/watch'
import { pathRule } from '@domain/collection/patterns'
import { describe, expect, it } from 'vitest'

const taken = (rules: object, paths: string[]): string[] => paths.filter(pathRule(askedRulesSchema.parse(rules)))

describe('patterns of a watch', () => {
  it('take everything where nothing is said, but no part of a copy', () => {
    const paths = ['a.eer', 'sub/b.xml', 'sub/.c.eer.farscope-part-12ab', '.d.eer.farscope-original-12ab-1']
    expect(taken({}, paths)).toEqual(['a.eer', 'sub/b.xml'])
  })

  it('compare a glob without a slash with the name in any folder, one with a slash with the whole path', () => {
    const paths = ['a.eer', 'x/y/b.eer', 'Images/Grid1/Data/c.eer', 'Images/Grid1/d.eer']
    expect(taken({ include: ['*.eer'] }, paths)).toEqual(paths)
    expect(taken({ include: ['Images/*/Data/*.eer'] }, paths)).toEqual(['Images/Grid1/Data/c.eer'])
    expect(taken({ include: ['Images/**/*.eer'] }, paths)).toEqual(['Images/Grid1/Data/c.eer', 'Images/Grid1/d.eer'])
    expect(taken({ include: ['./a.eer'] }, paths)).toEqual(['a.eer'])
  })

  it('know classes, choices, and what is meant as it stands', () => {
    const paths = ['a1.eer', 'a2.eer', 'b1.tif', 'a[1].eer', 'a+b.eer', 'c,d.mrc']
    expect(taken({ include: ['[!b]?.{eer,tif}'] }, paths)).toEqual(['a1.eer', 'a2.eer'])
    expect(taken({ include: ['a\\[1\\].eer'] }, paths)).toEqual(['a[1].eer'])
    expect(taken({ include: ['a+b.eer', 'c,d.mrc'] }, paths)).toEqual(['a+b.eer', 'c,d.mrc'])
  })

  it('leave out what an exclusion names, by glob or by regular expression', () => {
    const paths = ['a.eer', 'a.tmp', 'Atlas/x.eer', 'b_Gain.eer']
    expect(taken({ exclude: ['*.tmp', 'Atlas/**'], excludeRegex: ['_gain\\.'] }, paths)).toEqual([
      'a.eer',
      'b_Gain.eer'
    ])
    expect(taken({ excludeRegex: ['(?:_Gain|\\.tmp$)'] }, paths)).toEqual(['a.eer', 'Atlas/x.eer'])
    expect(taken({ includeRegex: ['^a', 'eer$'] }, paths)).toEqual(['a.eer'])
  })

  it.each([{ include: ['a[b'] }, { exclude: ['{a,b'] }, { includeRegex: ['(a'] }, { include: ['a\\'] }])(
    'say which one cannot be read: %j',
    rules => {
      expect(() => taken(rules, [])).toThrow(expect.objectContaining({ code: 'usage' }))
    }
  )

  it('is never outside of the watched folder, whatever a host says', () => {
    const takes = pathRule(askedRulesSchema.parse({}))
    expect(['../a', 'a/../../b', '..'].map(takes)).toEqual([false, false, false])
    expect(['..a', 'a..b/c...d'].map(takes)).toEqual([true, true])
  })
})
