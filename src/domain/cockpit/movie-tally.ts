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

/** Of one minute in one folder, below the one that was looked at. */
export interface FolderTallied extends Tallied {
  readonly folder: string
}

/** What one look told: everything in the folders that it visited. */
export interface TallyAnswer {
  /** The server's clock. Seconds since 1970, UTC. */
  readonly now: number
  /** The latest change of a folder, by the clock of the file system; 0: not told. Seconds since 1970, UTC. */
  readonly changed: number
  /** Files that were not written to for two minutes. */
  readonly settled: readonly FolderTallied[]
  /** Those that may still grow: the next look tells of them again. */
  readonly young: readonly FolderTallied[]
  readonly newest: readonly NewestMovie[]
}

/** Files that were written to within so many seconds may still grow. */
export const youngSeconds = 120

/** Of one folder. */
interface FolderTally {
  /** What lay there settled when it was looked at last. */
  readonly there: readonly Tallied[]
  /** What was moved away since: it was collected. */
  readonly gone: readonly Tallied[]
}

/** Everything known so far. */
export interface MovieTally {
  /** The latest change of a folder that is known, by the clock of the file system; 0: none. Seconds since 1970, UTC. */
  readonly since: number
  /** By folder. */
  readonly settled: ReadonlyMap<string, FolderTally>
  readonly young: readonly FolderTallied[]
  readonly newest: readonly NewestMovie[]
}

export const emptyTally: MovieTally = { since: 0, settled: new Map(), young: [], newest: [] }

const kindOf = (letter: string | undefined): MovieKind => (letter === 'M' ? 'movie' : 'picture')

/** Reads what the script of main/cockpit/count-script prints; lines that are none of it are passed over. */
export function readTally(text: string): TallyAnswer {
  const folders = new Map<string, string>()
  const settled: FolderTallied[] = []
  const young: FolderTallied[] = []
  const newest: NewestMovie[] = []
  let now = 0
  let changed = 0
  for (const line of text.split('\n')) {
    const [word, kind = '', first, second, third, fourth = ''] = line.split(' ')
    if (word === 'now') now = Number(kind) || 0
    else if (word === 'changed') changed = Number(kind) || 0
    else if (word === 'folder') folders.set(kind, line.split(' ').slice(2).join(' '))
    else if (word === 'minute' || word === 'young') {
      const one = { kind: kindOf(kind), minute: Number(first), movies: Number(second), bytes: Number(third) }
      if (![one.minute, one.movies, one.bytes].every(Number.isFinite)) continue
      const all = word === 'young' ? young : settled
      all.push({ ...one, folder: folders.get(fourth) ?? '' })
    } else if (word === 'last') {
      const path = line.split(' ').slice(4).join(' ').replace(/^\.\//, '')
      newest.push({ kind: kindOf(kind), mtime: Number(first) || 0, bytes: Number(second) || 0, path })
    }
  }
  return { now, changed, settled, young, newest }
}

type Change = (known: number, told: number) => number

const keyOf = ({ kind, minute }: Tallied): string => `${kind} ${minute}`

/** One for each kind and minute in which something is left, by minute. */
function combined(known: readonly Tallied[], told: readonly Tallied[], how: Change): Tallied[] {
  const before = new Map(summed(known).map(one => [keyOf(one), one]))
  const after = new Map(summed(told).map(one => [keyOf(one), one]))
  return summed([...known, ...told])
    .map(one => {
      const [was, is] = [before.get(keyOf(one)), after.get(keyOf(one))]
      const left = { movies: how(was?.movies ?? 0, is?.movies ?? 0), bytes: how(was?.bytes ?? 0, is?.bytes ?? 0) }
      return { ...one, ...left }
    })
    .filter(({ movies }) => movies > 0)
}

/** One for each kind and minute, by minute. */
export function summed(all: readonly Tallied[]): Tallied[] {
  const found = new Map<string, Tallied>()
  for (const one of all) {
    const { movies, bytes } = found.get(keyOf(one)) ?? { movies: 0, bytes: 0 }
    const { kind, minute } = one
    found.set(keyOf(one), { kind, minute, movies: movies + one.movies, bytes: bytes + one.bytes })
  }
  return [...found.values()].sort((a, b) => a.minute - b.minute)
}

const kinds = ['movie', 'picture'] as const

function newestOf(all: readonly NewestMovie[]): NewestMovie[] {
  return kinds.flatMap(kind => {
    const own = all.filter(one => one.kind === kind)
    const [newest] = own.sort((a, b) => b.mtime - a.mtime)
    return newest ? [newest] : []
  })
}

const ofKind = <One extends Tallied>(all: readonly One[], kind: MovieKind): One[] =>
  all.filter(one => one.kind === kind)
const moviesIn = (all: readonly Tallied[]): number => all.reduce((sum, { movies }) => sum + movies, 0)

function byFolder(all: readonly FolderTallied[]): Map<string, Tallied[]> {
  const folders = new Map<string, Tallied[]>()
  for (const { folder, ...one } of all) {
    const known = folders.get(folder) ?? []
    known.push(one)
    folders.set(folder, known)
  }
  return folders
}

interface Told {
  readonly settled: readonly Tallied[]
  readonly young: readonly Tallied[]
}

const toldOf = ({ settled, young }: Told, kind: MovieKind): Told => ({
  settled: ofKind(settled, kind),
  young: ofKind(young, kind)
})

/** What is gone of a folder, of one kind. `before`: as the look before told it. */
function goneSince(gone: readonly Tallied[], before: Told, told: Told): Tallied[] {
  const shrank = moviesIn(told.settled) + moviesIn(told.young) < moviesIn(before.settled) + moviesIn(before.young)
  if (shrank) return combined([...before.settled, ...gone], told.settled, (known, there) => Math.max(0, known - there))
  // What came back with its time is not gone.
  const back = combined(before.settled, told.settled, (known, there) => Math.max(0, there - known))
  return combined(gone, back, (known, there) => Math.max(0, known - there))
}

/**
 * With what a look told. A folder was looked at whole, so nothing is counted twice. Where it holds fewer than before,
 * some were moved away, and they stay counted; where it does not, those that are missing of a minute were converted or
 * touched there and are found under another.
 */
export function withAnswer(known: MovieTally, answer: TallyAnswer): MovieTally {
  const now = { settled: byFolder(answer.settled), young: byFolder(answer.young) }
  const youngBefore = byFolder(known.young)
  const settled = new Map(known.settled)
  for (const folder of new Set([...now.settled.keys(), ...now.young.keys()])) {
    const { there = [], gone = [] } = known.settled.get(folder) ?? {}
    const before: Told = { settled: there, young: youngBefore.get(folder) ?? [] }
    const told: Told = { settled: now.settled.get(folder) ?? [], young: now.young.get(folder) ?? [] }
    const goneNow = kinds.flatMap(kind => goneSince(ofKind(gone, kind), toldOf(before, kind), toldOf(told, kind)))
    settled.set(folder, { there: summed(told.settled), gone: goneNow })
  }
  const since = answer.changed || known.since
  return { since, settled, young: answer.young, newest: newestOf([...known.newest, ...answer.newest]) }
}

/** The movies of a tally, and the newest of them. */
export function talliedMovies(tally: MovieTally): { arrivals: Arrival[]; newest: NewestMovie | null } {
  const all = [...[...tally.settled.values()].flatMap(({ there, gone }) => [...there, ...gone]), ...tally.young]
  const kind = all.some(one => one.kind === 'movie') ? 'movie' : 'picture'
  const arrivals = summed(all.filter(one => one.kind === kind))
  return { arrivals, newest: tally.newest.find(one => one.kind === kind) ?? null }
}

/**
 * Server's clock minus ours as far as it is certain, where the server told its time (whole seconds since 1970) between
 * two moments of ours; 0 where the two may agree. Milliseconds.
 */
export function clockAheadMs(toldSeconds: number, before: number, after: number): number {
  const [least, most] = [toldSeconds * 1000 - after, toldSeconds * 1000 + 1000 - before]
  return least > 0 ? least : Math.min(0, most)
}

/** What a file's name makes it; null: no movie. The script says the same in awk. */
export function kindOfName(name: string): MovieKind | null {
  if (/(?:_[Ff]ractions\.(?:mrcs?|tiff?)|\.eer)$/.test(name)) return 'movie'
  return /\.(?:mrcs?|tiff?)$/.test(name) && !/[Gg]ain|[Dd]efects/.test(name) ? 'picture' : null
}
