import {
  type Compared,
  deletionOrder,
  leavesOpen,
  pairNames,
  type Relation,
  relate
} from '@domain/transfers/compare-trees'
import { describe, expect, it } from 'vitest'

const entry = (type: Compared['type'], size = 1, mtime = 10): Compared => ({ type, size, mtime })
const named = (...names: string[]) => names.map(name => ({ name }))

describe('two entries of one name', () => {
  it.each<[Compared, Compared, Relation, Relation]>([
    [entry('file'), entry('file'), 'same', 'checksum'],
    [entry('file', 2), entry('file', 1), 'changed', 'changed'],
    [entry('file', 1, 11), entry('file', 1, 10), 'time', 'checksum'],
    [entry('file'), entry('link'), 'changed', 'changed'],
    [entry('link'), entry('link', 5, 99), 'links', 'links'],
    [entry('file'), entry('directory'), 'replaced', 'replaced'],
    [entry('directory'), entry('link'), 'replaced', 'replaced'],
    [entry('directory', 4096, 1), entry('directory', 0, 2), 'folders', 'folders'],
    [entry('other'), entry('file'), 'uncopied', 'uncopied']
  ])('%j and %j are %s by size and time, %s by checksum', (source, target, bySizeTime, byChecksum) => {
    expect(relate(source, target, 'size-time')).toBe(bySizeTime)
    expect(relate(source, target, 'checksum')).toBe(byChecksum)
  })
})

describe('the names of two folders', () => {
  it('belong together when they are equal', () => {
    const paired = pairNames(named('a', 'b'), named('b', 'B', 'c'), false)
    expect(paired).toEqual({
      both: [{ source: { name: 'b' }, target: { name: 'b' } }],
      onlySource: [{ name: 'a' }],
      onlyTarget: [{ name: 'B' }, { name: 'c' }],
      refused: []
    })
  })

  it('are one name on Windows when only case tells them apart', () => {
    const paired = pairNames(named('run', 'Run'), named('RUN', 'old'), true)
    expect(paired.both).toEqual([{ source: { name: 'Run' }, target: { name: 'RUN' } }])
    expect(paired.refused).toMatchObject([{ entry: { name: 'run' }, failure: { code: 'conflict' } }])
    expect(paired.onlyTarget).toEqual([{ name: 'old' }])
  })

  it('that Windows cannot hold are refused, and none of theirs is extra', () => {
    const paired = pairNames(named('nul', 'a:b'), named('NUL'), true)
    expect(paired.refused.map(({ failure }) => failure.code)).toEqual(['unsupported', 'unsupported'])
    expect(paired.onlyTarget).toEqual([])
  })

  it('of a hostile server lead nowhere', () => {
    expect(pairNames(named('..', 'a/b'), [], false).refused.map(({ failure }) => failure.code)).toEqual([
      'not-allowed',
      'not-allowed'
    ])
  })
})

describe('deletions', () => {
  it('take what is in a folder before the folder', () => {
    const paths = ['a', 'a/b', 'a/b/c', 'd']
    const entries = [
      ...paths.map(path => ({ path, type: 'directory' as const })),
      { path: 'a/f', type: 'file' as const },
      { path: 'a/l', type: 'link' as const }
    ]
    const { files, folders } = deletionOrder(entries)
    expect(files.map(({ path }) => path)).toEqual(['a/f', 'a/l'])
    expect(folders.map(level => level.map(({ path }) => path))).toEqual([['a/b/c'], ['a/b'], ['a', 'd']])
  })

  it('wait while a part of the source is not known', () => {
    expect(leavesOpen([{ code: 'permission' }])).toBe(true)
    expect(leavesOpen([{ code: 'unsupported' }])).toBe(false)
  })
})
