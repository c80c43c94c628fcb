import { clockAheadMs, emptyTally, kindOfName, readTally, talliedMovies, withAnswer } from '@domain/cockpit/movie-tally'
import { describe, expect, it } from 'vitest'

const first = `now 100000
changed 99000
folder 1 ./Grid Square
minute M 1000 3 300 1
minute P 1000 5 50 1
young M 1001 1 100 1
last M 60070.5 100 ./Grid Square/x_fractions.mrc
last P 60000 10 ./atlas.mrc
`
const known = withAnswer(emptyTally, readTally(first))

describe('counting movies', () => {
  it('adds up minutes, and names the newest', () => {
    const { arrivals, newest } = talliedMovies(known)
    expect(arrivals).toMatchObject([
      { minute: 1000, movies: 3, bytes: 300 },
      { minute: 1001, movies: 1, bytes: 100 }
    ])
    expect(newest).toEqual({ kind: 'movie', mtime: 60_070.5, bytes: 100, path: 'Grid Square/x_fractions.mrc' })
    expect(known.since).toBe(99_000)
  })

  it('takes what is told of a folder in the place of what was known, and counts other folders on', () => {
    const next = `now 100200
folder 7 ./Grid Square
folder 8 ./other
minute M 1000 3 300 7
minute M 1001 1 110 7
minute M 1000 2 20 8
young M 1002 2 200 8
last M 60130 100 ./y_fractions.mrc
`
    const { arrivals, newest } = talliedMovies(withAnswer(known, readTally(next)))
    expect(arrivals.map(({ movies, bytes }) => [movies, bytes])).toEqual([
      [5, 320],
      [1, 110],
      [2, 200]
    ])
    expect(newest?.path).toBe('y_fractions.mrc')
  })

  it('goes on counting those that were moved away', () => {
    const { arrivals } = talliedMovies(
      withAnswer(known, readTally('now 1\nfolder 1 ./Grid Square\nminute M 1000 1 100 1\n'))
    )
    expect(arrivals).toMatchObject([{ movies: 3, bytes: 300 }])
  })

  /** How many there are after each look at one folder; in a look: settled ones by minute, then young ones. */
  function counts(...looks: [settled: Record<number, number>, young?: Record<number, number>][]): number[] {
    let tally = emptyTally
    return looks.map(([settled, young = {}]) => {
      const lines = (word: string, all: Record<number, number>) =>
        Object.entries(all).map(([minute, movies]) => `${word} M ${minute} ${movies} ${movies * 100} 4`)
      const text = ['now 1', 'folder 4 ./grid', ...lines('minute', settled), ...lines('young', young)].join('\n')
      tally = withAnswer(tally, readTally(text))
      const { arrivals } = talliedMovies(tally)
      expect(arrivals.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(
        100 * arrivals.reduce((sum, { movies }) => sum + movies, 0)
      )
      return arrivals.reduce((sum, { movies }) => sum + movies, 0)
    })
  }

  it('counts once what is converted or touched in its place, while it is young and after', () => {
    expect(counts([{ 10: 3 }], [{ 10: 1 }, { 50: 2 }], [{ 10: 1, 50: 2 }], [{ 50: 2, 60: 1 }])).toEqual([3, 3, 3, 3])
    // New ones come meanwhile.
    expect(counts([{ 10: 3 }], [{ 10: 2, 49: 1 }, { 50: 2 }])).toEqual([3, 5])
    expect(counts([{ 10: 1000 }], [{ 70: 1000 }])).toEqual([1000, 1000])
  })

  it('keeps what was moved away, also when as many come after it', () => {
    expect(counts([{ 10: 3 }], [{ 10: 1 }], [{ 10: 1, 20: 4 }], [{ 10: 1, 21: 4 }])).toEqual([3, 3, 7, 7])
    expect(counts([{ 10: 6 }], [{ 10: 1, 20: 2 }])).toEqual([6, 8])
  })

  it('counts what was moved away and is back with its time once', () => {
    expect(counts([{ 10: 3, 11: 2 }], [{ 11: 2 }], [{ 10: 3, 11: 2 }], [{ 10: 3, 11: 2 }])).toEqual([5, 5, 5, 5])
    expect(counts([{ 10: 3 }], [{ 9: 1 }], [{ 9: 1, 10: 2 }])).toEqual([3, 4, 4])
  })

  it('counts other pictures only where no movie is known by its name', () => {
    const { arrivals } = talliedMovies(withAnswer(emptyTally, readTally('now 1\nminute P 1000 5 50 1\n')))
    expect(arrivals).toMatchObject([{ movies: 5 }])
  })

  it('passes over what a banner printed', () => {
    expect(readTally('Welcome\nminute M x y z\nnow 7\n')).toEqual({
      now: 7,
      changed: 0,
      settled: [],
      young: [],
      newest: []
    })
  })

  it('knows movies by their names', () => {
    expect(kindOfName('FoilHole_1_fractions.mrc')).toBe('movie')
    expect(kindOfName('FoilHole_1_Fractions.tiff')).toBe('movie')
    expect(kindOfName('x_EER.eer')).toBe('movie')
    expect(kindOfName('grid3_0001.tif')).toBe('picture')
    expect(kindOfName('Gain_ref.mrc')).toBeNull()
    expect(kindOfName('FoilHole_1.xml')).toBeNull()
  })

  it('tells how far the clock of a server is ahead, as far as that is certain', () => {
    expect(clockAheadMs(1000, 999_500, 1_003_000)).toBe(0)
    expect(clockAheadMs(1000, 1_000_400, 1_000_900)).toBe(0)
    expect(clockAheadMs(4600, 999_000, 1_000_000)).toBe(3_600_000)
    expect(clockAheadMs(400, 1_000_000, 1_002_000)).toBe(-599_000)
  })
})
