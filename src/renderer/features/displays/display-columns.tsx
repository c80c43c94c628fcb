/** Columns of the list of displays. */
import type { Display } from '@contract/display'
import type { ReactNode } from 'react'
import type { Column } from '../../ui/data-table/columns'
import { formatAge, formatCount, unknown } from '../../ui/format'
import { StateMark } from '../../ui/state-mark'
import { Tag } from '../../ui/tag'
import { visibleName } from '../../ui/visible-name'
import { kindWords, nameOf, stateOf } from './display-words'
import styles from './displays.module.css'

const dash = <span className='faint'>—</span>
const faintUnknown = <span className='faint'>{unknown}</span>

function NameCell({ display }: { display: Display }): ReactNode {
  const name = visibleName(nameOf(display))
  return (
    <span className={styles.name} title={name}>
      <StateMark state={stateOf(display).mark} label={stateOf(display).word} />
      <span className='cut'>{name}</span>
      {display.resource !== null && <Tag title='Opened by a booking of it.'>{visibleName(display.resource)}</Tag>}
    </span>
  )
}

/** Seconds since the last one left; undefined while somebody looks, or where that is not told. */
export function idleSeconds({ idleSince }: Display, now: number): number | undefined {
  return idleSince === null ? undefined : Math.max(0, (now - Date.parse(idleSince)) / 1000)
}

function IdleCell({ display }: { display: Display }): ReactNode {
  const seconds = idleSeconds(display, Date.now())
  if (seconds === undefined) return display.clients ? 'in use' : dash
  return formatAge(seconds).replace(/ old$/, '')
}

const stateWords = (display: Display): string => {
  const { word } = stateOf(display)
  return display.message ? `${word}: ${display.message}` : word
}

export const displayColumns: readonly Column<Display>[] = [
  {
    ...{ id: 'name', head: 'Name', minWidth: 200, value: nameOf },
    cell: display => <NameCell display={display} />
  },
  {
    id: 'kind',
    head: 'Kind',
    width: 80,
    className: 'dim',
    value: row => kindWords[row.kind],
    cell: row => kindWords[row.kind]
  },
  {
    ...{ id: 'state', head: 'State', minWidth: 140, className: 'dim', value: row => stateOf(row).word },
    cell: row => <span title={visibleName(stateWords(row))}>{visibleName(stateWords(row))}</span>
  },
  {
    id: 'host',
    head: 'Host',
    width: 110,
    drop: 6,
    className: 'dim',
    value: row => row.host,
    cell: row => visibleName(row.host)
  },
  {
    id: 'owner',
    head: 'Owner',
    width: 100,
    drop: 5,
    className: 'dim',
    value: row => row.owner,
    cell: row => visibleName(row.owner)
  },
  {
    ...{ id: 'clients', head: 'People', name: 'People who look at it', width: 92, drop: 4, numeric: true },
    value: row => row.clients ?? undefined,
    cell: row => (row.clients === null ? faintUnknown : formatCount(row.clients))
  },
  {
    ...{ id: 'idle', head: 'Idle', width: 88, drop: 3, className: 'dim', sortFirst: 'descending' },
    value: row => idleSeconds(row, Date.now()),
    cell: row => <IdleCell display={row} />
  },
  {
    id: 'size',
    head: 'Size',
    width: 96,
    drop: 2,
    className: 'dim',
    value: row => row.size ?? undefined,
    cell: row => row.size ?? dash
  },
  {
    id: 'job',
    head: 'Job',
    width: 84,
    drop: 1,
    className: 'mono faint',
    value: row => row.job ?? undefined,
    cell: row => row.job ?? dash
  },
  {
    id: 'id',
    head: 'Id',
    width: 110,
    drop: 1,
    className: 'mono faint',
    value: row => row.id,
    cell: row => <span title={row.id}>{visibleName(row.id)}</span>
  }
]
