/** Columns of what is in the account. */
import type { CloudResource } from '@contract/cloud'
import { keptWords, orphanWords } from '@domain/cloud/orphans'
import type { ReactNode } from 'react'
import type { Column } from '../../../ui/data-table/columns'
import { formatDate } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { StateMark } from '../../../ui/state-mark'
import { Tag } from '../../../ui/tag'
import { dash, money, textCell } from '../cells'
import styles from '../cloud.module.css'
import { kindWords, markOf } from '../cloud-words'

const time = (at: string | null): ReactNode => (at === null ? dash : formatDate(Date.parse(at), Date.now()))

function NameCell({ resource }: { resource: CloudResource }): ReactNode {
  const mark = markOf(resource)
  return (
    <span className={styles.name}>
      <StateMark state={mark.state} label={mark.label} />
      <MiddleEllipsis name={resource.name || resource.id} />
      {resource.spot && <Tag title='AWS may take it away with two minutes’ notice.'>spot</Tag>}
    </span>
  )
}

const sizeOf = ({ type, sizeGb }: CloudResource): string => (sizeGb === null ? type : `${type} ${sizeGb} GiB`.trim())

export const resourceColumns: readonly Column<CloudResource>[] = [
  {
    ...{ id: 'name', head: 'Name', minWidth: 190, value: row => row.name || row.id },
    cell: row => <NameCell resource={row} />
  },
  {
    ...{ id: 'kind', head: 'Kind', width: 116, className: 'dim', value: row => kindWords[row.kind] },
    cell: row => kindWords[row.kind]
  },
  {
    ...{ id: 'type', head: 'Type', width: 130, drop: 6, className: 'dim', value: sizeOf },
    cell: row => textCell(sizeOf(row))
  },
  {
    ...{ id: 'state', head: 'State', width: 96, drop: 5, className: 'dim', value: row => row.state },
    cell: row => textCell(row.state)
  },
  {
    ...{ id: 'orphan', head: 'Left behind', width: 150 },
    value: row => (row.orphan === null ? (row.kept ? keptWords : undefined) : orphanWords[row.orphan]),
    cell: row => (row.orphan === null ? (row.kept ? keptWords : dash) : orphanWords[row.orphan])
  },
  {
    ...{ id: 'owner', head: 'Owner', width: 120, drop: 7, className: 'dim', value: row => row.tags.owner },
    cell: row => textCell(row.tags.owner)
  },
  {
    ...{
      id: 'run',
      head: 'Run',
      width: 110,
      drop: 3,
      className: 'mono faint',
      value: row => row.tags.run ?? undefined
    },
    cell: row => textCell(row.tags.run)
  },
  {
    ...{ id: 'project', head: 'Project', width: 100, drop: 2, className: 'dim' },
    value: row => row.tags.project ?? undefined,
    cell: row => textCell(row.tags.project)
  },
  {
    ...{ id: 'expiry', head: 'Until', width: 104, drop: 4, className: 'dim' },
    value: row => row.tags.expiry ?? undefined,
    cell: row => time(row.tags.expiry)
  },
  {
    ...{ id: 'since', head: 'Since', width: 104, drop: 1, className: 'dim', sortFirst: 'descending' },
    value: row => row.since ?? undefined,
    cell: row => time(row.since)
  },
  {
    ...{
      id: 'hour',
      head: '$/h',
      name: 'Dollars an hour, estimate',
      width: 76,
      numeric: true,
      sortFirst: 'descending'
    },
    value: row => row.usdPerHour ?? undefined,
    cell: row => money(row.usdPerHour)
  },
  {
    ...{ id: 'month', head: '$/month', name: 'Dollars a month, estimate', width: 88, drop: 8, numeric: true },
    value: row => row.usdPerMonth ?? undefined,
    cell: row => money(row.usdPerMonth)
  }
]

/** Names are what somebody wrote; the id says which one it is. */
const idColumn: Column<CloudResource> = {
  ...{ id: 'id', head: 'Id', width: 190, className: 'mono faint', value: row => row.id },
  cell: row => textCell(row.id)
}

/** Of the list of what is about to be deleted. */
export const sweepColumns: readonly Column<CloudResource>[] = [
  ...resourceColumns.filter(({ id }) => ['name', 'kind'].includes(id)),
  idColumn,
  ...resourceColumns.filter(({ id }) => ['orphan', 'hour'].includes(id))
]
