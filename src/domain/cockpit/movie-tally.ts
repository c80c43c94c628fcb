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
  readonly young: readonly Tallied[]
  readonly newest: readonly NewestMovie[]
}

/** Files that were written to within so many seconds may still grow. */
export const youngSeconds = 120

/** Everything known so far. */
export interface MovieTally {
  /** The latest change of a folder that is known, by the clock of the file system; 0: none. Seconds since 1970, UTC. */
  readonly since: number
  /** By folder. */
  readonly settled: ReadonlyMap<string, readonly Tallied[]>
  readonly young: readonly Tallied[]
  readonly newest: readonly NewestMovie[]
}

export const emptyTally: MovieTally = { since: 0, settled: new Map(), young: [], newest: [] }

const kindOf = (letter: string | undefined): MovieKind => (letter === 'M' ? 'movie' : 'picture')

/** Reads what the script of main/cockpit/count-script prints; lines that are none of it are passed over. */
export function readTally(text: string): TallyAnswer {
  const folders = new Map<string, string>()
  const settled: FolderTallied[] = []
  const young: Tallied[] = []
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
      if (word === 'young') young.push(one)
      else settled.push({ ...one, folder: folders.get(fourth) ?? '' })
    } else if (word === 'last') {
      const path = line.split(' ').slice(4).join(' ').replace(/^\.\//, '')
      newest.push({ kind: kindOf(kind), mtime: Number(first) || 0, bytes: Number(second) || 0, path })
    }
  }
  return { now, changed, settled, young, newest }
}

type Merge = (known: number, told: number) => number

function merged(all: readonly Tallied[], how: Merge): Tallied[] {
  const found = new Map<string, Tallied>()
  for (const one of all) {
    const key = `${one.kind} ${one.minute}`
    const known = found.get(key)
    found.set(key, {
      ...{ kind: one.kind, minute: one.minute },
      movies: how(known?.movies ?? 0, one.movies),
      bytes: how(known?.bytes ?? 0, one.bytes)
    })
  }
  return [...found.values()].sort((a, b) => a.minute - b.minute)
}

/** One for each kind and minute, by minute. */
export const summed = (all: readonly Tallied[]): Tallied[] => merged(all, (known, told) => known + told)

function newestOf(all: readonly NewestMovie[]): NewestMovie[] {
  return (['movie', 'picture'] as const).flatMap(kind => {
    const own = all.filter(one => one.kind === kind)
    const [newest] = own.sort((a, b) => b.mtime - a.mtime)
    return newest ? [newest] : []
  })
}

/**
 * With what a look told. A folder was looked at whole, so nothing is counted twice; where it now has fewer of a minute
 * than before, some were moved away, and they stay counted.
 */
export function withAnswer(known: MovieTally, answer: TallyAnswer): MovieTally {
  const byFolder = new Map<string, Tallied[]>()
  for (const { folder, ...one } of answer.settled) {
    const all = byFolder.get(folder) ?? []
    all.push(one)
    byFolder.set(folder, all)
  }
  const settled = new Map(known.settled)
  for (const [folder, told] of byFolder) {
    const before = known.settled.get(folder) ?? []
    settled.set(folder, merged([...before, ...told], Math.max))
  }
  const since = answer.changed || known.since
  return { since, settled, young: answer.young, newest: newestOf([...known.newest, ...answer.newest]) }
}

/** The movies of a tally, and the newest of them. */
export function talliedMovies(tally: MovieTally): { arrivals: Arrival[]; newest: NewestMovie | null } {
  const all = [...[...tally.settled.values()].flat(), ...tally.young]
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
