/** A release at work: batch by batch verified anew, then deleted file by file. The journal knows where it is. */
import { Failure } from '@domain/failure'
import { placeText } from '@domain/ledger/place-text'
import { byName, cautious, placesOf } from '@domain/ledger/places'
import type { RecordedFile } from '@domain/ledger/recorded-file'
import type { LedgerFiles } from '../store/ledger-files'
import type { Deletion, Releases } from '../store/releases'
import { type CheckedFile, checkFiles, takeBatch } from './check-files'
import { outcomeOf } from './check-outcome'
import { type DiskBook, diskAgeMs } from './disk-book'
import type { LedgerEnds } from './ends'
import { type ReleaseStep, releaseFile, takeUpFile } from './release-file'

export interface ReleaseRunParts {
  readonly id: string
  readonly asked: number
  /** Pairs of places of which the person said that they are two. */
  readonly apart: ReadonlySet<string>
  readonly ends: LedgerEnds
  readonly disks: DiskBook
  readonly files: LedgerFiles
  readonly journal: Releases
  /** Milliseconds since 1970 UTC. */
  now(): number
  /** Something of it changed. */
  changed(): void
  /** The person stops it, or the engine ends: after the files that are being deleted. */
  readonly signal: AbortSignal
}

/** Files that are deleted at once; each takes a few round trips. */
const atOnce = 8
/** What the last steps of one file may take. Milliseconds. */
const fileLimitMs = 120_000
const pageLines = 512

/** Resolves when every line has its end; rejects with what stopped it (a lost link, `signal`), to be gone on with. */
export async function runRelease(parts: ReleaseRunParts): Promise<void> {
  await takeUp(parts)
  for (let lines = nextLines(parts, ['waiting']); lines.length > 0; lines = nextLines(parts, ['waiting'])) {
    const byFile = new Map(lines.map(line => [line.file, line]))
    const files = parts.files.page({ files: [...byFile.keys()] }, undefined, lines.length)
    refuseUnknown(parts, lines, files)
    while (files.length > 0) await releaseBatch(parts, takeBatch(files), byFile)
  }
}

const nextLines = ({ journal, id }: ReleaseRunParts, states: readonly Deletion['state'][]): Deletion[] =>
  journal.deletions(id, { states, limit: pageLines })

/** Without this a line whose file is not known any more would wait for ever. */
function refuseUnknown(
  { journal, id }: ReleaseRunParts,
  lines: readonly Deletion[],
  files: readonly RecordedFile[]
): void {
  const known = new Set(files.map(file => file.id))
  for (const line of lines)
    if (!known.has(line.file))
      journal.saveDeletion(id, { ...line, state: 'refused', message: 'The ledger does not have it any more.' })
}

function stepOf(parts: ReleaseRunParts, file: RecordedFile, compare: ReleaseStep['compare'] = byName): ReleaseStep {
  const { id, asked, ends, journal, now } = parts
  return {
    ...{ id, asked, compare, ends, now },
    signal: AbortSignal.timeout(fileLimitMs),
    save(line) {
      // In this order: a kill in between leaves a line that the next run ends, not a file that nobody released.
      if (line.state === 'deleted' && line.at !== null) parts.files.markReleased(file.id, line.at)
      journal.saveDeletion(id, line)
      parts.changed()
    }
  }
}

/** What an engine that was killed had begun with. */
async function takeUp(parts: ReleaseRunParts): Promise<void> {
  const lines = nextLines(parts, ['aside', 'deleting'])
  const files = new Map(
    parts.files.page({ files: lines.map(line => line.file) }, undefined, lines.length + 1).map(file => [file.id, file])
  )
  for (const line of lines) {
    parts.signal.throwIfAborted()
    const file = files.get(line.file)
    if (file) await takeUpFile(stepOf(parts, file), file, line)
  }
}

async function releaseBatch(
  parts: ReleaseRunParts,
  files: readonly RecordedFile[],
  lines: ReadonlyMap<number, Deletion>
): Promise<void> {
  const rest = await checkFiles(parts.ends, files, parts.now, parts.signal)
  parts.files.saveChecks(rest.map(outcomeOf), new Date(parts.now()).toISOString())
  const lost = rest.map(checked => lostPlace(checked, parts.asked)).find(failure => failure !== undefined)
  if (lost) throw lost
  const answering = rest.map(({ file, copies }) => ({
    source: file.source,
    copies: copies.filter(({ found }) => found.found === 'content')
  }))
  await parts.disks.learn(answering, diskAgeMs.released, parts.signal)
  const surely = cautious(parts.disks.compare, parts.apart)
  let stopped: unknown
  const worker = async (): Promise<void> => {
    for (let checked = rest.shift(); checked && !parts.signal.aborted; checked = rest.shift()) {
      const line = lines.get(checked.file.id)
      if (line) await releaseFile(stepOf(parts, checked.file, surely), checked, line)
    }
  }
  const guarded = async (): Promise<void> => {
    try {
      await worker()
    } catch (thrown) {
      stopped ??= thrown
      rest.length = 0
    }
  }
  await Promise.all(Array.from({ length: isCrossed(files) ? 1 : atOnce }, guarded))
  if (stopped) throw Failure.from(stopped)
  parts.signal.throwIfAborted()
}

/** The copy of one is the source of another: at once, each would be deleted by the other. */
function isCrossed(files: readonly RecordedFile[]): boolean {
  const sources = new Set(files.map(({ source }) => placeText(source)))
  return files.some(({ copies }) => copies.some(({ place }) => sources.has(placeText(place))))
}

/** A place that cannot be asked now says nothing of its files: the release waits for it, if it is needed. */
function lostPlace({ file, source, copies }: CheckedFile, asked: number): Failure | undefined {
  if (source?.lost) return source.lost
  const away = copies.find(copy => copy.lost)
  if (!away) return undefined
  const others = placesOf({ source: file.source, copies: copies.filter(copy => !copy.lost) })
  return others.count < asked ? away.lost : undefined
}
