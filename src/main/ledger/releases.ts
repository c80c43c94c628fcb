/** Releases: begun by a person, one at a time, gone on with by a person after whatever stopped them. */
import type { Release, ReleasedFile } from '@contract/ledger'
import { Failure } from '@domain/failure'
import { placeText } from '@domain/ledger/place-text'
import type { RecordedFile } from '@domain/ledger/recorded-file'
import { createReleasePlanner, releaseProblem } from '@domain/ledger/release-plan'
import { type Broadcast, createBroadcast } from '../broadcast'
import type { Clock, Log } from '../platform'
import type { LedgerFiles } from '../store/ledger-files'
import type { ReleaseRecord, Releases } from '../store/releases'
import type { DiskBook } from './disk-book'
import type { LedgerEnds } from './ends'
import { createReleaseRunner } from './release-runner'

export interface ReleaseRequest {
  readonly id: string
  readonly copies: number
  readonly expect: { readonly files: number; readonly bytes: number }
  readonly confirmedBy: string
  /** Pairs of places that the person said are two; see contract/ledger. */
  readonly apart: readonly string[]
}

export interface ReleasesParts {
  readonly ends: LedgerEnds
  readonly disks: DiskBook
  readonly files: LedgerFiles
  readonly journal: Releases
  readonly clock: Clock
  readonly log: Log
  /** Something of the ledger changed. */
  changed(): void
}

export interface ReleaseDesk {
  /** `chosen`: all files of the choice, in order. See contract/ledger. */
  begin(request: ReleaseRequest, chosen: AsyncIterable<RecordedFile>): Promise<Release>
  resume(id: string): Release
  /** Resolves when nothing more is deleted. */
  stop(id: string): Promise<void>
  all(): Release[]
  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<Release, void, void>
  deletions(id: string, offset: number, limit: number): { total: number; files: ReleasedFile[] }
  /** Releases at work. */
  running(): number
  close(): Promise<void>
}

/** At most so often a follower is told. Milliseconds. */
const tellEveryMs = 250

export function createReleaseDesk(parts: ReleasesParts): ReleaseDesk {
  const { journal, clock } = parts
  const changes: Broadcast<void> = createBroadcast(() => undefined, tellEveryMs)
  const changed = (): void => {
    changes.publish()
    parts.changed()
  }
  const now = (): string => clock.now().toISOString()
  const runner = createReleaseRunner(parts, changed)
  const { run } = runner

  // Nobody's engine runs them any more: this one has the data folder to itself.
  for (const release of journal.all())
    if (release.state === 'running') journal.save({ ...recordOf(release), state: 'interrupted' })

  function known(id: string): Release {
    const release = journal.show(id)
    if (release) return release
    throw new Failure('not-found', 'There is no such release.', { hint: 'See farscope ledger releases.' })
  }

  function refuseSecond(): void {
    if (runner.running())
      throw new Failure('conflict', 'Another release is at work.', { hint: 'Wait for its end, or stop it.' })
  }

  return {
    async begin({ id, copies, expect, confirmedBy, apart }, chosen) {
      refuseSecond()
      const planner = createReleasePlanner(copies, parts.disks.compare, new Set(apart))
      for await (const file of chosen) planner.add(file)
      const problem = releaseProblem(planner.plan(), expect)
      if (problem) throw problem
      refuseSecond()
      if (journal.show(id)) throw new Failure('exists', 'This release was begun already.')
      const record = newRecord({ id, copies, confirmedBy, apart }, planner.plan(), now())
      journal.begin(record, planner.files())
      run(record)
      return known(id)
    },
    resume(id) {
      refuseSecond()
      const release = known(id)
      if (release.state !== 'interrupted' && release.state !== 'stopped')
        throw new Failure('conflict', 'This release is over.', { hint: 'Release again what is left.' })
      const record: ReleaseRecord = { ...recordOf(release), state: 'running', endedAt: null, failed: [] }
      journal.save(record)
      run(record)
      return known(id)
    },
    async stop(id) {
      known(id)
      await runner.stop(id)
    },
    all: () => journal.all(),
    async *watch(id, signal) {
      known(id)
      for await (const _ of changes.follow(signal)) {
        const release = known(id)
        yield release
        if (release.state !== 'running') return
      }
    },
    deletions: (id, offset, limit) => {
      known(id)
      return journalPage(parts, id, offset, limit)
    },
    running: () => (runner.running() ? 1 : 0),
    close: runner.close
  }
}

function newRecord(
  { id, copies, confirmedBy, apart }: Omit<ReleaseRequest, 'expect'>,
  { files, bytes }: { readonly files: number; readonly bytes: number },
  startedAt: string
): ReleaseRecord {
  return {
    ...{ id, copies, confirmedBy: confirmedBy.toWellFormed(), state: 'running', startedAt, endedAt: null },
    ...{ total: { files, bytes }, failed: [], apart: [...apart] }
  }
}

function journalPage(
  { journal, files }: ReleasesParts,
  id: string,
  offset: number,
  limit: number
): { total: number; files: ReleasedFile[] } {
  const lines = journal.deletions(id, { after: offset - 1, limit })
  const known = files.page({ files: lines.map(line => line.file) }, undefined, limit)
  const byId = new Map(known.map(file => [file.id, file]))
  return { total: journal.count(id), files: lines.flatMap(line => shownLine(line, byId.get(line.file))) }
}

const recordOf = ({ deleted: _deleted, refused: _refused, ...record }: Release): ReleaseRecord => record

function shownLine(
  { state, at, message, copies }: ReturnType<Releases['deletions']>[number],
  file: RecordedFile | undefined
): ReleasedFile[] {
  if (!file) return []
  return [
    {
      ...{ file: file.id, path: placeText(file.source), size: file.size, sha256: file.digests.sha256 ?? null },
      // For a person both mean that it is its turn.
      state: state === 'aside' ? 'deleting' : state,
      ...{ at, message, copies }
    }
  ]
}
