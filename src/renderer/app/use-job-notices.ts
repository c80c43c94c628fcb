/** Notices of jobs: followed once, told while the window is looked at, and opened in the jobs room. */
import type { JobNotice } from '@contract/jobs-history'
import { useCallback } from 'react'
import { client } from '../client/engine-link'
import { jobNotices } from '../features/notices/notice-feed'
import { noticeToasts } from '../features/notices/notice-words'
import { notify } from '../ui/toasts'
import { useEngineState } from './engine-state'
import { goTo, openJob } from './navigation'

/** The name of a site as the person calls it. */
export function useSiteLabel(): (site: string) => string {
  const { sites } = useEngineState()
  return useCallback((name: string) => sites?.find(site => site.name === name)?.label ?? name, [sites])
}

/** Shows the job of a notice where it stands now. */
export function showNotice(notice: JobNotice): void {
  openJob({ site: notice.site, id: notice.job, at: Date.parse(notice.at) })
}

/** Mounted once, by the app. */
export function useJobNotices(): void {
  const siteLabel = useSiteLabel()
  jobNotices.useFollow(client, fresh => {
    // A window that nobody sees would show them all at once later; the system tells of them, and the bell has them.
    if (document.hidden) return
    for (const { title, description, notice } of noticeToasts(fresh, siteLabel))
      notify(title, {
        description,
        act: { label: 'Show', onClick: () => (notice === null ? goTo('jobs') : showNotice(notice)) }
      })
  })
}
