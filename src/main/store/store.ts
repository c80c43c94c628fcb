/** The SQLite file of the data folder: what must survive a crash. */
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import Database from 'libsql'
import type { Log } from '../platform'
import { type BookingCopies, createBookingCopies } from './booking-copies'
import { type BookingNotices, createBookingNotices } from './booking-notices'
import { type CloudRuns, createCloudRuns } from './cloud-runs'
import { createDisplayGrants, type DisplayGrants } from './display-grants'
import { createJobNotices, type JobNotices } from './job-notices'
import { createJobSamples, type JobSamples } from './job-samples'
import { createLedger, type Ledger } from './ledger'
import { createLedgerFiles, type LedgerFiles } from './ledger-files'
import { createLiveJobs, type LiveJobs } from './live-jobs'
import { migrations } from './migrations'
import { createPastJobs, type PastJobs } from './past-jobs'
import { createProcessing, type Processing } from './processing'
import { createReleases, type Releases } from './releases'
import { createSavedPlans, type SavedPlans } from './saved-plans'
import { createSessionRecords, type SessionRecords } from './session-records'
import { createSubmissions, type Submissions } from './submissions'
import { createTransferJournal, type TransferJournal } from './transfer-journal'
import { createWatches, type Watches } from './watches'

export interface Store {
  readonly transfers: TransferJournal
  readonly ledger: Ledger
  readonly ledgerFiles: LedgerFiles
  readonly releases: Releases
  readonly pastJobs: PastJobs
  readonly liveJobs: LiveJobs
  readonly submissions: Submissions
  readonly jobNotices: JobNotices
  readonly jobSamples: JobSamples
  readonly sessions: SessionRecords
  readonly bookingCopies: BookingCopies
  readonly bookingNotices: BookingNotices
  readonly displayGrants: DisplayGrants
  readonly savedPlans: SavedPlans
  readonly watches: Watches
  readonly processing: Processing
  readonly cloudRuns: CloudRuns
  close(): void
}

/**
 * Opens `farscope.db`, making and migrating it. `corrupt`: not a database; `unsupported`: written by a newer Farscope;
 * `permission`: it cannot be opened.
 */
export function openStore(dataFolder: string, log: Log): Store {
  const file = join(dataFolder, 'farscope.db')
  const database = open(file)
  return {
    transfers: createTransferJournal(database, log),
    ledger: createLedger(database, log),
    ledgerFiles: createLedgerFiles(database),
    releases: createReleases(database),
    pastJobs: createPastJobs(database, log),
    liveJobs: createLiveJobs(database, log),
    submissions: createSubmissions(database),
    jobNotices: createJobNotices(database),
    jobSamples: createJobSamples(database),
    sessions: createSessionRecords(database),
    bookingCopies: createBookingCopies(database),
    bookingNotices: createBookingNotices(database),
    displayGrants: createDisplayGrants(database),
    savedPlans: createSavedPlans(database),
    watches: createWatches(database),
    cloudRuns: createCloudRuns(database, log, file),
    processing: createProcessing(database),
    close: () => database.close()
  }
}

function open(file: string): Database.Database {
  let database: Database.Database | undefined
  try {
    database = new Database(file)
    database.pragma('journal_mode = WAL')
    // What was committed outlives a killed engine also without a flush to the disk for each commit; a power cut may
    // take the last moments, never the file (sqlite.org/pragma.html#pragma_synchronous).
    database.pragma('synchronous = NORMAL')
    migrate(database, file)
    return database
  } catch (thrown) {
    database?.close()
    if (thrown instanceof Failure) throw thrown
    if (isDamaged(thrown))
      throw new Failure('corrupt', `${file} cannot be read.`, {
        cause: thrown,
        hint: 'Move it away; Farscope then starts with an empty history.'
      })
    throw new Failure('permission', `${file} cannot be opened.`, {
      cause: thrown,
      hint: 'Make it and its folder readable and writable for you, or use another folder with --data-dir.'
    })
  }
}

/** SQLite's words for a file that is not a database, or no longer one (sqlite.org/rescode.html). */
const isDamaged = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && /^SQLITE_(NOTADB|CORRUPT)/.test(String(thrown.code))

function migrate(database: Database.Database, file: string): void {
  const row = database.prepare('PRAGMA user_version').get()
  const version = typeof row === 'object' && row !== null && 'user_version' in row ? Number(row.user_version) : 0
  if (version > migrations.length)
    throw new Failure('unsupported', `${file} was written by a newer Farscope (version ${version}).`, {
      hint: 'Update Farscope, or use another data folder.'
    })
  migrations.slice(version).forEach((statements, index) => {
    database.exec(`BEGIN; ${statements} PRAGMA user_version = ${version + index + 1}; COMMIT;`)
  })
}
