/** Jobs that ended, long after the scheduler forgot them. */
import type { FarscopeClient } from '@contract/contract'
import type { JobWeek } from '@contract/jobs-history'
import type { SiteView } from '@contract/sites'
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { Button } from '../../../ui/button'
import { DataTable } from '../../../ui/data-table/data-table'
import { noSelection } from '../../../ui/data-table/selection'
import { EmptyState } from '../../../ui/empty-state'
import { countOf, formatCount } from '../../../ui/format'
import { Note } from '../../../ui/note'
import { AccountingNote, useAccountingOff, withoutAccounting } from './accounting-note'
import styles from './history.module.css'
import { HistoryBar } from './history-bar'
import { type HistoryChoices, historyQuery, isNarrowed } from './history-choices'
import { historyColumns, type PastRow, pastRows } from './history-columns'
import { type FolderWays, HistoryDrawer } from './history-drawer'
import { useExport } from './use-export'
import { type PastJobs, usePastJobs, useWeeks } from './use-history'
import { WeekPlots } from './week-plots'

export interface HistoryPageProps extends FolderWays {
  readonly client: FarscopeClient
  readonly sites: readonly SiteView[]
  /** The site chosen in the top bar; the page can look at all of them, too. */
  readonly site: string | null
  /** Whether the page is in sight: it reads only then. */
  readonly visible?: boolean
  /** Words to look for, asked for from elsewhere. */
  readonly wanted?: { readonly filter: string } | undefined
}

/** What is chosen; another site in the top bar is one here, too. */
function useChoices(site: string | null) {
  const start: HistoryChoices = { site, text: '', end: 'any', from: '', to: '' }
  const [choices, setChoices] = useState(start)
  useEffect(() => setChoices(before => ({ ...before, site })), [site])
  const change = useCallback(
    (part: Partial<HistoryChoices>): void => setChoices(before => ({ ...before, ...part })),
    []
  )
  const showAll = (): void => setChoices(before => ({ ...start, site: before.site }))
  return { choices, change, showAll }
}

/** Past jobs as a list, and their throughput and efficiency by week. */
export function HistoryPage(props: HistoryPageProps): ReactNode {
  const { client, sites, site, visible = true, wanted, onOpenFolder, onOpenTerminal } = props
  const { choices, change, showAll } = useChoices(site)
  useEffect(() => {
    if (wanted) change({ text: wanted.filter })
  }, [wanted, change])
  const [nonce, setNonce] = useState(0)
  const past = usePastJobs(client, historyQuery(choices), nonce, visible)
  const weeks = useWeeks(client, choices.site, nonce, visible)
  const file = useExport(client)
  const bare = past.total === 0 && !isNarrowed(choices)
  const off = useAccountingOff(client, bare && visible ? choices.site : null)
  const noExport = past.total === 0 ? 'There are no jobs to export.' : undefined
  return (
    <div className={styles.page}>
      <HistoryBar
        {...{ sites, choices, noExport }}
        onChange={change}
        exporting={file.running}
        onRefresh={() => setNonce(before => before + 1)}
        onExport={() => file.toggle(choices)}
      />
      {file.failure && (
        <Note tone='error' what={file.failure.message}>
          {file.failure.hint}
        </Note>
      )}
      <HistoryView
        {...{ past, weeks, sites, choices, accountingOff: off, onOpenFolder, onOpenTerminal }}
        onShowAll={showAll}
      />
    </div>
  )
}

export interface HistoryViewProps extends FolderWays {
  readonly past: PastJobs
  readonly weeks: readonly JobWeek[] | null
  readonly sites: readonly SiteView[]
  readonly choices: HistoryChoices
  /** Why the chosen site's accounting says nothing, where no job tells. */
  readonly accountingOff: string | null
  readonly onShowAll: () => void
}

const rowKey = ({ key }: PastRow): string => key

/** What is known, as plots and as a list with one job beside it. */
export function HistoryView(props: HistoryViewProps): ReactNode {
  const { past, weeks, sites, choices, onOpenFolder, onOpenTerminal } = props
  const [selection, setSelection] = useState(noSelection)
  const [drawer, setDrawer] = useState(true)
  const labels = useMemo(() => new Map(sites.map(({ name, label }) => [name, label ?? name])), [sites])
  const rows = useMemo(() => pastRows(past.jobs, labels), [past.jobs, labels])
  const severalSites = choices.site === null
  const columns = useMemo(() => historyColumns(severalSites), [severalSites])
  const chosen = drawer ? rows.find(({ key }) => selection.keys.has(key)) : undefined
  const bare = withoutAccounting(past.jobs).map(name => labels.get(name) ?? name)
  return (
    <>
      {past.failure && (
        <Note tone='error' what={past.failure.message}>
          {past.failure.hint}
          {past.jobs.length > 0 && ' The jobs below are as they were read last.'}
        </Note>
      )}
      <AccountingNote sites={bare} />
      {weeks && <WeekPlots weeks={weeks} />}
      <div className={styles.body}>
        <DataTable
          label='Past jobs'
          select='one'
          rows={rows}
          rowKey={rowKey}
          columns={columns}
          selection={selection}
          onSelection={next => {
            setSelection(next)
            setDrawer(true)
          }}
          onOpen={() => setDrawer(true)}
          active={chosen !== undefined}
          empty={<NoJobs {...props} />}
          foot={<Foot past={past} />}
        />
        {chosen && (
          <HistoryDrawer {...{ row: chosen, onOpenFolder, onOpenTerminal }} onClose={() => setDrawer(false)} />
        )}
      </div>
    </>
  )
}

function NoJobs({ past, choices, accountingOff, onShowAll }: HistoryViewProps): ReactNode {
  if (past.total === null) return past.failure ? null : <EmptyState>Reading the past jobs.</EmptyState>
  if (isNarrowed(choices))
    return <EmptyState act={<Button onClick={onShowAll}>Show all</Button>}>No past job matches.</EmptyState>
  return (
    <EmptyState>
      Jobs stand here from their end on, and stay after SLURM forgot them.
      {accountingOff !== null &&
        ` Accounting is off here (${accountingOff}), so only jobs that end while Farscope runs are remembered.`}
    </EmptyState>
  )
}

function Foot({ past: { jobs, total } }: { past: PastJobs }): ReactNode {
  if (total === null) return null
  return (
    <span>
      {jobs.length < total
        ? `The newest ${formatCount(jobs.length)} of ${countOf(total, 'job')}: narrow the days to see others`
        : countOf(total, 'job')}
    </span>
  )
}
