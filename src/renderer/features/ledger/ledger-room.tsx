/** The ledger: every file with its verified copies, what is safe to release, and the release. */
import type { FarscopeClient } from '@contract/contract'
import type { LedgerChoice, LedgerFile } from '@contract/ledger'
import type { SiteView } from '@contract/sites'
import { placeText } from '@domain/ledger/place-text'
import { type ReactNode, useMemo, useState } from 'react'
import { client as engine } from '../../client/engine-link'
import { Button } from '../../ui/button'
import { DataTable } from '../../ui/data-table/data-table'
import { noSelection, type Selection } from '../../ui/data-table/selection'
import { EmptyState } from '../../ui/empty-state'
import { FailureNote } from '../../ui/failure-note'
import type { MenuEntry } from '../../ui/menu'
import { AddDialog } from './add-dialog'
import { FileDrawer } from './file-drawer'
import styles from './ledger.module.css'
import { LedgerBar, type LedgerFilter, noFilter } from './ledger-bar'
import { ledgerColumns } from './ledger-columns'
import { countsOf, countWords, originName } from './ledger-words'
import { ReleaseDialog } from './release-dialog'
import { type LedgerRows, useLedger } from './use-ledger'
import { type ReportForm, useReport } from './use-report'
import { useVerify } from './use-verify'
import { ReleaseBanner, VerifyBanner } from './work-banners'

export interface LedgerRoomProps {
  readonly client?: FarscopeClient
  readonly sites: readonly SiteView[]
  /** The site chosen in the top bar. */
  readonly site: string | null
  readonly visible: boolean
}

type RoomDialog = { readonly is: 'add' } | { readonly is: 'release'; readonly choice: LedgerChoice }

const keyOf = ({ id }: LedgerFile): string => String(id)
const idsOf = (rows: readonly LedgerFile[]): number[] => rows.map(({ id }) => id)

function matches(row: LedgerFile, { state, origin, text }: LedgerFilter): boolean {
  if (state !== 'all' && row.state !== state) return false
  if (origin !== '' && row.origin.id !== origin) return false
  return text === '' || placeText(row.source).toLowerCase().includes(text.trim().toLowerCase())
}

/** What the acts of the bar are about: the files of the chosen origin, whatever the list shows of them. */
const choiceOf = ({ origin }: LedgerFilter): LedgerChoice => (origin === '' ? {} : { origin })

export function LedgerRoom({ client = engine, sites, site, visible }: LedgerRoomProps): ReactNode {
  const [copies, setCopies] = useState(2)
  const [filter, setFilter] = useState(noFilter)
  const [dialog, setDialog] = useState<RoomDialog | null>(null)
  const ledger = useLedger(client, copies, visible)
  const verifying = useVerify(client)
  const report = useReport(client)
  const all = ledger.files ?? []
  const origins = useMemo(() => originsOf(all), [all])
  const ofOrigin = useMemo(
    () => all.filter(row => matches(row, { ...noFilter, origin: filter.origin })),
    [all, filter.origin]
  )
  const choice = choiceOf(filter)
  const nothing = ofOrigin.length === 0 ? 'The ledger has no files here' : undefined
  return (
    <div className={styles.page}>
      <LedgerBar
        {...{ filter, origins, copies, nothing }}
        counts={countsOf(ofOrigin)}
        verifying={verifying.running}
        releasing={ledger.releases.some(({ state }) => state === 'running')}
        onFilter={part => setFilter(before => ({ ...before, ...part }))}
        onCopies={setCopies}
        onAdd={() => setDialog({ is: 'add' })}
        onVerify={() => verifying.start(choice)}
        onReport={(form: ReportForm) => report.save(form, choice, copies)}
        onRelease={() => setDialog({ is: 'release', choice })}
      />
      <FailureNote failure={ledger.failure} again={ledger.again} />
      <FailureNote failure={report.failure} />
      <VerifyBanner verifying={verifying} />
      <ReleaseBanner client={client} release={ledger.releases[0]} />
      <Files
        {...{ ledger, filter, copies }}
        onShowAll={() => setFilter(noFilter)}
        onAdd={() => setDialog({ is: 'add' })}
        onVerify={rows => verifying.start({ files: idsOf(rows) })}
        onRelease={rows => setDialog({ is: 'release', choice: { files: idsOf(rows) } })}
      />
      {dialog?.is === 'add' && <AddDialog {...{ client, sites, site }} onClose={() => setDialog(null)} />}
      {dialog?.is === 'release' && (
        <ReleaseDialog {...{ client, copies }} choice={dialog.choice} onClose={() => setDialog(null)} />
      )}
    </div>
  )
}

/** Each origin once, by its id, in the order of their names. */
function originsOf(rows: readonly LedgerFile[]): readonly { id: string; name: string }[] {
  const names = new Map(rows.map(row => [row.origin.id, originName(row)]))
  return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name))
}

interface FilesProps {
  readonly ledger: LedgerRows
  readonly filter: LedgerFilter
  readonly copies: number
  readonly onShowAll: () => void
  readonly onAdd: () => void
  readonly onVerify: (rows: readonly LedgerFile[]) => void
  readonly onRelease: (rows: readonly LedgerFile[]) => void
}

function Files(props: FilesProps): ReactNode {
  const { ledger, filter, copies } = props
  const [selection, setSelection] = useState<Selection>(noSelection)
  const { files } = ledger
  const rows = useMemo(() => (files ?? []).filter(row => matches(row, filter)), [files, filter])
  const columns = useMemo(() => ledgerColumns(copies), [copies])
  const chosen = selection.keys.size === 1 ? rows.find(row => selection.keys.has(keyOf(row))) : undefined
  return (
    <div className={styles.body}>
      <div className={styles.list}>
        <DataTable
          label='Files of the ledger'
          {...{ rows, columns, selection }}
          rowKey={keyOf}
          onSelection={setSelection}
          active={chosen !== undefined}
          findBy={row => placeText(row.source)}
          tone={({ state }) => (state === 'released' || state === 'replaced' ? 'dim' : undefined)}
          menu={chosenRows => menuOf(chosenRows, props)}
          empty={<NoFiles {...props} />}
          foot={files && <span>{countWords(sumOf(rows))}</span>}
        />
      </div>
      {chosen && <FileDrawer file={chosen} onClose={() => setSelection(noSelection)} />}
    </div>
  )
}

const sumOf = (rows: readonly LedgerFile[]): { files: number; bytes: number } => ({
  files: rows.length,
  bytes: rows.reduce((sum, { size }) => sum + size, 0)
})

/** A release takes it, or asks about it. */
const mayGo = ({ state }: LedgerFile): boolean => state === 'safe' || state === 'doubted'

function menuOf(rows: readonly LedgerFile[], { onAdd, onVerify, onRelease }: FilesProps): readonly MenuEntry[] {
  if (rows.length === 0) return [{ kind: 'act', label: 'Add verified copies…', icon: 'plus', onSelect: onAdd }]
  return [
    { kind: 'act', label: 'Verify anew', icon: 'refresh', onSelect: () => onVerify(rows) },
    { kind: 'line' },
    {
      ...{ kind: 'act', label: 'Release sources…', icon: 'trash', destructive: true },
      disabledReason: rows.every(mayGo) ? undefined : 'Only files that are safe, or in doubt',
      onSelect: () => onRelease(rows)
    }
  ]
}

function NoFiles({ ledger, onShowAll, onAdd }: FilesProps): ReactNode {
  if (ledger.files === null) return ledger.failure ? null : <EmptyState>Reading the ledger.</EmptyState>
  if (ledger.files.length > 0)
    return <EmptyState act={<Button onClick={onShowAll}>Show all</Button>}>No file matches.</EmptyState>
  return (
    <EmptyState
      act={
        <Button kind='primary' icon='plus' onClick={onAdd}>
          Add verified copies…
        </Button>
      }
    >
      Files that were copied with verification stand here, with each of their copies, until you release their sources.
    </EmptyState>
  )
}
