import { sidecarsOf } from '@domain/collection/sidecars'
import { sameStamp, versionedPath } from '@domain/collection/versions'
import { describe, expect, it } from 'vitest'

describe('the state of a file', () => {
  it('is the same where one look tells time more finely than another', () => {
    expect(sameStamp({ size: 1, mtime: '100.2500000000' }, { size: 1, mtime: '100.25' })).toBe(true)
    expect(sameStamp({ size: 1, mtime: '100.25' }, { size: 1, mtime: '100' })).toBe(true)
    expect(sameStamp({ size: 1, mtime: '100.25' }, { size: 1, mtime: '100.26' })).toBe(false)
    expect(sameStamp({ size: 1, mtime: '100' }, { size: 1, mtime: '101' })).toBe(false)
    expect(sameStamp({ size: 1, mtime: '100' }, { size: 2, mtime: '100' })).toBe(false)
  })
})

describe('the name of a version', () => {
  it.each([
    ['a/b.eer', 1, 'a/b.eer'],
    ['a/b.eer', 2, 'a/b.v2.eer'],
    ['b.mrc.gz', 3, 'b.v3.mrc.gz'],
    ['noending', 2, 'noending.v2'],
    ['a.b/c', 2, 'a.b/c.v2'],
    ['.hidden', 2, '.hidden.v2']
  ])('%s in version %i is %s', (path, version, name) => {
    expect(versionedPath(path, version)).toBe(name)
  })
})

describe('a sidecar', () => {
  it('shares what the star stands for, and may be in another folder of the watch', () => {
    const rules = [
      { files: '*_fractions.tiff', sidecar: '*.xml' },
      { files: '*.eer', sidecar: '../Meta/*.xml' }
    ]
    expect(sidecarsOf(rules, 'G/Data/F_1_fractions.tiff')).toEqual(['G/Data/F_1.xml'])
    expect(sidecarsOf(rules, 'G/Data/F_1.eer')).toEqual(['G/Meta/F_1.xml'])
    expect(sidecarsOf(rules, 'G/Data/F_1.xml')).toEqual([])
  })

  it('is no file itself', () => {
    expect(sidecarsOf([{ files: '*.xml', sidecar: '*.xml' }], 'a.xml')).toEqual([])
  })
})
