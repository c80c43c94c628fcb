import { bookingCopiesMigration } from './booking-copies'
import { bookingNoticesMigration } from './booking-notices'
import { cloudRunsMigration } from './cloud-runs'
import { displayGrantsMigration } from './display-grants'
import { jobNoticesMigration } from './job-notices'
import { jobSamplesMigration } from './job-samples'
import { ledgerMigration } from './ledger'
import { ledgerFilesMigration } from './ledger-files'
import { liveJobsMigration } from './live-jobs'
import { pastJobsMigration } from './past-job-rows'
import { processingMigration } from './processing'
import { releasesMigration } from './releases'
import { savedPlansMigration } from './saved-plans'
import { sessionRecordsMigration } from './session-records'
import { submissionsMigration } from './submissions'
import { watchesMigration, watchesSeenMigration } from './watches-migration'

/**
 * The schema of the store. Each entry takes the file one version further (PRAGMA user_version) and is never changed
 * after a release. Names that may not be UTF-8 are BLOBs of their exact bytes (domain/bytes-name).
 */
export const migrations: readonly string[] = [
  `CREATE TABLE transfers (
     id TEXT PRIMARY KEY,
     added_at TEXT NOT NULL,
     record TEXT NOT NULL
   ) STRICT;`,

  // What the first form kept of a transfer is not enough to go on with it, so its finished ones are let go. A request
  // may name 100,000 sources and never changes; the record beside it is written many times a second.
  `DROP TABLE transfers;
   CREATE TABLE transfers (
     id TEXT PRIMARY KEY,
     position INTEGER NOT NULL,
     record TEXT NOT NULL
   ) STRICT;
   CREATE TABLE transfer_requests (
     id TEXT PRIMARY KEY,
     request TEXT NOT NULL
   ) STRICT;
   CREATE TABLE transfer_files (
     transfer TEXT NOT NULL,
     seq INTEGER NOT NULL,
     kind TEXT NOT NULL,
     source BLOB NOT NULL,
     target BLOB NOT NULL,
     size INTEGER NOT NULL,
     mtime INTEGER NOT NULL,
     mode INTEGER NOT NULL,
     state TEXT NOT NULL,
     done INTEGER NOT NULL,
     how TEXT,
     existing TEXT,
     part BLOB,
     stamp TEXT,
     ranges TEXT,
     error TEXT,
     checksum TEXT,
     PRIMARY KEY (transfer, seq)
   ) STRICT, WITHOUT ROWID;`,

  ledgerMigration,

  [pastJobsMigration, liveJobsMigration, submissionsMigration, jobNoticesMigration].join('\n'),

  jobSamplesMigration,

  bookingCopiesMigration,

  sessionRecordsMigration,

  bookingNoticesMigration,

  displayGrantsMigration,

  savedPlansMigration,

  [ledgerFilesMigration, releasesMigration].join('\n'),

  watchesMigration,

  cloudRunsMigration,

  processingMigration,

  watchesSeenMigration
]
