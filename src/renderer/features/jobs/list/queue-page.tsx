/** The queue of one site or of all, and one job beside it. */
import type { FarscopeClient } from '@contract/contract'
import type { Job } from '@contract/jobs'
import type { SiteView } from '@contract/sites'
import { cloudSource } from '@domain/jobs/run-as-job'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { noSelection, type Selection, selectOne } from '../../../ui/data-table/selection'
import { useRoomKeys } from '../../../ui/use-room-keys'
import { ActDialog } from '../acts/act-dialog'
import { type ActKind, actChoice, copiedIds } from '../acts/job-acts'
import { OutcomeNote } from '../acts/outcome-note'
import { useActs } from '../acts/use-acts'
import { showSection } from '../detail/job-section'
import { jobColumns } from '../job-columns'
import { JobDrawer } from '../job-drawer'
import styles from '../jobs.module.css'
import { JobsTable, type QueueState } from '../jobs-table'
import { NewJobDialog, type SessionFolder } from '../new-job-dialog'
import { jobFeed, type SiteQueue } from './job-feed'
import { type JobRow, jobKey, type ListRow, rowKeyOf } from './list-row'
import type { ListRows } from './list-rows'
import { QueueBar } from './queue-bar'
import { needsPerson, QueueNotes, type Trouble } from './queue-notes'
import { changeView, queueView } from './queue-view'
import { RunBeside } from './run-beside'
import { SiteStreams } from './site-streams'
import { useCloudSource } from './use-cloud-source'
import { useListRows } from './use-list-rows'
import { useRowChoice, useScope } from './use-queue-choices'

export interface QueuePageProps {
  readonly client: FarscopeClient
  readonly sites: readonly SiteView[]
  /** The site chosen in the top bar. */
  readonly site: string
  readonly visible: boolean
  /** Words to filter by, asked for from elsewhere; another `nonce` asks again. */
  readonly wanted?: { readonly filter: string; readonly nonce: number } | undefined
  /** Of the session that runs: where a new job at its site runs unless something else is written. */
  readonly sessionFolder?: SessionFolder | undefined
  readonly onOpenFolder: (site: string, path: string) => void
  readonly onOpenTerminal: (site: string, folder: string) => void
  /** Shows a run in the cloud room. */
  readonly onOpenRun: (id: string) => void
}

const time = (instant: string | null): number | undefined => (instant === null ? undefined : Date.parse(instant))

const noSites: readonly string[] = []

/** The queues in sight as they stand: rows, troubles, and when the oldest was read. */
function useQueue(props: QueuePageProps) {
  const { client, sites, site } = props
  const scope = useScope(sites, site)
  const labels = useMemo(() => new Map(sites.map(one => [one.name, one.label ?? one.name])), [sites])
  const siteLabel = useCallback(
    (name: string): string => labels.get(name) ?? (name === cloudSource ? 'Cloud' : name),
    [labels]
  )
  const acts = useActs(client)
  const row = useRowChoice(acts.cancelling, siteLabel)
  const cloud = useCloudSource(props.visible)
  const source = useStore(queueView, view => (cloud === null ? 'jobs' : view.source))
  const list = useListRows(source === 'cloud' ? noSites : scope.shown, row.choice, source === 'jobs' ? null : cloud)
  const { queues, revision } = useStore(jobFeed.store)
  const shown = scope.shown.flatMap(name => queues.get(name) ?? [])
  const { settle } = acts
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the queues may confirm a cancellation
  useEffect(() => settle(list.lookup.find), [revision, list.lookup])
  const troubles = shown.flatMap(({ site: name, error, asOf }): Trouble[] =>
    error ? [{ site: name, label: siteLabel(name), error, readAt: time(asOf) }] : []
  )
  const read = shown.flatMap(({ asOf }) => time(asOf) ?? [])
  const readAt = read.length === 0 ? undefined : Math.min(...read)
  return {
    scope,
    siteLabel,
    acts,
    row,
    list,
    shown,
    troubles,
    readAt,
    cloud: cloud !== null,
    withRuns: source !== 'jobs',
    cloudOnly: source === 'cloud'
  }
}

/** What the table says where rows are missing. */
function queueState(label: string, shown: readonly SiteQueue[], allUsers: boolean): QueueState {
  const silent = shown.find(({ asOf, accounting }) => asOf !== null && !accounting.available)
  return {
    ...{ label, allUsers },
    read: shown.some(({ asOf }) => asOf !== null),
    failed: shown.some(({ error }) => error !== null),
    noAccounting: silent?.accounting.message ?? null
  }
}

/** Only runs of the cloud are shown: no scheduler is asked for them. */
const cloudState: QueueState = { label: 'the cloud', read: true, failed: false, allUsers: true, noAccounting: null }

/** What is chosen in the list, and what the drawer shows of it. */
function useChosen(list: ListRows) {
  const [selection, setSelection] = useState<Selection>(noSelection)
  const [drawer, setDrawer] = useState(true)
  const [submitted, setSubmitted] = useState<string | null>(null)
  const rows = useMemo(() => list.rows.filter(row => selection.keys.has(row.key)), [list.rows, selection])
  // A job that was just submitted is chosen as soon as the scheduler lists it.
  useEffect(() => {
    if (submitted === null || !list.rows.some(row => row.key === submitted)) return
    setSelection(selectOne(submitted))
    setSubmitted(null)
  }, [list.rows, submitted])
  const jobs = useMemo(() => rows.filter(row => row.kind === 'job'), [rows])
  const shown: JobRow | undefined = drawer && rows.length === 1 ? jobs[0] : undefined
  const relations = useMemo(() => list.lookup.relations(jobs.length === 1 ? jobs : []), [list.lookup, jobs])
  return { selection, setSelection, rows, shown, setDrawer, setSubmitted, relations }
}

function copyIds(rows: readonly ListRow[]): void {
  // Where the clipboard is refused, the ids still stand in the table.
  if (rows.length > 0) void navigator.clipboard.writeText(copiedIds(rows)).catch(() => undefined)
}

/** The new-job dialog is open: on which site, and from which earlier job it begins. */
interface Writing {
  readonly site: string
  readonly again: Job | null
}

/** The questions that are open, and the keys of the page. */
function useDesk(props: QueuePageProps, queue: ReturnType<typeof useQueue>, chosen: ReturnType<typeof useChosen>) {
  const { client, visible } = props
  const [writing, setWriting] = useState<Writing | null>(null)
  const filterField = useRef<HTMLDivElement>(null)
  const { acts, scope, troubles } = queue
  const onAct = (kind: ActKind, rows: readonly ListRow[]): void => {
    const choice = actChoice(kind, rows)
    if (choice.targets.length > 0) acts.ask({ kind, ...choice })
  }
  const refresh = (site: string): void => void client.jobs.refresh({ site }).catch(() => undefined)
  const onRefresh = (): void => {
    // In a table of many sites a question for a password comes only from the site's own button.
    const asking = new Set(scope.all ? troubles.filter(({ error }) => needsPerson(error)).map(({ site }) => site) : [])
    for (const site of scope.shown) if (!asking.has(site)) refresh(site)
  }
  const act = (kind: ActKind) => () => onAct(kind, chosen.rows)
  const onNew = (): void => setWriting({ site: scope.one, again: null })
  const onLog = (): void => {
    chosen.setDrawer(true)
    showSection('output')
  }
  useRoomKeys(visible && acts.open === null && writing === null, {
    ...{ n: onNew, r: onRefresh, l: onLog },
    ...{ c: act('cancel'), h: act('hold'), u: act('release'), t: act('limit') },
    '/': () => filterField.current?.querySelector('input')?.focus()
  })
  useCopyKey(visible, () => copyIds(chosen.rows))
  return { writing, setWriting, filterField, onAct, refresh, onRefresh, onNew, onLog }
}

/** Ctrl-C in the table copies the ids, unless text is marked. */
function useCopyKey(active: boolean, copy: () => void): void {
  const latest = useRef(copy)
  latest.current = copy
  useEffect(() => {
    if (!active) return
    const onCopy = (event: ClipboardEvent): void => {
      const inTable = event.target instanceof Element && event.target.closest('[role="treegrid"]') !== null
      if (!inTable || String(window.getSelection()) !== '') return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('copy', onCopy)
    return () => document.removeEventListener('copy', onCopy)
  }, [active])
}

export function QueuePage(props: QueuePageProps): ReactNode {
  const { client, visible, wanted, onOpenFolder, onOpenTerminal } = props
  const { allUsers, columns: chosenColumns, sort, unfoldArrays } = useStore(queueView)
  const queue = useQueue(props)
  const { scope, siteLabel, acts, row, list, shown, troubles } = queue
  const chosen = useChosen(list)
  const desk = useDesk(props, queue, chosen)
  const { setFilter } = row
  useEffect(() => {
    if (wanted) setFilter(wanted.filter)
  }, [wanted, setFilter])
  const { relations, shown: one } = chosen
  const columns = useMemo(
    () =>
      jobColumns(
        chosenColumns,
        { allUsers, manySites: scope.all || queue.withRuns, siteLabel },
        { lookup: list.lookup, relations }
      ),
    [chosenColumns, allUsers, scope.all, queue.withRuns, siteLabel, list.lookup, relations]
  )
  const unfolding = useMemo(
    () =>
      unfoldArrays ||
      list.rows.some(line => line.kind === 'job' && line.job.tasks !== undefined && line.expanded === true),
    [list.rows, unfoldArrays]
  )
  const newOn = desk.writing?.site ?? scope.one
  const label = scope.all ? 'all sites' : siteLabel(scope.one)
  return (
    <>
      <SiteStreams {...{ client, allUsers, visible, unfolding }} sites={scope.shown} />
      <QueueBar {...{ scope, row, ...desk }} cloud={queue.cloud} counts={list.counts} readAt={queue.readAt} />
      <QueueNotes troubles={troubles} many={scope.all} onRefresh={desk.refresh} />
      <OutcomeNote outcome={acts.outcome} onForget={acts.forget} />
      <div className={styles.body}>
        <JobsTable
          {...{ list, columns, sort, selection: chosen.selection, onSelection: chosen.setSelection }}
          {...{ onToggle: row.toggle, onShowAll: row.clear, onAct: desk.onAct, onCopy: copyIds, onNew: desk.onNew }}
          state={queue.cloudOnly ? cloudState : queueState(label, shown, allUsers)}
          onSort={next => changeView({ sort: next })}
          drawer={one !== undefined}
          onShow={() => chosen.setDrawer(true)}
          onShowOutput={desk.onLog}
          onOpenRun={props.onOpenRun}
        />
        {one?.run && <RunBeside run={one.run} onOpenRun={props.onOpenRun} onClose={() => chosen.setDrawer(false)} />}
        {one && !one.run && (
          <JobDrawer
            {...{ row: one, siteLabel: siteLabel(one.site), visible }}
            onAct={kind => desk.onAct(kind, [one])}
            onOpenFolder={path => onOpenFolder(one.site, path)}
            onOpenTerminal={folder => onOpenTerminal(one.site, folder)}
            onSubmitAgain={() => desk.setWriting({ site: one.site, again: one.job })}
            onClose={() => chosen.setDrawer(false)}
          />
        )}
      </div>
      {acts.open && (
        <ActDialog act={acts.open} onConfirm={seconds => void acts.confirm(seconds)} onClose={() => acts.ask(null)} />
      )}
      <NewJobDialog
        {...{ open: desk.writing !== null, site: newOn, siteLabel: siteLabel(newOn) }}
        again={desk.writing?.again ?? null}
        sessionFolder={props.sessionFolder}
        onSubmitted={(job: Job) => {
          chosen.setSubmitted(rowKeyOf(newOn, jobKey(job)))
          chosen.setDrawer(true)
        }}
        onClose={() => desk.setWriting(null)}
      />
    </>
  )
}
