/** The ledger: verified copies of files, what may be deleted at its source, and releases. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Place } from '@contract/files'
import type {
  LedgerChoice,
  LedgerFile,
  LedgerListEvent,
  LedgerSummary,
  ReleasePlan,
  ReportPiece,
  VerifyEvent
} from '@contract/ledger'
import { absoluteBucketPath } from '@domain/files/bucket-path'
import { normalizePath } from '@domain/files/path'
import { type RecordedFile, shownFile } from '@domain/ledger/recorded-file'
import { createReleasePlanner } from '@domain/ledger/release-plan'
import { createLedgerTally } from '@domain/ledger/summary'
import { createBroadcast } from '../broadcast'
import type { Platform } from '../platform'
import type { Store } from '../store/store'
import { addVerified } from './add-verified'
import { checkFiles, takeBatch } from './check-files'
import { countChecked, noCounts, outcomeOf } from './check-outcome'
import { filesAt, type LedgerEnds } from './ends'
import { createReleaseDesk, type ReleaseDesk, type ReleaseRequest } from './releases'
import { bagReport, csvReport, htmlReport } from './report'
import type { VerifiedCopies } from './verified-copies'

type Signal = AbortSignal | undefined

export interface LedgerParts extends LedgerEnds {
  readonly platform: Pick<Platform, 'clock' | 'log' | 'version'>
  readonly store: Pick<Store, 'ledger' | 'ledgerFiles' | 'releases'>
}

interface Asked {
  readonly choice: LedgerChoice
  readonly copies: number
}

/** The calls of contract/ledger. */
export interface Ledger extends VerifiedCopies {
  readonly desk: ReleaseDesk
  list(asked: Asked, signal: Signal): AsyncGenerator<LedgerListEvent, void, void>
  summary(asked: Asked, signal: Signal): Promise<LedgerSummary>
  watch(signal: Signal): AsyncGenerator<{ change: number }, void, void>
  add(
    request: { transfer?: string | undefined; under?: Place | undefined; session: string | null },
    signal: Signal
  ): Promise<{ files: number; copies: number }>
  verify(choice: LedgerChoice, signal: Signal): AsyncGenerator<VerifyEvent, void, void>
  plan(asked: Asked, signal: Signal): Promise<ReleasePlan>
  release(request: Asked & ReleaseRequest, signal: Signal): ReturnType<ReleaseDesk['begin']>
  report(
    request: Asked & { form: 'html' | 'csv' | 'bagit'; title: string },
    signal: Signal
  ): AsyncGenerator<ReportPiece, void, void>
  close(): Promise<void>
}

const pageRows = 500
/** Followers are told at most so often. Milliseconds. */
const tellEveryMs = 1000

export function createLedger(parts: LedgerParts): Ledger {
  const { platform, store } = parts
  const { clock } = platform
  const now = (): number => clock.now().getTime()
  let change = 0
  const changes = createBroadcast(() => ({ change }), tellEveryMs)
  const changed = (): void => {
    change++
    changes.publish()
  }
  const desk = createReleaseDesk({
    ...{ ends: parts, files: store.ledgerFiles, journal: store.releases },
    ...{ clock, log: platform.log, changed }
  })

  /** Pages in their order; others have the thread between two. */
  async function* pages(given: LedgerChoice, signal: Signal): AsyncGenerator<RecordedFile[], void, void> {
    const choice = given.under ? { ...given, under: await absolutePlace(parts, given.under, signal) } : given
    let page = store.ledgerFiles.page(choice, undefined, pageRows)
    while (page.length > 0) {
      yield page
      await turn()
      signal?.throwIfAborted()
      page = store.ledgerFiles.page(choice, page.at(-1), pageRows)
    }
  }

  async function* all(choice: LedgerChoice, signal: Signal): AsyncGenerator<RecordedFile, void, void> {
    for await (const page of pages(choice, signal)) yield* page
  }

  async function* shownPages({ choice, copies }: Asked, signal: Signal): AsyncGenerator<LedgerFile[], void, void> {
    for await (const page of pages(choice, signal)) yield page.map(file => shownFile(file, copies))
  }

  async function summary({ choice, copies }: Asked, signal: Signal): Promise<LedgerSummary> {
    const tally = createLedgerTally(copies)
    for await (const file of all(choice, signal)) tally.add(file)
    return tally.summary()
  }

  async function* verify(choice: LedgerChoice, signal: Signal): AsyncGenerator<VerifyEvent, void, void> {
    const ending = signal ?? new AbortController().signal
    const total = { files: 0, bytes: 0 }
    for await (const file of all(choice, signal)) {
      total.files++
      total.bytes += file.size
    }
    const counts = noCounts()
    for await (const page of pages(choice, signal)) {
      const rest = [...page]
      while (rest.length > 0) {
        const checked = await checkFiles(parts, takeBatch(rest), now, ending)
        store.ledgerFiles.saveChecks(checked.map(outcomeOf), clock.now().toISOString())
        for (const one of checked) countChecked(counts, one)
        changed()
        yield { type: 'progress', total, counts }
      }
    }
    yield { type: 'end', total, counts }
  }

  return {
    desk,
    verified(...copies) {
      store.ledgerFiles.record(copies)
      changed()
    },
    async *list({ choice, copies }, signal) {
      const tally = createLedgerTally(copies)
      for await (const page of pages(choice, signal)) {
        for (const file of page) tally.add(file)
        yield { type: 'files', files: page.map(file => shownFile(file, copies)) }
      }
      yield { type: 'end', summary: tally.summary() }
    },
    summary,
    watch: signal => changes.follow(signal),
    async add(request, signal) {
      const under = request.under && (await absolutePlace(parts, request.under, signal))
      const found = { proven: store.ledger, files: store.ledgerFiles }
      return addVerified(found, { ...request, under }, signal).finally(changed)
    },
    verify,
    async plan({ choice, copies }, signal) {
      const planner = createReleasePlanner(copies)
      for await (const file of all(choice, signal)) planner.add(file)
      return planner.plan()
    },
    release: ({ choice, ...request }, signal) => desk.begin(request, all(choice, signal)),
    report(request, signal) {
      const report = {
        ...{ title: request.title, at: clock.now().toISOString(), version: platform.version },
        pages: () => shownPages(request, signal),
        summary: () => summary(request, signal)
      }
      const { form } = request
      return form === 'html' ? htmlReport(report) : form === 'csv' ? csvReport(report) : bagReport(report)
    },
    close: () => desk.close()
  }
}

/** A path that is absolute needs no link. */
async function absolutePlace(ends: LedgerEnds, place: Place, signal: Signal): Promise<Place> {
  if (place.kind === 's3') return { ...place, path: absoluteBucketPath(place.path) }
  if (place.kind === 'site' && /^(?:[A-Za-z]:)?\//.test(place.path))
    return { ...place, path: normalizePath(place.path) }
  const files = await filesAt(ends, place, signal)
  return { ...place, path: files.absolute(place.path) }
}
