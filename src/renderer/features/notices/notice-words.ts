/** Notices as they are shown: the mark of an event, and what is said when several come at once. */
import type { BudgetNotice } from '@contract/cloud-spend'
import type { JobEvent, JobNotice } from '@contract/jobs-history'
import type { BookingEvent, BookingNotice } from '@contract/sessions'
import { countOf } from '../../ui/format'
import type { State } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'

/** The mark of an event, with its spoken name, which the settings show too. */
export const eventMarks: Readonly<Record<JobEvent, { readonly state: State; readonly word: string }>> = {
  started: { state: 'running', word: 'started' },
  completed: { state: 'done', word: 'ended well' },
  failed: { state: 'failed', word: 'failed' },
  timeout: { state: 'failed', word: 'ran out of time' },
  'out-of-memory': { state: 'failed', word: 'ran out of memory' },
  'node-fail': { state: 'failed', word: 'lost its node' },
  cancelled: { state: 'cancelled', word: 'was cancelled' },
  ended: { state: 'out-of-date', word: 'ended, and nobody can tell how' }
}

/** The same of what happens to bookings. */
export const bookingMarks: Readonly<Record<BookingEvent, { readonly state: State; readonly word: string }>> = {
  begin: { state: 'starting', word: 'begins' },
  end: { state: 'warning', word: 'ends' },
  'hand-over': { state: 'running', word: 'handed over' },
  offer: { state: 'waiting', word: 'is offered' },
  asked: { state: 'waiting', word: 'time is asked for' },
  answered: { state: 'done', word: 'answered' },
  granted: { state: 'done', word: 'has consent' },
  refused: { state: 'failed', word: 'was refused' },
  waiting: { state: 'waiting', word: 'waits for consent' },
  'control-asked': { state: 'waiting', word: 'control is asked for' },
  'control-refused': { state: 'failed', word: 'control was refused' }
}

/** The same of every mark of a budget that was reached. */
export const budgetNoticeMark: { readonly state: State; readonly word: string } = {
  state: 'warning',
  word: 'budget of cloud runs'
}

/** A notice of any kind, as the bell lists them together. */
export type Notice =
  | { readonly of: 'job'; readonly notice: JobNotice }
  | { readonly of: 'booking'; readonly notice: BookingNotice }
  | { readonly of: 'budget'; readonly notice: BudgetNotice }

/** Unique among all kinds. */
export const noticeKey = ({ of, notice }: Notice): string => `${of} ${notice.number}`

/** All kinds in one list, newest first. */
export function mergedNotices(
  jobs: readonly JobNotice[],
  bookings: readonly BookingNotice[],
  budgets: readonly BudgetNotice[]
): readonly Notice[] {
  const all = [
    ...jobs.map((notice): Notice => ({ of: 'job', notice })),
    ...bookings.map((notice): Notice => ({ of: 'booking', notice })),
    ...budgets.map((notice): Notice => ({ of: 'budget', notice }))
  ]
  return all.sort((a, b) => Date.parse(b.notice.at) - Date.parse(a.notice.at))
}

/** What a toast says, and the job that it opens. */
export interface NoticeToast {
  readonly title: string
  readonly description: string
  /** Null where it stands for several jobs. */
  readonly notice: JobNotice | null
}

/** More at once than this are told in one toast. */
const mostToasts = 3

/** The toasts for notices that have just come; `siteLabel` gives the name of a site as the person calls it. */
export function noticeToasts(fresh: readonly JobNotice[], siteLabel: (site: string) => string): readonly NoticeToast[] {
  if (fresh.length <= mostToasts)
    return fresh.map(notice => ({ title: visibleName(notice.text), description: siteLabel(notice.site), notice }))
  const failed = fresh.filter(({ event }) => eventMarks[event].state === 'failed').length
  const description = failed === 0 ? 'Nothing failed.' : `${countOf(failed, 'job')} failed.`
  return [{ title: `News of ${countOf(fresh.length, 'job')}`, description, notice: null }]
}

/** The count on the bell: more than 99 need no exact figure. */
export function countWords(unread: number): string {
  return unread > 99 ? '99+' : String(unread)
}
