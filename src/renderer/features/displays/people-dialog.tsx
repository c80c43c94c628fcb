/** Who looks at a display now, and who drives it, as far as it tells. */
import type { DisplayPerson, OneDisplay } from '@contract/display'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { client } from '../../client/engine-link'
import { Button } from '../../ui/button'
import type { Column } from '../../ui/data-table/columns'
import { DataTable } from '../../ui/data-table/data-table'
import { Dialog } from '../../ui/dialog'
import { EmptyState } from '../../ui/empty-state'
import { formatDate, unknown } from '../../ui/format'
import { visibleName } from '../../ui/visible-name'
import styles from './displays.module.css'
import { FailureWords } from './failure-words'

type Row = DisplayPerson & { readonly key: string }

const faintUnknown = <span className='faint'>{unknown}</span>

/** `drives`, `looks`, or what is allowed where that is all that is told. */
export function doingWords({ driving, right }: Pick<DisplayPerson, 'driving' | 'right'>): string {
  if (driving !== null) return driving ? 'drives' : 'looks'
  if (right === null) return unknown
  return right === 'control' ? 'may drive' : 'may look'
}

/** By login name, with what the booking makes of them. */
const whoWords = ({ user, role }: Pick<DisplayPerson, 'user' | 'role'>): string =>
  role === null ? visibleName(user) : `${visibleName(user)}, ${role}`

const columns: readonly Column<Row>[] = [
  { id: 'user', head: 'Who', minWidth: 120, value: row => row.user, cell: whoWords },
  { id: 'doing', head: 'Does', width: 96, className: 'dim', value: doingWords, cell: doingWords },
  {
    ...{ id: 'since', head: 'Since', width: 110, className: 'dim', value: (row: Row) => row.since ?? undefined },
    cell: row => (row.since === null ? faintUnknown : formatDate(Date.parse(row.since), Date.now()))
  },
  {
    ...{
      id: 'address',
      head: 'From',
      width: 140,
      className: 'mono faint',
      value: (row: Row) => row.address ?? undefined
    },
    cell: row => (row.address === null ? faintUnknown : visibleName(row.address))
  }
]

/** Asks again while it is open: people come and go. Milliseconds. */
const everyMs = 5_000

export function PeopleDialog(props: { one: OneDisplay; name: string; onClose: () => void }): ReactNode {
  const { one, name, onClose } = props
  const { people, failure } = usePeople(one)
  const rows = useMemo(() => (people ?? []).map((person, at): Row => ({ ...person, key: `${at}` })), [people])
  return (
    <Dialog
      open
      onClose={onClose}
      title={`People at ${name}`}
      description='Whoever comes through a tunnel has the address of the host itself.'
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <div className={styles.form}>
        {failure ? (
          <FailureWords failure={failure} />
        ) : (
          <div style={{ height: 220, display: 'flex' }}>
            <DataTable
              label={`People at ${name}`}
              rows={rows}
              rowKey={row => row.key}
              columns={columns}
              select='none'
              empty={<EmptyState>{people === null ? 'Asking.' : 'Nobody looks at it now.'}</EmptyState>}
            />
          </div>
        )}
      </div>
    </Dialog>
  )
}

function usePeople({ kind, site, host, id }: OneDisplay): {
  people: readonly DisplayPerson[] | null
  failure: Failure | null
} {
  const [people, setPeople] = useState<readonly DisplayPerson[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    const over = new AbortController()
    const { signal } = over
    const ask = async (): Promise<void> => {
      while (!signal.aborted) {
        setPeople(await client.displays.people({ kind, site, host, id }, { signal }))
        await new Promise(resolve => setTimeout(resolve, everyMs))
      }
    }
    ask().catch(thrown => !signal.aborted && setFailure(Failure.from(thrown)))
    return () => over.abort()
  }, [kind, site, host, id])
  return { people, failure }
}
