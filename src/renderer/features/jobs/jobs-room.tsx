/** The jobs room: the queue, the cluster it waits for, and the jobs that ended long ago. */
import type { SiteView } from '@contract/sites'
import { type ReactNode, useState } from 'react'
import { client } from '../../client/engine-link'
import { EmptyState } from '../../ui/empty-state'
import { Tabs } from '../../ui/tabs'
import { ClusterPage } from './cluster/cluster-page'
import { HistoryPage } from './history/history-page'
import styles from './jobs.module.css'
import { QueuePage } from './list/queue-page'

export interface JobsRoomProps {
  sites: SiteView[]
  /** The site chosen in the top bar. */
  site: string | null
  visible: boolean
  onOpenFolder(site: string, path: string): void
  onOpenTerminal(site: string, folder: string): void
}

const tabs = [
  { id: 'queue', label: 'Queue' },
  { id: 'cluster', label: 'Cluster' },
  { id: 'history', label: 'History' }
] as const
type Page = (typeof tabs)[number]['id']

/** Three pages of one site; the queue keeps its selection and its dialogs while another one is in sight. */
export function JobsRoom(props: JobsRoomProps): ReactNode {
  const { sites, site, visible } = props
  const [page, setPage] = useState<Page>('queue')
  const [wanted, setWanted] = useState<{ filter: string; nonce: number } | undefined>()
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
        {page === 'history' && <HistoryPage {...{ client, sites, site, visible }} />}
      </Tabs>
    </>
  )
}
