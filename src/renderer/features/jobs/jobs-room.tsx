/** The jobs room: the queue, the cluster it waits for, and the jobs that ended long ago. */
import type { SiteView } from '@contract/sites'
import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../../client/engine-link'
import { EmptyState } from '../../ui/empty-state'
import { Tabs } from '../../ui/tabs'
import { ClusterPage } from './cluster/cluster-page'
import { HistoryPage } from './history/history-page'
import styles from './jobs.module.css'
import { QueuePage } from './list/queue-page'
import { historyDays } from './list/site-streams'
import type { SessionFolder } from './new-job-dialog'

export interface JobsRoomProps {
  sites: SiteView[]
  /** The site chosen in the top bar. */
  site: string | null
  visible: boolean
  /** A job of `site` to show; another `nonce` asks again. `at`: when it was last heard of, milliseconds since 1970. */
  jobAt?: { readonly id: string; readonly at: number; readonly nonce: number } | undefined
  /** Of the session that runs: where a new job at its site runs unless something else is written. */
  sessionFolder?: SessionFolder | undefined
  onOpenFolder(site: string, path: string): void
  onOpenTerminal(site: string, folder: string): void
  /** Shows a run in the cloud room. */
  onOpenRun(id: string): void
}

const tabs = [
  { id: 'queue', label: 'Queue' },
  { id: 'cluster', label: 'Cluster' },
  { id: 'history', label: 'History' }
] as const
type Page = (typeof tabs)[number]['id']

/** The page that a job asked for from elsewhere stands on: the queue forgets it after some days. An array is one row. */
export function placeOfJob({ id, at }: { id: string; at: number }, now: number): { page: Page; text: string } {
  return { page: now - at < historyDays * 86_400_000 ? 'queue' : 'history', text: /^\d+/.exec(id)?.[0] ?? id }
}

/** Three pages of one site; the queue keeps its selection and its dialogs while another one is in sight. */
export function JobsRoom(props: JobsRoomProps): ReactNode {
  const { sites, site, visible, jobAt, onOpenFolder, onOpenTerminal } = props
  const [page, setPage] = useState<Page>('queue')
  const [wanted, setWanted] = useState<{ filter: string; nonce: number } | undefined>()
  useEffect(() => {
    if (!jobAt) return
    const { page: next, text } = placeOfJob(jobAt, Date.now())
    setPage(next)
    setWanted({ filter: text, nonce: jobAt.nonce })
  }, [jobAt])
  const choose = (id: string): void => setPage(tabs.find(tab => tab.id === id)?.id ?? 'queue')
  if (site === null)
    return (
      <div className={styles.none}>
        <h1 className='spoken'>Jobs</h1>
        <EmptyState>Jobs of a site's scheduler stand here. Add a site to see them.</EmptyState>
      </div>
    )
  const siteLabel = sites.find(({ name }) => name === site)?.label ?? site
  const showJobs = (node: string): void => {
    setWanted(before => ({ filter: node, nonce: (before?.nonce ?? 0) + 1 }))
    setPage('queue')
  }
  return (
    <>
      <h1 className='spoken'>Jobs</h1>
      <Tabs label='Pages of the jobs' tabs={tabs} value={page} onChange={choose}>
        <div className={styles.page} hidden={page !== 'queue'}>
          <QueuePage {...props} client={client} site={site} visible={visible && page === 'queue'} wanted={wanted} />
        </div>
        {page === 'cluster' && <ClusterPage {...{ client, site, siteLabel, visible }} onShowJobs={showJobs} />}
        {page === 'history' && (
          <HistoryPage {...{ client, sites, site, visible, wanted, onOpenFolder, onOpenTerminal }} />
        )}
      </Tabs>
    </>
  )
}
