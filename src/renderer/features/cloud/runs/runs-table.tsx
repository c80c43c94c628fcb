/** The runs as a table, with what can be done to those that are chosen. */
import type { Run } from '@contract/cloud-runs'
import { machinesNow, runIsOver } from '@domain/cloud/run-look'
import { dollars } from '@domain/cloud/usd-text'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { DataTable } from '../../../ui/data-table/data-table'
import { FootKeys } from '../../../ui/data-table/foot-keys'
import type { Selection } from '../../../ui/data-table/selection'
import { EmptyState } from '../../../ui/empty-state'
import { countOf, formatCount } from '../../../ui/format'
import type { MenuEntry } from '../../../ui/menu'
import { type RunAct, runActChoice, runActs, runActWords } from './run-acts'
import { runColumns } from './run-columns'

export interface RunsTableProps {
  /** Null: not read yet. */
  readonly runs: readonly Run[] | null
  /** Those that the filter leaves. */
  readonly rows: readonly Run[]
  /** Why they cannot be read. */
  readonly failed: boolean
  readonly selection: Selection
  readonly onSelection: (selection: Selection) => void
  /** Whether the drawer shows the selected row. */
  readonly drawer: boolean
  readonly onShow: () => void
  readonly onShowAll: () => void
  readonly onAct: (act: RunAct, runs: readonly Run[]) => void
  readonly onLaunch: () => void
}

const rowKey = ({ id }: Run): string => id
const tone = (run: Run): 'dim' | undefined => (runIsOver(run) ? 'dim' : undefined)
const keyWords = [
  ['up', 'down', 'move'],
  ['space', 'select'],
  ['l', 'log'],
  ['f', 'fetch'],
  ['s', 'stop']
] as const

/** What can be done to the chosen rows; what cannot says why. */
export function runMenu(
  rows: readonly Run[],
  { onAct, onLaunch }: Pick<RunsTableProps, 'onAct' | 'onLaunch'>
): readonly MenuEntry[] {
  if (rows.length === 0) return [{ kind: 'act', label: 'Launch a run…', icon: 'plus', keys: 'n', onSelect: onLaunch }]
  const entry = (act: RunAct): MenuEntry => {
    const { verb, keys } = runActWords[act]
    const { targets, disabledReason } = runActChoice(act, rows)
    const some = targets.length > 0 && targets.length < rows.length
    return {
      ...{ kind: 'act', label: `${verb}…`, keys, disabledReason },
      ...{ destructive: act === 'terminate', onSelect: () => onAct(act, rows) },
      note: some ? `${formatCount(targets.length)} of ${formatCount(rows.length)}` : undefined
    }
  }
  const [fetch, stop, extend, terminate, forget] = runActs
  return [entry(fetch), entry(stop), entry(extend), { kind: 'line' }, entry(forget), entry(terminate)]
}

function Nothing({ runs, failed, onShowAll, onLaunch }: RunsTableProps): ReactNode {
  if (runs === null) return <EmptyState>{failed ? 'The runs are unknown.' : 'Reading the runs.'}</EmptyState>
  if (runs.length > 0)
    return (
      <EmptyState act={<Button onClick={onShowAll}>Show all</Button>}>
        None of {countOf(runs.length, 'run')} matches the filter.
      </EmptyState>
    )
  return (
    <EmptyState
      act={
        <Button kind='primary' icon='plus' keys='n' onClick={onLaunch}>
          Launch a run
        </Button>
      }
    >
      No run yet. A run sends its files to a machine of AWS, runs one command there, brings the results back and ends
      the machine.
    </EmptyState>
  )
}

export function RunsTable(props: RunsTableProps): ReactNode {
  const { rows, runs, selection, onSelection, drawer, onShow } = props
  return (
    <DataTable
      label='Cloud runs'
      rows={rows}
      rowKey={rowKey}
      columns={runColumns}
      selection={selection}
      onSelection={onSelection}
      onOpen={onShow}
      tone={tone}
      active={drawer}
      menu={chosen => runMenu(chosen, props)}
      empty={<Nothing {...props} />}
      foot={runs && <Foot {...{ runs, selection }} shown={rows.length} />}
      footEnd={<FootKeys lines={keyWords} />}
    />
  )
}

function Foot(props: { runs: readonly Run[]; shown: number; selection: Selection }): ReactNode {
  const { runs, shown, selection } = props
  const { machines, usdPerHour, unknown, makeBelieve } = machinesNow(runs)
  const chosen = selection.keys.size
  const price = unknown === machines ? 'price unknown' : `${dollars(usdPerHour)} an hour (estimate)`
  return (
    <span>
      {shown < runs.length && `${formatCount(shown)} of `}
      {countOf(runs.length, 'run')}
      {chosen > 0 && `, ${formatCount(chosen)} selected`}
      {machines > 0 && ` · ${countOf(machines, 'machine')} there, ${price}`}
      {machines > 0 && unknown > 0 && unknown < machines && `, ${formatCount(unknown)} of unknown price`}
      {makeBelieve > 0 && ` · ${countOf(makeBelieve, 'make-believe machine')}`}
    </span>
  )
}
