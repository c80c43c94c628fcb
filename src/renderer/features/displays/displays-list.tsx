/** The displays of a site as a table, with the chosen one beside it. */
import type { Display } from '@contract/display'
import { type ReactNode, useMemo, useState } from 'react'
import { Age } from '../../ui/age'
import { Button, IconButton } from '../../ui/button'
import { DataTable } from '../../ui/data-table/data-table'
import { FootKeys } from '../../ui/data-table/foot-keys'
import { noSelection, type Selection } from '../../ui/data-table/selection'
import { EmptyState } from '../../ui/empty-state'
import { countOf } from '../../ui/format'
import type { MenuEntry } from '../../ui/menu'
import { Banner } from '../../ui/note'
import { PageBar } from '../../ui/page-bar'
import { TextField } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import { displayColumns } from './display-columns'
import { type DisplayAct, DisplayDrawer } from './display-drawer'
import { keyOf, kindWords, nameOf, openTrouble } from './display-words'
import styles from './displays.module.css'
import { lookSeconds, type SiteDisplays } from './use-displays'

interface DisplaysListProps {
  readonly siteLabel: string
  readonly displays: SiteDisplays
  readonly onAct: (act: DisplayAct, display: Display) => void
  readonly onNew: () => void
  /** Looks at the way to a host, without a display. */
  readonly onCheck: () => void
}

const found = (display: Display, filter: string): boolean => {
  const words = [nameOf(display), display.id, display.owner, display.host, display.job ?? '', kindWords[display.kind]]
  return words.some(word => word.toLowerCase().includes(filter.trim().toLowerCase()))
}

function menuOf(rows: readonly Display[], { onAct, onNew, onCheck }: DisplaysListProps): readonly MenuEntry[] {
  const [display] = rows
  if (!display || rows.length > 1)
    return [
      { kind: 'act', label: 'New display…', icon: 'plus', keys: 'n', onSelect: onNew },
      { kind: 'act', label: 'Check the way to displays…', onSelect: onCheck }
    ]
  const act = (kind: DisplayAct, label: string, disabledReason?: string): MenuEntry => ({
    ...{ kind: 'act', label, disabledReason, destructive: kind === 'close' },
    onSelect: () => onAct(kind, display)
  })
  const { cannot } = display
  return [
    act('open', 'Open', openTrouble(display)),
    act('choose-way', 'Open with…', openTrouble(display)),
    { kind: 'line' },
    act('people', 'People…', cannot.people),
    act('share', 'Share…', cannot.share),
    act('check', 'Check…'),
    { kind: 'act', label: 'Open terminal here', icon: 'terminals', onSelect: () => onAct('terminal', display) },
    { kind: 'line' },
    act('close', display.state === 'ended' ? 'Remove…' : 'Close…', cannot.close)
  ]
}

function NoDisplays(props: DisplaysListProps & { filter: string; onShowAll: () => void }): ReactNode {
  const { siteLabel, displays, filter, onShowAll, onNew } = props
  const { list, failure } = displays
  if (list === null)
    return <EmptyState>{failure ? `The displays of ${siteLabel} are unknown.` : `Asking ${siteLabel}.`}</EmptyState>
  if (filter !== '' && list.displays.length > 0)
    return <EmptyState act={<Button onClick={onShowAll}>Show all</Button>}>None of them matches the filter.</EmptyState>
  return (
    <EmptyState
      act={
        <Button kind='primary' icon='plus' keys='n' onClick={onNew}>
          New display
        </Button>
      }
    >
      No display of yours runs on {siteLabel}. One that you make goes on when you leave it.
    </EmptyState>
  )
}

/** What could not be asked; the rest of the list stands. */
function Problems({ displays, siteLabel }: Pick<DisplaysListProps, 'displays' | 'siteLabel'>): ReactNode {
  const { list, failure, again } = displays
  const acts = <Button onClick={again}>Ask again</Button>
  return (
    <>
      {failure && (
        <Banner tone='error' acts={acts}>
          <b>The displays of {siteLabel} could not be read.</b> {visibleName(failure.message)} {failure.hint}
        </Banner>
      )}
      {(list?.problems ?? []).map(({ kind, host, error }) => (
        <Banner key={`${kind} ${host} ${error.message}`} acts={acts}>
          <b>
            {kind === null ? 'Displays' : kindWords[kind]} on {visibleName(host)}:
          </b>{' '}
          {visibleName(error.message)} {error.hint}
        </Banner>
      ))}
    </>
  )
}

const keyWords = [
  ['up', 'down', 'move'],
  ['enter', 'open'],
  ['n', 'new']
] as const

export function DisplaysList(props: DisplaysListProps): ReactNode {
  const { siteLabel, displays, onAct, onNew, onCheck } = props
  const [filter, setFilter] = useState('')
  const [selection, setSelection] = useState<Selection>(noSelection)
  const { list } = displays
  const rows = useMemo(() => (list?.displays ?? []).filter(row => filter === '' || found(row, filter)), [list, filter])
  const chosen = selection.keys.size === 1 ? rows.find(row => selection.keys.has(keyOf(row))) : undefined
  return (
    <>
      <PageBar
        title='Displays'
        end={
          <>
            <Age at={list ? Date.parse(list.readAt) : undefined} every={lookSeconds * 1000} />
            <IconButton icon='refresh' label='Ask again' onClick={displays.again} />
            <TextField
              label='Filter'
              hideLabel
              icon='filter'
              placeholder='Filter'
              value={filter}
              onChange={setFilter}
            />
            <Button onClick={onCheck}>Check…</Button>
            <Button kind='primary' icon='plus' onClick={onNew}>
              New display…
            </Button>
          </>
        }
      />
      <Problems displays={displays} siteLabel={siteLabel} />
      <div className={styles.body}>
        <div className={styles.list}>
          <DataTable
            label={`Displays of ${siteLabel}`}
            rows={rows}
            rowKey={keyOf}
            columns={displayColumns}
            select='one'
            selection={selection}
            onSelection={setSelection}
            active={chosen !== undefined}
            onOpen={row => openTrouble(row) === undefined && onAct('open', row)}
            onKeyDown={event => {
              if (event.key !== 'n' || event.ctrlKey || event.metaKey || event.altKey) return
              event.preventDefault()
              onNew()
            }}
            tone={row => (row.state === 'ended' ? 'dim' : undefined)}
            menu={chosenRows => menuOf(chosenRows, props)}
            empty={<NoDisplays {...props} filter={filter} onShowAll={() => setFilter('')} />}
            foot={list ? <span>{countOf(rows.length, 'display')}</span> : undefined}
            footEnd={<FootKeys lines={keyWords} />}
          />
        </div>
        {chosen && (
          <DisplayDrawer
            display={chosen}
            siteLabel={siteLabel}
            onAct={onAct}
            onClose={() => setSelection(noSelection)}
          />
        )}
      </div>
    </>
  )
}
