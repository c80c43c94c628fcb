import { createFolderChanges, type FolderChanges } from '@domain/collection/folder-changes'
import { beforeEach, describe, expect, it } from 'vitest'

/** Files, and folders with their times; '' is the watched one. */
const look = (files: string[], folders: Record<string, string>) => ({
  files: files.map(path => ({ path, size: 1, mtime: '1' })),
  folders: Object.keys(folders).filter(path => path !== ''),
  folderTimes: new Map(Object.entries(folders))
})

let changes: FolderChanges
beforeEach(() => {
  changes = createFolderChanges()
  changes.whole(look(['a', 'sub/b'], { '': '1', sub: '1', 'sub/deep': '1' }), true)
})

describe('the folders to be looked into', () => {
  it('are those that are new, with all below them', () => {
    expect(changes.changed(look([], { '': '2', moved: '1' }))).toEqual(['moved'])
    changes.lookedThrough(look(['moved/in/c'], { 'moved/in': '1' }))
    expect(changes.changed(look([], { 'moved/in': '1' }))).toEqual([])
    expect(changes.unexplained(9)).toEqual([])
  })

  it('are not those that changed by what is shown', () => {
    expect(changes.changed(look(['a', 'c', 'sub/d'], { '': '2', sub: '2' }))).toEqual([])
    expect(changes.unexplained(9)).toEqual([])
  })

  it('are those that changed by nothing that is new, until they were looked into', () => {
    changes.changed(look(['a'], { '': '2', sub: '2' }))
    expect(changes.unexplained(9)).toEqual(['', 'sub'])
    expect(changes.unexplained(1)).toEqual([''])
    // What comes later says nothing of what was brought before.
    changes.changed(look(['sub/later'], { sub: '3' }))
    expect(changes.unexplained(9)).toEqual(['', 'sub'])
    expect(changes.lookedInto('', look(['a'], { '': '2', sub: '3' }))).toEqual([])
    expect(changes.lookedInto('sub', look(['sub/b'], { sub: '3', 'sub/deep': '1', 'sub/new': '1' }))).toEqual([
      'sub/new'
    ])
    expect(changes.unexplained(9)).toEqual([])
    changes.changed(look([], { '': '2', sub: '3', 'sub/new': '1' }))
    expect(changes.unexplained(9)).toEqual([])
  })

  it('are those that are others than they were, where one was looked into', () => {
    changes.changed(look([], { sub: '2' }))
    changes.lookedInto('sub', look([], { sub: '2', 'sub/deep': '0' }))
    expect(changes.unexplained(9)).toEqual(['sub/deep'])
    changes.lookedInto('sub/deep', undefined)
    expect(changes.unexplained(9)).toEqual([])
    expect(changes.changed(look([], { 'sub/deep': '0' }))).toEqual(['sub/deep'])
  })

  it('are none after a look at everything', () => {
    changes.changed(look([], { sub: '2' }))
    changes.whole(look([], { '': '1', sub: '2' }), true)
    expect(changes.unexplained(9)).toEqual([])
  })
})
