/** Notices of jobs as they are shown: the mark of an event, and what is said when several come at once. */
import type { JobEvent, JobNotice } from '@contract/jobs-history'
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
