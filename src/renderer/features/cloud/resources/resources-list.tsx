/** What is in the account as a table, with what of it can be deleted. */
import type { CloudInventory, CloudResource } from '@contract/cloud'
import { dollars } from '@domain/cloud/usd-text'
import { type ReactNode, useMemo, useState } from 'react'
import { Button } from '../../../ui/button'
import { DataTable } from '../../../ui/data-table/data-table'
import { FootKeys } from '../../../ui/data-table/foot-keys'
import { noSelection, type Selection } from '../../../ui/data-table/selection'
import { EmptyState } from '../../../ui/empty-state'
import { countOf } from '../../../ui/format'
import type { MenuEntry } from '../../../ui/menu'
import { visibleName } from '../../../ui/visible-name'
import { keepReason, keyOf, kindWords } from '../cloud-words'
import { resourceColumns } from './resource-columns'

export type Shown = 'all' | 'orphans'

interface ResourcesListProps {
  readonly list: CloudInventory | null
  readonly region: string
  readonly shown: Shown
  readonly filter: string
  readonly onShowAll: () => void
  readonly onDelete: (resources: readonly CloudResource[]) => void
}

const found = ({ id, name, kind, state, type, tags }: CloudResource, filter: string): boolean =>
  [id, name, kindWords[kind], state, type, tags.owner, tags.project ?? '', tags.run ?? ''].some(word =>
    word.toLowerCase().includes(filter.trim().toLowerCase())
  )

function menuOf(rows: readonly CloudResource[], { onDelete }: ResourcesListProps): readonly MenuEntry[] {
  const disabledReason = rows.map(keepReason).find(reason => reason !== undefined)
  const label = rows.length > 1 ? `Delete ${rows.length}…` : 'Delete…'
  if (rows.length === 0) return []
  return [{ kind: 'act', label, destructive: true, disabledReason, onSelect: () => onDelete(rows) }]
}

function Nothing(props: ResourcesListProps): ReactNode {
  const { list, region, shown, filter, onShowAll } = props
  if (list === null) return <EmptyState>Asking AWS what there is.</EmptyState>
  if (filter !== '' && list.resources.length > 0)
    return <EmptyState act={<Button onClick={onShowAll}>Show all</Button>}>None of it matches the filter.</EmptyState>
  if (shown === 'orphans' && list.resources.length > 0)
    return <EmptyState act={<Button onClick={onShowAll}>Show all</Button>}>Nothing was left behind.</EmptyState>
  return (
    <EmptyState>
      Nothing in {visibleName(region)} carries the tags of Farscope. What it makes there stands here with its cost.
    </EmptyState>
  )
}

const keyWords = [['up', 'down', 'move']] as const

export function ResourcesList(props: ResourcesListProps): ReactNode {
  const { list, shown, filter } = props
  const [selection, setSelection] = useState<Selection>(noSelection)
  const rows = useMemo(
    () =>
      (list?.resources ?? []).filter(
        row => (shown === 'all' || row.orphan !== null) && (filter === '' || found(row, filter))
      ),
    [list, shown, filter]
  )
  return (
    <DataTable
      label='What is in the account'
      rows={rows}
      rowKey={keyOf}
      columns={resourceColumns}
      selection={selection}
      onSelection={setSelection}
      tone={row => (row.mine ? undefined : 'dim')}
      menu={chosen => menuOf(chosen, props)}
      empty={<Nothing {...props} />}
      foot={list ? <Costs list={list} count={rows.length} /> : undefined}
      footEnd={<FootKeys lines={keyWords} />}
    />
  )
}

function Costs({ list, count }: { list: CloudInventory; count: number }): ReactNode {
  const { usdPerHour, usdPerMonth, unknown } = list.cost
  const known = `${dollars(usdPerHour)} an hour, ${dollars(usdPerMonth)} a month`
  const priced = list.pricesDate === null ? ' (estimate)' : ` (estimate, prices of ${list.pricesDate})`
  return (
    <span>
      {countOf(count, 'thing')} · {usdPerHour === null ? 'cost unknown' : `all of it about ${known}${priced}`}
      {usdPerHour !== null && unknown > 0 && ` · ${unknown} of unknown cost`}
    </span>
  )
}
