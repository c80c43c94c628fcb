import type { FarscopeClient } from '@contract/contract'
import type { PastJob } from '@contract/jobs-history'
import { type ReactNode, useEffect, useState } from 'react'
import { Banner } from '../../../ui/note'

/** The sites whose newest job is known from the queue alone: accounting says nothing there. Newest job first in. */
export function withoutAccounting(jobs: readonly PastJob[]): readonly string[] {
  const newest = new Map<string, PastJob['source']>()
  for (const { site, source } of jobs) if (!newest.has(site)) newest.set(site, source)
  return [...newest].filter(([, source]) => source === 'seen').map(([site]) => site)
}

/** Why accounting says nothing on a site of which no past job is known; null while it does, or nobody can tell. */
export function useAccountingOff(client: FarscopeClient, site: string | null): string | null {
  const [off, setOff] = useState<{ site: string; message: string } | null>(null)
  useEffect(() => {
    if (site === null) return
    const controller = new AbortController()
    client.jobs.list({ site, historyDays: 1 }, { signal: controller.signal }).then(
      ({ accounting }) => {
        if (!accounting.available) setOff({ site, message: accounting.message })
      },
      // The queue page says why a site cannot be asked.
      () => undefined
    )
    return () => controller.abort()
  }, [client, site])
  return off?.site === site ? off.message : null
}

/** Says where jobs are known from where the scheduler keeps no books, and what is missing for that. */
export function AccountingNote({ sites }: { sites: readonly string[] }): ReactNode {
  if (sites.length === 0) return null
  return (
    <Banner>
      <b>Accounting is off on {sites.join(', ')}.</b> Jobs stand here as the queue showed them while Farscope looked:
      CPU and memory used are unknown, and jobs that ended unwatched are missing.
    </Banner>
  )
}
