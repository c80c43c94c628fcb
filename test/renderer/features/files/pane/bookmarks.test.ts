import type { Place } from '@contract/files'
import { describe, expect, it } from 'vitest'
import {
  isBookmarked,
  mostRecent,
  movedBookmark,
  parseRecent,
  placeLabel,
  toggledBookmark,
  withRecent
} from '../../../../../src/renderer/features/files/pane/bookmarks'

const gpfs: Place = { kind: 'site', site: 'alpha', path: '/gpfs/krios1' }
const home: Place = { kind: 'local', path: '/home/marta' }
const bucket: Place = { kind: 's3', path: '/movies', profile: 'em' }

describe('bookmarks', () => {
  it('come and go with one act, by place and path', () => {
    const list = toggledBookmark([], gpfs, 'krios1')
    expect(isBookmarked(list, gpfs)).toBe(true)
    expect(isBookmarked(list, { ...gpfs, site: 'beta' })).toBe(false)
    expect(toggledBookmark(list, { ...gpfs }, 'again')).toEqual([])
  })

  it('tell accounts apart', () => {
    const list = toggledBookmark([], bucket, 'movies')
    expect(isBookmarked(list, { kind: 's3', path: '/movies' })).toBe(false)
  })

  it('are called after the folder and where it is, within what the contract takes', () => {
    expect(placeLabel(gpfs, () => 'Northlight')).toBe('krios1 on Northlight')
    expect(placeLabel({ kind: 's3', path: '/' }, () => 'S3')).toBe('/ on S3')
    expect(placeLabel({ ...gpfs, path: `/${'é'.repeat(300)}` }, () => 'x').length).toBe(200)
  })

  it('move within the list', () => {
    const list = [gpfs, home, bucket].map(place => ({ label: place.path, place }))
    expect(movedBookmark(list, 2, -1).map(({ label }) => label)).toEqual(['/gpfs/krios1', '/movies', '/home/marta'])
    expect(movedBookmark(list, 0, -1)).toEqual(list)
  })
})

describe('recent places', () => {
  it('stand newest first, each once, and not more than fit', () => {
    expect(withRecent([home, gpfs], gpfs)).toEqual([gpfs, home])
    let list: readonly Place[] = []
    for (let at = 0; at < 40; at++) list = withRecent(list, { kind: 'local', path: `/${at}` })
    expect(list).toHaveLength(mostRecent)
    expect(list[0]?.path).toBe('/39')
  })

  it('are none where what was kept is no such list', () => {
    expect(parseRecent(null)).toEqual([])
    expect(parseRecent('{')).toEqual([])
    expect(parseRecent('[{"kind":"moon"}]')).toEqual([])
    expect(parseRecent(JSON.stringify([gpfs]))).toEqual([gpfs])
  })
})
