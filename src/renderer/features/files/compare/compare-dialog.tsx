import type { Place } from '@contract/files'
import type { Difference } from '@contract/transfers'
import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { DataTable } from '../../../ui/data-table/data-table'
import { Dialog } from '../../../ui/dialog'
import { EmptyState } from '../../../ui/empty-state'
import { formatCount } from '../../../ui/format'
import { Segments } from '../../../ui/segments'
import { visibleName } from '../../../ui/visible-name'
import type { DialogFolder } from '../acts/dialog-request'
import { FailureNote } from '../acts/failure-note'
import { useCall } from '../acts/use-call'
import { copyCaution, copyDirection } from '../copy-direction'
import { placeAt, type WhereName } from '../where'
import styles from './compare-dialog.module.css'
import { type CompareBy, createComparison, type DifferenceFilter, shownDifferences } from './comparison'
import { comparisonSummary, copyOffer, deleteQuestion, deleteRefusal } from './comparison-words'
import { differenceColumns } from './difference-columns'

const byOptions = [
  { value: 'size-time', label: 'Size and time' },
  { value: 'checksum', label: 'Checksum' }
] as const

const filters = [
  { value: 'all', label: 'All' },
  { value: 'new', label: 'New' },
  { value: 'changed', label: 'Changed' },
  { value: 'extra', label: 'Extra' }
] as const

const placeOf = ({ where, folder }: DialogFolder): Place => placeAt(where, folder)
const keyOf = ({ kind, path }: Difference): string => `${kind} ${path}`

/** A comparison of these two folders, begun anew when they or the way to compare change. */
function useComparison(from: DialogFolder, to: DialogFolder, by: CompareBy) {
  const [comparison] = useState(() => createComparison(client.transfers))
  useEffect(() => {
    void comparison.start(placeOf(from), placeOf(to), by)
    return () => comparison.stop()
  }, [comparison, from, to, by])
  return comparison
}

/** Two folders compared, and the way to make the second like the first. Nothing is changed before a button says so. */
export function CompareDialog(props: {
  from: DialogFolder
  to: DialogFolder
  nameOf: WhereName
  /** Whether copies are verified. */
  verify: boolean
  onClose: () => void
}) {
  const { nameOf, verify, onClose } = props
  const [[from, to], setSides] = useState([props.from, props.to] as const)
  const [by, setBy] = useState<CompareBy>('size-time')
  const [filter, setFilter] = useState<DifferenceFilter>('all')
  const [asking, setAsking] = useState(false)
  const comparison = useComparison(from, to, by)
  const state = useStore(comparison.store)
  const starting = useCall()
  const sideName = ({ where, folder }: DialogFolder): string => `${nameOf(where)}, ${visibleName(folder)}`

  const mirror = async (deletes: number | undefined): Promise<void> => {
    const extra = deletes === undefined ? {} : { deleteExtra: true, expectDeletes: deletes }
    const pair = { from: placeOf(from), to: placeOf(to), by }
    const started = await starting.run(async signal => {
      await client.transfers.mirror({ id: crypto.randomUUID(), ...pair, ...extra, verify }, { signal })
    })
    if (started) onClose()
    else setAsking(false)
  }

  const { counts } = state
  const offer = copyOffer(counts)
  const refusal = deleteRefusal(counts)
  if (asking && counts)
    return (
      <DeleteQuestion
        {...deleteQuestion(counts, sideName(to))}
        count={counts.extra}
        busy={starting.busy}
        onDelete={() => void mirror(counts.extra)}
        onClose={() => setAsking(false)}
      />
    )
  return (
    <Dialog
      open
      onClose={onClose}
      size='wide'
      title='Compare folders'
      leftActions={
        <Button kind='destructive' disabledReason={refusal} onClick={() => setAsking(true)}>
          {counts && counts.extra > 0 ? `Also delete ${formatCount(counts.extra)} extra…` : 'Also delete extra…'}
        </Button>
      }
      actions={
        <>
          <Button autoFocus onClick={onClose} keys='escape'>
            Close
          </Button>
          <Button
            kind='primary'
            disabledReason={starting.busy ? 'It is being started' : offer.reason}
            onClick={() => void mirror(undefined)}
          >
            {offer.label}
          </Button>
        </>
      }
    >
      <div className={styles.pair}>
        <dl className={styles.sides}>
          <dt>From</dt>
          <dd>{sideName(from)}</dd>
          <dt>To</dt>
          <dd>{sideName(to)}</dd>
        </dl>
        <Button size='small' icon='swap' onClick={() => setSides([to, from])}>
          Other way round
        </Button>
      </div>
      <div className={styles.bar}>
        <Segments label='Taken for equal by' value={by} onChange={setBy} options={byOptions} />
        <Segments label='Differences shown' value={filter} onChange={setFilter} options={filters} />
      </div>
      {state.failure && (
        <FailureNote
          failure={state.failure}
          acts={
            <Button size='small' icon='refresh' onClick={() => void comparison.start(placeOf(from), placeOf(to), by)}>
              Try again
            </Button>
          }
        />
      )}
      {starting.failure && <FailureNote failure={starting.failure} />}
      <Differences state={state} filter={filter} by={by} onStop={comparison.stop} />
      <p className='sm faint'>{cautionOf(from, to, by)}</p>
    </Dialog>
  )
}

function cautionOf(from: DialogFolder, to: DialogFolder, by: CompareBy): string {
  const caution = copyCaution(copyDirection(from.where, to.where))
  const how =
    by === 'checksum'
      ? 'Every file is read at both ends, which takes as long as reading takes.'
      : 'Files of the same size and time are taken for equal.'
  return caution === undefined ? how : `${how} ${caution}.`
}

function Differences(props: {
  state: ReturnType<ReturnType<typeof createComparison>['store']['getState']>
  filter: DifferenceFilter
  by: CompareBy
  onStop: () => void
}) {
  const { state, filter, by, onStop } = props
  const rows = useMemo(() => shownDifferences(state.differences, filter), [state.differences, filter])
  const columns = useMemo(() => differenceColumns(Date.now()), [])
  const running = state.status === 'running'
  const empty = running
    ? 'What differs stands here as it is found.'
    : filter === 'all'
      ? 'Both folders hold the same.'
      : 'Nothing of this kind.'
  return (
    <div className={styles.list}>
      <DataTable
        label='Differences'
        density='tight'
        select='one'
        rows={rows}
        rowKey={keyOf}
        columns={columns}
        initialSort={{ column: 'path', direction: 'ascending' }}
        empty={state.status !== 'failed' && <EmptyState>{empty}</EmptyState>}
        foot={<span aria-live='polite'>{comparisonSummary(state, by)}</span>}
        footEnd={
          running && (
            <Button size='small' kind='quiet' onClick={onStop}>
              Stop
            </Button>
          )
        }
      />
    </div>
  )
}

function DeleteQuestion(props: {
  title: string
  body: string
  count: number
  busy: boolean
  onDelete: () => void
  onClose: () => void
}) {
  const { title, body, count, busy, onDelete, onClose } = props
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={title}
      leftActions={
        <Button kind='destructive' disabledReason={busy ? 'It is being started' : undefined} onClick={onDelete}>
          {`Copy, then delete ${formatCount(count)}`}
        </Button>
      }
      actions={
        <Button autoFocus onClick={onClose} keys='escape'>
          {count === 1 ? 'Keep it' : 'Keep them'}
        </Button>
      }
    >
      <p className='dim'>{body}</p>
    </Dialog>
  )
}
