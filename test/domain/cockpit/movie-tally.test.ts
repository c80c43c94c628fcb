import { emptyTally, kindOfName, readTally, talliedMovies, withAnswer } from '@domain/cockpit/movie-tally'
import { describe, expect, it } from 'vitest'

const first = `now 100000
minute M 1000 3 300
minute P 1000 5 50
young M 1001 1 100
last M 60070.5 100 ./Grid Square/x_fractions.mrc
last P 60000 10 ./atlas.mrc
`

describe('counting movies', () => {
  it('adds up minutes, and names the newest', () => {
    const { arrivals, newest } = talliedMovies(withAnswer(emptyTally, readTally(first), true))
    expect(arrivals).toMatchObject([
      { minute: 1000, movies: 3, bytes: 300 },
      { minute: 1001, movies: 1, bytes: 100 }
    ])
    expect(newest).toEqual({ kind: 'movie', mtime: 60_070.5, bytes: 100, path: 'Grid Square/x_fractions.mrc' })
  })

  it('counts those that were young once, when they have settled', () => {
    const before = withAnswer(emptyTally, readTally(first), true)
    expect(before.since).toBe(99_880)
    const next = readTally('now 100200\nminute M 1001 1 110\nyoung M 1002 2 200\nlast M 60130 100 ./y_fractions.mrc\n')
    const { arrivals, newest } = talliedMovies(withAnswer(before, next, false))
    expect(arrivals.map(({ movies }) => movies)).toEqual([3, 1, 2])
    expect(arrivals.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(610)
    expect(newest?.path).toBe('y_fractions.mrc')
  })

  it('takes a whole count in the place of what was known', () => {
    const before = withAnswer(emptyTally, readTally(first), true)
    const { arrivals } = talliedMovies(withAnswer(before, readTally('now 100200\nminute M 1000 2 200\n'), true))
    expect(arrivals).toMatchObject([{ movies: 2 }])
  })

  it('counts other pictures only where no movie is known by its name', () => {
    const { arrivals } = talliedMovies(withAnswer(emptyTally, readTally('now 1\nminute P 1000 5 50\n'), true))
    expect(arrivals).toMatchObject([{ movies: 5 }])
  })

  it('passes over what a banner printed', () => {
    expect(readTally('Welcome\nminute M x y z\nnow 7\n')).toEqual({ now: 7, settled: [], young: [], newest: [] })
  })

  it('knows movies by their names', () => {
    expect(kindOfName('FoilHole_1_fractions.mrc')).toBe('movie')
    expect(kindOfName('FoilHole_1_Fractions.tiff')).toBe('movie')
    expect(kindOfName('x_EER.eer')).toBe('movie')
    expect(kindOfName('grid3_0001.tif')).toBe('picture')
    expect(kindOfName('Gain_ref.mrc')).toBeNull()
    expect(kindOfName('FoilHole_1.xml')).toBeNull()
  })
})
