/** The log of a store: who did what, one line each. Everybody writes only to their own file. */
import { type LogEntry, logEntrySchema, type StoreProblem } from '@contract/booking'
import type { ErrorCode } from '@contract/errors'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem, NamedFileInfo } from '@domain/files/file-system'
import { lstatIfThere } from '@domain/files/make-folders'
import { joinPath } from '@domain/files/path'
import { tellsNothing } from './folder-contents'
import { makeStoreFolder } from './folder-init'
import { locksName, loginName, logName, logOf, logPath, nameOf } from './folder-layout'
import { readWhole } from './folder-reader'
import type { OpenedFolder } from './folder-reads'
import type { StoreClock } from './store-clock'

type Signal = AbortSignal | undefined

type NewEntry = Omit<LogEntry, 'user' | 'at'>

/** Of one person and month: some hundred thousand lines. Bytes. */
const mostBytes = 64 * 1024 * 1024
const fileMode = 0o644
const clockGoodMs = 10 * 60_000
const lineSchema = logEntrySchema.omit({ user: true })

/** Names that somebody else may have taken before it is given up. */
const mostTurns = 8

/** Of one file and not of the link: the other files can be read all the same. */
const ofTheFile: ReadonlySet<ErrorCode> = new Set(['permission', 'limit-exceeded', 'corrupt', 'remote-error'])

/** What was read of one file; it only ever grows. */
interface ReadLog {
  readonly stamp: string
  readonly entries: readonly LogEntry[]
  /** It has the name of somebody who does not own it. */
  readonly claim: StoreProblem | null
}

/** Where the store is, and who calls. */
type Place = Pick<OpenedFolder, 'files' | 'root' | 'user'>

export interface FolderLog {
  /** To the caller's own file, by the server's clock. */
  append(place: Place, entries: readonly NewEntry[], signal: Signal): Promise<void>
  /** Of everybody, newest first; what cannot be read is passed over and among the `problems`. */
  read(place: Place, from: Date | null, to: Date | null, signal: Signal): Promise<LogEntry[]>
  /** Files that could not be read when they were read last. */
  problems(): StoreProblem[]
}

export function createFolderLog(clock: StoreClock): FolderLog {
  const known = new Map<string, ReadLog>()
  const problems = new Map<string, StoreProblem>()
  const readable = new Set<string>()

  /** The umask of whoever makes a file may keep it from others; only its owner may change that. */
  async function letAllRead(files: FileSystem, path: string, signal: Signal): Promise<void> {
    if (readable.has(path)) return
    try {
      const { mode } = await files.lstat(path, signal)
      if ((mode & 0o777) !== fileMode) await files.setAttributes(path, { mode: fileMode }, signal)
      readable.add(path)
    } catch {
      // What was to be logged is there; the next time tries again.
    }
  }

  /**
   * Where the caller writes: nobody has the name yet, or it is a file of his own. One that somebody else made under his
   * name would say that the other did it, and a link may lead anywhere.
   */
  async function ownPath({ files, root, user }: Place, at: Date, signal: Signal): Promise<string> {
    const first = joinPath(root, logPath(user, at))
    for (let turn = 0, path = first; turn < mostTurns; path = joinPath(root, logPath(user, at, ++turn))) {
      if (readable.has(path)) return path
      const info = await lstatIfThere(files, path, signal)
      if (!info) return path
      if (info.type === 'file' && (clock.owner === undefined || info.owner === clock.owner)) return path
    }
    throw new Failure('permission', `${displayName(first)} (${files.label}) is not yours.`, {
      hint: 'Somebody took the names of your files in the calendar’s log. Ask an administrator to remove them.'
    })
  }

  async function entriesOrProblem(files: FileSystem, path: string, info: NamedFileInfo, signal: Signal) {
    try {
      const entries = await entriesOf(files, path, info, signal)
      const claim = known.get(path)?.claim
      if (claim) problems.set(path, claim)
      else problems.delete(path)
      return entries
    } catch (thrown) {
      const failure = Failure.from(thrown)
      if (!ofTheFile.has(failure.code)) throw failure
      problems.set(path, { file: `${logName}/${info.name}`, error: failure.toData() })
      return []
    }
  }

  async function entriesOf(files: FileSystem, path: string, info: NamedFileInfo, signal: Signal) {
    const kept = known.get(path)
    if (kept?.stamp === info.stamp) return kept.entries
    const read = await readWhole(files, path, mostBytes, signal)
    if (!read) return []
    const { owner } = /^\d+$/.test(info.owner) ? await files.ownerNames(info, signal) : info
    const named = logOf(info.name)?.user ?? owner
    // Where nobody can tell whose it is, as with the files of bookings, its name has to do.
    const user = loginName(tellsNothing(owner) ? named : owner)
    const entries = linesOf(Buffer.from(read.data).toString('utf8'), user)
    known.set(path, { stamp: read.stamp, entries, claim: nameOf(user) === named ? null : claimed(info.name, user) })
    return entries
  }

  return {
    async append(place, entries, signal) {
      const { files, root } = place
      await clock.measure(files, joinPath(root, locksName), clockGoodMs, signal)
      const at = new Date(clock.now())
      const path = await ownPath(place, at, signal)
      await appendLines(files, root, { path, at }, entries, signal)
      await letAllRead(files, path, signal)
    },
    problems: () => [...problems.values()],
    async read({ files, root }, from, to, signal) {
      const folder = joinPath(root, logName)
      const wanted: NamedFileInfo[] = []
      try {
        for await (const batch of files.readDirectory(folder, signal))
          wanted.push(...batch.filter(info => info.type === 'file' && isWithinMonths(info.name, from, to)))
      } catch (thrown) {
        if (Failure.from(thrown).code !== 'not-found') throw thrown
      }
      const there = new Set(wanted.map(({ name }) => joinPath(folder, name)))
      if (from === null) for (const path of problems.keys()) if (!there.has(path)) problems.delete(path)
      const all = await Promise.all(
        wanted.map(info => entriesOrProblem(files, joinPath(folder, info.name), info, signal))
      )
      const [least, most] = [from?.getTime() ?? Number.NEGATIVE_INFINITY, to?.getTime() ?? Number.POSITIVE_INFINITY]
      return all
        .flat()
        .filter(({ at }) => Date.parse(at) >= least && Date.parse(at) < most)
        .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    }
  }
}

async function appendLines(
  files: FileSystem,
  root: string,
  { path, at: time }: { path: string; at: Date },
  entries: readonly NewEntry[],
  signal: Signal
): Promise<void> {
  const at = time.toISOString()
  // Begins on a new line: the one before may be cut short, and an empty line is none.
  const text = `\n${entries.map(entry => JSON.stringify({ at, ...entry })).join('\n')}\n`
  const append = (): Promise<void> => files.append(path, Buffer.from(text), fileMode, signal)
  try {
    await append()
  } catch (thrown) {
    if (Failure.from(thrown).code !== 'not-found') throw thrown
    await makeStoreFolder(files, root, logName, signal)
    await append()
  }
}

function claimed(name: string, owner: string): StoreProblem {
  const file = `${logName}/${name}`
  const message = `${file} has the name of ${logOf(name)?.user ?? name}, but ${owner} wrote it.`
  const hint = `Its lines count as ${owner}'s. An administrator can remove it.`
  return { file, error: new Failure('mismatch', message, { hint }).toData() }
}

function isWithinMonths(name: string, from: Date | null, to: Date | null): boolean {
  const month = logOf(name)?.month
  if (month === undefined) return false
  const text = (date: Date): string => date.toISOString().slice(0, 7)
  return (from === null || month >= text(from)) && (to === null || month <= text(to))
}

/** What is no entry is passed over: a line cut short by a crash, or one of a later version. */
function linesOf(text: string, user: string): LogEntry[] {
  return text.split('\n').flatMap(line => {
    try {
      const parsed = line.trim() === '' ? undefined : lineSchema.safeParse(JSON.parse(line))
      return parsed?.success ? [{ ...parsed.data, user }] : []
    } catch {
      return []
    }
  })
}
