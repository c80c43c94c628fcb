/** Notices of what happened to jobs: each event once. */
import { type JobNotice, jobNoticeSchema } from '@contract/jobs-history'
import type Database from 'libsql'
import { z } from 'zod'
import { createNoticeRows, type NoticeRows } from './notice-rows'
import { prepareOnce, together } from './statements'

/** `happening` names the event of one life of a job: a second notice of the same is not taken. */
export const jobNoticesMigration = `CREATE TABLE job_notices (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     site TEXT NOT NULL,
     job TEXT NOT NULL,
     submitted INTEGER NOT NULL,
     happening TEXT NOT NULL,
     event TEXT NOT NULL,
     name TEXT NOT NULL,
     at TEXT NOT NULL,
     text TEXT NOT NULL,
     read INTEGER NOT NULL DEFAULT 0,
     UNIQUE (site, job, submitted, happening)
   ) STRICT;
   CREATE INDEX job_notices_unread ON job_notices (number) WHERE read = 0;`

/** A notice to be; `submitted` (milliseconds) tells apart the lives of a job that was requeued. */
export interface NewNotice extends Omit<JobNotice, 'number' | 'read'> {
  readonly submitted: number
  /** What makes it one of a kind for its job: the event, or the part of an array that it speaks of. */
  readonly happening: string
}

export interface JobNotices extends NoticeRows<JobNotice> {
  /** Returns those that were not there yet, as they were written. */
  add(notices: readonly NewNotice[]): JobNotice[]
}

export function createJobNotices(database: Database.Database): JobNotices {
  const prepared = prepareOnce(database)
  const insert = `INSERT INTO job_notices (site, job, submitted, happening, event, name, at, text)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING *`
  const noticesOf = (rows: readonly unknown[]): JobNotice[] => rows.map(row => rowSchema.parse(row))
  return {
    ...createNoticeRows(prepared, 'job_notices', noticesOf),
    add: notices =>
      together(database, () =>
        notices.flatMap(({ site, job, submitted, happening, event, name, at, text }) =>
          noticesOf(prepared(insert).all(site, job, submitted, happening, event, ...[name, at, text].map(wellFormed)))
        )
      )
  }
}

const wellFormed = (text: string): string => text.toWellFormed()

const rowSchema = z
  .object({ read: z.number() })
  .passthrough()
  .transform(row => ({ ...row, read: row.read !== 0 }))
  .pipe(jobNoticeSchema)
