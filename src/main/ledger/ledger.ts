/** The ledger: verified copies of files, what may be deleted at its source, and releases. */
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
import { type RecordedFile, shownFile } from '@domain/ledger/recorded-file'
import { createReleasePlanner } from '@domain/ledger/release-plan'
import { createLedgerTally } from '@domain/ledger/summary'
import { createBroadcast } from '../broadcast'
import type { Platform } from '../platform'
import type { Store } from '../store/store'
import { addVerified } from './add-verified'
import { createDiskBook, diskAgeMs } from './disk-book'
import type { LedgerEnds } from './ends'
import { absolutePlace, createPages } from './ledger-pages'
import { createReleaseDesk, type ReleaseDesk, type ReleaseRequest } from './releases'
import { bagReport, csvReport, htmlReport } from './report'
import type { VerifiedCopies } from './verified-copies'
import { verifyFiles } from './verify-files'

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

/** Followers are told at most so often. Milliseconds. */
const tellEveryMs = 1000

export function createLedger(parts: LedgerParts): Ledger {
  const { platform, store } = parts
  const { clock } = platform
  let change = 0
  const changes = createBroadcast(() => ({ change }), tellEveryMs)
  const changed = (): void => {
    change++
    changes.publish()
  }
  const { pages } = createPages(parts, store.ledgerFiles)
  const disks = createDiskBook(parts, () => clock.now().getTime())
  const { compare } = disks
  const desk = createReleaseDesk({
    ...{ ends: parts, disks, files: store.ledgerFiles, journal: store.releases },
    ...{ clock, log: platform.log, changed }
  })

  async function* shownPages({ choice, copies }: Asked, signal: Signal): AsyncGenerator<LedgerFile[], void, void> {
    for await (const page of pages(choice, signal)) {
      await disks.learn(page, diskAgeMs.shown, signal)
      yield page.map(file => shownFile(file, copies, compare))
    }
  }

  /** Every file of the choice, in order, when it was asked on which disks it lies. */
  async function* placed(choice: LedgerChoice, signal: Signal): AsyncGenerator<RecordedFile, void, void> {
    for await (const page of pages(choice, signal)) {
      await disks.learn(page, diskAgeMs.released, signal)
      yield* page
    }
  }

  async function summary({ choice, copies }: Asked, signal: Signal): Promise<LedgerSummary> {
    const tally = createLedgerTally(copies, compare)
    for await (const page of pages(choice, signal)) {
      await disks.learn(page, diskAgeMs.shown, signal)
      for (const file of page) tally.add(file)
    }
    return tally.summary()
  }

  return {
    desk,
    verified(...copies) {
      store.ledgerFiles.record(copies)
      changed()
    },
    async *list({ choice, copies }, signal) {
      const tally = createLedgerTally(copies, compare)
      for await (const page of pages(choice, signal)) {
        await disks.learn(page, diskAgeMs.shown, signal)
        for (const file of page) tally.add(file)
        yield { type: 'files', files: page.map(file => shownFile(file, copies, compare)) }
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
    verify: (choice, signal) =>
      verifyFiles({ ends: parts, files: store.ledgerFiles, clock, changed, pages }, choice, signal),
    async plan({ choice, copies }, signal) {
      const planner = createReleasePlanner(copies, compare)
      for await (const file of placed(choice, signal)) planner.add(file)
      return planner.plan()
    },
    release: ({ choice, ...request }, signal) => desk.begin(request, placed(choice, signal)),
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
