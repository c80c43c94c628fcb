import type { Place } from '@contract/files'
import { cautious, foldersOf, pairText, placesOf } from '@domain/ledger/places'
import { describe, expect, it } from 'vitest'

const at = (site: string, path: string): Place => ({ kind: 'site', site, path })
const source = at('scope', '/data/run/Grid1/a.eer')
const copies = [at('cluster', '/scratch/run/Grid1/a.v2.eer'), at('archive', '/a.eer')].map(place => ({ place }))

describe('the places of a file', () => {
  it('stand for what source and copy do not share, so that many files have few', () => {
    expect(foldersOf({ source, copies })).toEqual({
      source: at('scope', '/data'),
      copies: [at('cluster', '/scratch'), at('archive', '/')]
    })
  })

  it('are as many as are told apart, the one of the source left out', () => {
    expect(placesOf({ source, copies }).count).toBe(2)
    expect(placesOf({ source, copies }, () => 'two')).toEqual({ count: 2, doubts: [] })
    expect(placesOf({ source, copies }, () => 'one').count).toBe(0)
    const copiesAreOne = (one: Place, other: Place) =>
      one.path !== '/data' && other.path !== '/data' ? 'one' : 'unknown'
    expect(placesOf({ source, copies }, copiesAreOne)).toEqual({
      count: 1,
      doubts: [
        [at('scope', '/data'), at('cluster', '/scratch')],
        [at('scope', '/data'), at('archive', '/')]
      ]
    })
  })

  it('are one to delete by where nobody can tell, but for those of which somebody knows', () => {
    const nobody = () => 'unknown' as const
    const { doubts } = placesOf({ source, copies }, nobody)
    const known = doubts.map(pairText)
    expect(known).toEqual(['cluster and scope', 'archive and scope', 'archive and cluster'])
    const count = (apart: string[]) => placesOf({ source, copies }, cautious(nobody, new Set(apart))).count
    expect(count([])).toBe(0)
    expect(count(known.slice(0, 2))).toBe(1)
    expect(count(known)).toBe(2)
  })
})
