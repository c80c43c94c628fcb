/** The jobs room: the queue, the cluster it waits for, and the jobs that ended long ago. */
import type { Job } from '@contract/jobs'
import type { SiteView } from '@contract/sites'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { noSelection, selectOne } from '../../ui/data-table/selection'
import type { Sort } from '../../ui/data-table/sorting'
import { EmptyState } from '../../ui/empty-state'
import { Tabs } from '../../ui/tabs'
import { CancelDialog } from './cancel-dialog'
import { ClusterPage } from './cluster/cluster-page'
import { HistoryPage } from './history/history-page'
import { jobColumns } from './job-columns'
import { JobDrawer } from './job-drawer'
import { type JobRow, jobKey, jobRows } from './job-rows'
import { isOver, type StateGroup } from './job-state'
import styles from './jobs.module.css'
import { JobsBar } from './jobs-bar'
import { JobsNotes } from './jobs-notes'
import { JobsTable } from './jobs-table'
import { NewJobDialog } from './new-job-dialog'
import { useCancelling } from './use-cancelling'
import { useJobs } from './use-jobs'
import { useRoomKeys } from './use-room-keys'

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
  const choose = (id: string): void => setPage(tabs.find(tab => tab.id === id)?.id ?? 'queue')
  if (site === null)
    return (
      <div className={styles.none}>
        <EmptyState>Jobs of a site's scheduler stand here. Add a site to see them.</EmptyState>
      </div>
    )
  const siteLabel = sites.find(({ name }) => name === site)?.label ?? site
  return (
    <Tabs label='Pages of the jobs' tabs={tabs} value={page} onChange={choose}>
      {/* Each site has a queue of its own: its selection, filter and dialogs do not follow to another site. */}
      <div className={styles.page} hidden={page !== 'queue'}>
        <SiteJobs key={site} {...props} site={site} visible={visible && page === 'queue'} />
      </div>
      {page === 'cluster' && <ClusterPage {...{ client, site, siteLabel, visible }} />}
      {page === 'history' && <HistoryPage {...{ client, sites, site, visible }} />}
    </Tabs>
  )
}

/** How the list is narrowed and ordered, and which arrays are unfolded. */
function useChoices() {
  const [allUsers, setAllUsers] = useState(false)
  const [filter, setFilter] = useState('')
  const [group, setGroup] = useState<StateGroup>('any')
  const [sort, setSort] = useState<Sort | undefined>()
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set())
  const toggle = (row: JobRow, open: boolean): void =>
    setExpanded(before => {
      const next = new Set(before)
      if (open) next.add(row.key)
      else next.delete(row.key)
      return next
    })
  return { allUsers, setAllUsers, filter, setFilter, group, setGroup, sort, setSort, expanded, toggle }
}

const none: readonly Job[] = []

/** The queue with the choices applied. */
function useQueue(site: string, visible: boolean) {
  const choices = useChoices()
  const { allUsers, filter, group, sort, expanded } = choices
  const { snapshot, tasks, error } = useJobs(site, allUsers, visible, expanded.size > 0)
  const jobs = snapshot?.jobs ?? none
  const cancels = useCancelling(site, jobs, tasks)
  const { cancelling } = cancels
  const columns = jobColumns(allUsers)
  const value = columns.find(({ id }) => id === sort?.column)?.value
  const rows = useMemo(
    () => jobRows(jobs, tasks, { filter, group, value, direction: sort?.direction }, expanded, cancelling),
    [jobs, tasks, filter, group, value, sort?.direction, expanded, cancelling]
  )
  return { choices, snapshot, error, cancels, columns, rows }
}

/** What is chosen, what the drawer shows, and the questions that are open. */
function useDesk(site: string, visible: boolean, rows: readonly JobRow[]) {
  const [selection, setSelection] = useState(noSelection)
  const [drawer, setDrawer] = useState(true)
  const [asking, setAsking] = useState<readonly Job[]>([])
  const [writing, setWriting] = useState(false)
  const [submitted, setSubmitted] = useState<string | null>(null)
  const filterField = useRef<HTMLDivElement>(null)
  const chosen = useMemo(() => rows.filter(row => selection.keys.has(row.key)), [rows, selection])
  const askCancel = (list: readonly JobRow[]): void => setAsking(cancellable(list))
  const refresh = (): void => void client.jobs.refresh({ site }).catch(() => {})
  useRoomKeys(visible && asking.length === 0 && !writing, {
    n: () => setWriting(true),
    r: refresh,
    l: () => setDrawer(true),
    c: () => askCancel(chosen),
    '/': () => filterField.current?.querySelector('input')?.focus()
  })
  // A job that was just submitted is chosen as soon as the scheduler lists it.
  useEffect(() => {
    if (submitted === null || !rows.some(row => row.key === submitted)) return
    setSelection(selectOne(submitted))
    setSubmitted(null)
  }, [rows, submitted])
  const onSubmitted = (job: Job): void => {
    setSubmitted(jobKey(job))
    setDrawer(true)
  }
  return {
    ...{ selection, setSelection, setDrawer, asking, setAsking, askCancel, writing, setWriting },
    ...{ filterField, refresh, onSubmitted, shown: drawer && chosen.length === 1 ? chosen[0] : undefined }
  }
}

function SiteJobs(props: JobsRoomProps & { site: string }): ReactNode {
  const { sites, site, visible, onOpenFolder, onOpenTerminal } = props
  const siteLabel = sites.find(({ name }) => name === site)?.label ?? site
  const queue = useQueue(site, visible)
  const { rows, cancels, choices } = queue
  const desk = useDesk(site, visible, rows)
  const { shown, asking, refresh } = desk
  const asOf = queue.snapshot?.asOf ?? null
  const onNew = (): void => desk.setWriting(true)
  return (
    <>
      <JobsBar {...{ choices, asOf, onNew }} filterField={desk.filterField} onRefresh={refresh} />
      <JobsNotes {...{ error: queue.error, asOf, cancels }} onRefresh={refresh} />
      <div className={styles.body}>
        <JobsTable
          {...{ ...queue, siteLabel, onNew }}
          selection={desk.selection}
          onSelection={desk.setSelection}
          drawer={shown !== undefined}
          onShow={() => desk.setDrawer(true)}
          onCancel={desk.askCancel}
        />
        {shown && (
          <JobDrawer
            {...{ site, siteLabel, job: shown.job, cancelling: shown.cancelling }}
            onCancel={() => desk.askCancel([shown])}
            onOpenFolder={path => onOpenFolder(site, path)}
            onOpenTerminal={folder => onOpenTerminal(site, folder)}
            onClose={() => desk.setDrawer(false)}
          />
        )}
      </div>
      {asking.length > 0 && (
        <CancelDialog jobs={asking} onConfirm={() => void cancels.cancel(asking)} onClose={() => desk.setAsking([])} />
      )}
      <NewJobDialog
        {...{ open: desk.writing, site, siteLabel }}
        onSubmitted={desk.onSubmitted}
        onClose={() => desk.setWriting(false)}
      />
    </>
  )
}

/** Of the chosen rows those that can still be cancelled; a task whose whole array is chosen goes with it. */
export function cancellable(rows: readonly JobRow[]): readonly Job[] {
  const whole = new Set(rows.filter(({ job }) => job.tasks).map(({ key }) => key))
  return rows
    .filter(({ job, cancelling }) => !cancelling && !isOver(job))
    .filter(({ job }) => job.tasks || job.arrayId === null || !whole.has(job.arrayId))
    .map(({ job }) => job)
}
