/** What all tables of notices are asked: `number` counts up, `read` is 0 or 1. */
import { z } from 'zod'
import type { prepareOnce } from './statements'

export interface NoticeRows<Notice> {
  /** Newest first, older than the number `before`. */
  page(before: number | undefined, limit: number): Notice[]
  /** Those after that number, oldest first. */
  after(number: number, limit: number): Notice[]
  /** The latest number; 0 without any. */
  last(): number
  unread(): number
  markRead(upTo: number): void
}

export function createNoticeRows<Notice>(
  prepared: ReturnType<typeof prepareOnce>,
  table: 'job_notices' | 'booking_notices',
  noticesOf: (rows: readonly unknown[]) => Notice[]
): NoticeRows<Notice> {
  const value = (sql: string): number => z.object({ value: z.number() }).parse(prepared(sql).get()).value
  return {
    page: (before = Number.MAX_SAFE_INTEGER, limit) =>
      noticesOf(prepared(`SELECT * FROM ${table} WHERE number < ? ORDER BY number DESC LIMIT ?`).all(before, limit)),
    after: (number, limit) =>
      noticesOf(prepared(`SELECT * FROM ${table} WHERE number > ? ORDER BY number LIMIT ?`).all(number, limit)),
    last: () => value(`SELECT coalesce(max(number), 0) AS value FROM ${table}`),
    unread: () => value(`SELECT count(*) AS value FROM ${table} WHERE read = 0`),
    markRead: upTo => void prepared(`UPDATE ${table} SET read = 1 WHERE read = 0 AND number <= ?`).run(upTo)
  }
}
