/** Notices of what happened to bookings, each once; and how the bookings of a store stood when they were looked at. */
import { type BookingNotice, bookingNoticeSchema } from '@contract/sessions'
import { type SeenBooking, seenBookingSchema } from '@domain/sessions/booking-news'
import type Database from 'libsql'
import { z } from 'zod'
import { createNoticeRows, type NoticeRows } from './notice-rows'
import { prepareOnce, together } from './statements'

/** `happening` names the event for good: a second notice of the same is not taken. */
export const bookingNoticesMigration = `CREATE TABLE booking_notices (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     store TEXT NOT NULL,
     happening TEXT NOT NULL,
     uid TEXT,
     resource TEXT NOT NULL,
     start TEXT NOT NULL,
     event TEXT NOT NULL,
     at TEXT NOT NULL,
     title TEXT NOT NULL,
     text TEXT NOT NULL,
     read INTEGER NOT NULL DEFAULT 0,
     UNIQUE (store, happening)
   ) STRICT;
   CREATE INDEX booking_notices_unread ON booking_notices (number) WHERE read = 0;
   CREATE TABLE seen_bookings (
     store TEXT PRIMARY KEY,
     bookings TEXT NOT NULL
   ) STRICT;`

/** A notice to be. */
export interface NewBookingNotice extends Omit<BookingNotice, 'number' | 'read'> {
  /** What makes it one of a kind in its store. */
  readonly happening: string
}

export interface BookingNotices extends NoticeRows<BookingNotice> {
  /** Returns those that were not there yet, as they were written. */
  add(notices: readonly NewBookingNotice[]): BookingNotice[]
  /** As it was saved last; null: that store was never looked at. */
  seen(store: BookingNotice['store']): SeenBooking[] | null
  saveSeen(store: BookingNotice['store'], bookings: readonly SeenBooking[]): void
}

/** So many are kept; an event that is so old cannot come a second time. */
const mostKept = 5000

export function createBookingNotices(database: Database.Database): BookingNotices {
  const prepared = prepareOnce(database)
  const insert = `INSERT INTO booking_notices (store, happening, uid, resource, start, event, at, title, text)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING *`
  const noticesOf = (rows: readonly unknown[]): BookingNotice[] => rows.map(row => rowSchema.parse(row))
  const addOne = (notice: NewBookingNotice): BookingNotice[] => {
    const { store, happening, uid, resource, start, event, at, title, text } = notice
    const words = [title, text].map(word => word.toWellFormed())
    return noticesOf(prepared(insert).all(keyOf(store), happening, uid, resource, start, event, at, ...words))
  }
  return {
    ...createNoticeRows(prepared, 'booking_notices', noticesOf),
    add: notices =>
      together(database, () => {
        const added = notices.flatMap(addOne)
        const newest = added.at(-1)
        if (newest) prepared('DELETE FROM booking_notices WHERE number <= ?').run(newest.number - mostKept)
        return added
      }),
    seen(store) {
      const row: unknown = prepared('SELECT bookings FROM seen_bookings WHERE store = ?').get(keyOf(store))
      return row === undefined ? null : seenRowSchema.parse(row).bookings
    },
    saveSeen: (store, bookings) =>
      void prepared('INSERT OR REPLACE INTO seen_bookings (store, bookings) VALUES (?, ?)').run(
        keyOf(store),
        JSON.stringify(bookings)
      )
  }
}

/** A path may hold lone surrogates (domain/bytes-name), which SQLite's text does not keep: JSON escapes them. */
const keyOf = ({ site, folder }: BookingNotice['store']): string => JSON.stringify({ site, folder })

const fromJson = z.string().transform((text): unknown => JSON.parse(text))

const seenRowSchema = z.object({ bookings: fromJson.pipe(z.array(seenBookingSchema)) })

const rowSchema = z
  .object({ read: z.number(), store: fromJson })
  .passthrough()
  .transform(row => ({ ...row, read: row.read !== 0 }))
  .pipe(bookingNoticeSchema)
