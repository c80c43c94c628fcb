import type { Entry } from '@contract/files'
import { describe, expect, it } from 'vitest'
import {
  createEntrySorter,
  filterEntries,
  isBroken,
  isFolder,
  sortEntries
} from '../../../../../src/renderer/features/files/pane/entry-order'
import { entry } from '../entries'

const names = (entries: readonly Entry[]): string[] => entries.map(({ name }) => name)
const byName = { column: 'name', direction: 'ascending' } as const

describe('the order of a listing', () => {
  it('is natural: numbers by value, letters of any case together', () => {
    const mixed = ['it10', 'IT2', 'it9', 'a', 'B', 'it009b'].map(name => entry(name))
    expect(names(sortEntries(mixed, byName))).toEqual(['a', 'B', 'IT2', 'it9', 'it009b', 'it10'])
  })

  it('has folders and links to folders first, whatever way it is turned', () => {
    const mixed = [
      entry('b'),
      entry('z', { type: 'directory' }),
      entry('y', { type: 'link', linkType: 'directory' }),
      entry('c', { type: 'link', linkType: null })
    ]
    expect(names(sortEntries(mixed, byName))).toEqual(['y', 'z', 'b', 'c'])
    expect(names(sortEntries(mixed, { column: 'name', direction: 'descending' }))).toEqual(['z', 'y', 'c', 'b'])
  })

  it('is the same for a listing that grew, was read again, or is turned', () => {
    const some = ['it10', 'b', 'a', 'it9'].map(name => entry(name))
    const more = [...some, entry('aa'), entry('sub', { type: 'directory' })]
    const again = ['it9', 'c', 'it10', 'a'].map(name => entry(name, { size: 3 }))
    const sort = createEntrySorter()
    for (const entries of [some, more, more, again, [], some])
      for (const order of [byName, { column: 'size', direction: 'descending' }] as const)
        expect(sort(entries, order)).toEqual(sortEntries(entries, order))
  })

  it('goes by size, time and owner, and equal ones by name', () => {
    const files = [
      entry('b', { size: 5, mtime: '2026-01-02T00:00:00Z', owner: 'x' }),
      entry('a', { size: 5, mtime: '2026-01-03T00:00:00Z', owner: 'y' }),
      entry('c', { size: 900, mtime: '2026-01-01T00:00:00Z', owner: 'a' })
    ]
    expect(names(sortEntries(files, { column: 'size', direction: 'descending' }))).toEqual(['c', 'a', 'b'])
    expect(names(sortEntries(files, { column: 'changed', direction: 'ascending' }))).toEqual(['c', 'b', 'a'])
    expect(names(sortEntries(files, { column: 'owner', direction: 'ascending' }))).toEqual(['c', 'b', 'a'])
  })
})

describe('the filter of a listing', () => {
  const all = ['.profile', 'Atlas_grid3.mrc', 'run.star', 'a+b(1).mrc'].map(name => entry(name))

  it('hides names that begin with a dot unless they are asked for', () => {
    expect(names(filterEntries(all, { hidden: false, text: '' }))).not.toContain('.profile')
    expect(filterEntries(all, { hidden: true, text: '' })).toBe(all)
  })

  it('takes part of a name in any case, or a pattern for the whole name', () => {
    expect(names(filterEntries(all, { hidden: true, text: 'GRID' }))).toEqual(['Atlas_grid3.mrc'])
    expect(names(filterEntries(all, { hidden: true, text: '*.mrc' }))).toEqual(['Atlas_grid3.mrc', 'a+b(1).mrc'])
    expect(names(filterEntries(all, { hidden: true, text: 'run.sta?' }))).toEqual(['run.star'])
    expect(names(filterEntries(all, { hidden: true, text: 'a+b(1)*' }))).toEqual(['a+b(1).mrc'])
  })
})

it('tells links to folders and broken links apart', () => {
  expect(isFolder(entry('l', { type: 'link', linkType: 'directory' }))).toBe(true)
  expect(isBroken(entry('l', { type: 'link', linkType: null }))).toBe(true)
  expect(isBroken(entry('l', { type: 'link', linkType: 'file' }))).toBe(false)
})
