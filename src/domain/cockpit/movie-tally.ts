/** Counting movies as they come, without looking at each of them each time. */
import type { Arrival } from '../forecast/arrivals'

/**
 * Movies by their names (EPU's `…_fractions.mrc|tiff`, `…_EER.eer`), and other pictures of the forms that SerialEM and
 * Leginon give their movies; these count only where there are none by name.
 */
export type MovieKind = 'movie' | 'picture'

/** Of one minute. `minute`: minutes since 1970, UTC, by the time of the file. */
export interface Tallied extends Arrival {
  readonly kind: MovieKind
}

export interface NewestMovie {
  readonly kind: MovieKind
  /** Seconds since 1970, UTC. */
  readonly mtime: number
  readonly bytes: number
  /** Below the folder that was looked at. */
  readonly path: string
}

/** What one look told. */
export interface TallyAnswer {
  /** The server's clock. Seconds since 1970, UTC. */
  readonly now: number
  /** Files that have not changed for two minutes: they are not counted again. */
  readonly settled: readonly Tallied[]
  /** Those that may still grow: the next look tells of them again. */
  readonly young: readonly Tallied[]
  readonly newest: readonly NewestMovie[]
}

/** Files that changed within so many seconds may still be written. */
export const youngSeconds = 120

/** Everything known so far. */
export interface MovieTally {
  /** Up to which change of a file everything is settled, by the server's clock; 0: nothing yet. Seconds. */
  readonly since: number
  readonly settled: readonly Tallied[]
  readonly young: readonly Tallied[]
  readonly newest: readonly NewestMovie[]
}

export const emptyTally: MovieTally = { since: 0, settled: [], young: [], newest: [] }

const kindOf = (letter: string | undefined): MovieKind => (letter === 'M' ? 'movie' : 'picture')

/** Reads what the script of main/cockpit/count-script prints; lines that are none of it are passed over. */
export function readTally(text: string): TallyAnswer {
  const settled: Tallied[] = []
  const young: Tallied[] = []
  const newest: NewestMovie[] = []
  let now = 0
  for (const line of text.split('\n')) {
    const [word, kind, first, second, third] = line.split(' ')
    if (word === 'now') now = Number(kind) || 0
    else if (word === 'minute' || word === 'young') {
      const one = { kind: kindOf(kind), minute: Number(first), movies: Number(second), bytes: Number(third) }
      if ([one.minute, one.movies, one.bytes].every(Number.isFinite)) (word === 'young' ? young : settled).push(one)
    } else if (word === 'last') {
      const path = line.split(' ').slice(4).join(' ').replace(/^\.\//, '')
      newest.push({ kind: kindOf(kind), mtime: Number(first) || 0, bytes: Number(second) || 0, path })
    }
  }
  return { now, settled, young, newest }
}

function merged(all: readonly Tallied[]): Tallied[] {
  const found = new Map<string, { kind: MovieKind; minute: number; movies: number; bytes: number }>()
  for (const { kind, minute, movies, bytes } of all) {
    const key = `${kind} ${minute}`
    const known = found.get(key) ?? { kind, minute, movies: 0, bytes: 0 }
    known.movies += movies
    known.bytes += bytes
    found.set(key, known)
  }
  return [...found.values()].sort((a, b) => a.minute - b.minute)
}

function newestOf(all: readonly NewestMovie[]): NewestMovie[] {
  return (['movie', 'picture'] as const).flatMap(kind => {
    const own = all.filter(one => one.kind === kind)
    const [newest] = own.sort((a, b) => b.mtime - a.mtime)
    return newest ? [newest] : []
  })
}

/** With what a look told. `whole`: it looked at every file, so it takes the place of what was known. */
export function withAnswer(known: MovieTally, answer: TallyAnswer, whole: boolean): MovieTally {
  return {
    since: answer.now - youngSeconds,
    settled: merged(whole ? answer.settled : [...known.settled, ...answer.settled]),
    young: answer.young,
    newest: newestOf(whole ? answer.newest : [...known.newest, ...answer.newest])
  }
}

/** The movies of a tally, and the newest of them. */
export function talliedMovies(tally: MovieTally): { arrivals: Arrival[]; newest: NewestMovie | null } {
  const all = [...tally.settled, ...tally.young]
  const kind = all.some(one => one.kind === 'movie') ? 'movie' : 'picture'
  const arrivals = merged(all.filter(one => one.kind === kind))
  return { arrivals, newest: tally.newest.find(one => one.kind === kind) ?? null }
}

/** What a file's name makes it; null: no movie. The script says the same in awk. */
export function kindOfName(name: string): MovieKind | null {
  if (/(?:_[Ff]ractions\.(?:mrcs?|tiff?)|\.eer)$/.test(name)) return 'movie'
  return /\.(?:mrcs?|tiff?)$/.test(name) && !/[Gg]ain|[Dd]efects/.test(name) ? 'picture' : null
}
