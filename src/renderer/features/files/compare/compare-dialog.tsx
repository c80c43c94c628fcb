import type { Place } from '@contract/files'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { formatCount } from '../../../ui/format'
import { Segments } from '../../../ui/segments'
import { visibleName } from '../../../ui/visible-name'
import type { DialogFolder } from '../acts/dialog-request'
import { FailureNote } from '../acts/failure-note'
import { useCall } from '../acts/use-call'
import { copyCaution, copyDirection } from '../copy-direction'
import { placeAt, type WhereName } from '../where'
import styles from './compare-dialog.module.css'
import { type CompareBy, type Comparison, createComparison, type DifferenceFilter } from './comparison'
import { copyOffer, deleteQuestion, deleteRefusal } from './comparison-words'
import { DeleteQuestion } from './delete-question'
import { Differences } from './differences'

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

/** A comparison of these two folders, begun anew when they or the way to compare change. */
function useComparison(from: DialogFolder, to: DialogFolder, by: CompareBy) {
  const [comparison] = useState(() => createComparison(client.transfers))
  useEffect(() => {
    void comparison.start(placeOf(from), placeOf(to), by)
    return () => comparison.stop()
  }, [comparison, from, to, by])
  return comparison
}

/** Starts making `to` like `from`; its failure is kept for the dialog to show. */
function useMirror(props: CompareDialogProps, from: DialogFolder, to: DialogFolder, by: CompareBy) {
  const starting = useCall()
  const mirror = async (deletes: number | undefined): Promise<boolean> => {
    const extra = deletes === undefined ? {} : { deleteExtra: true, expectDeletes: deletes }
    const pair = { from: placeOf(from), to: placeOf(to), by }
    const started = await starting.run(async signal => {
      await client.transfers.mirror({ id: crypto.randomUUID(), ...pair, ...extra, verify: props.verify }, { signal })
    })
    if (started) props.onClose()
    return started
  }
  return { ...starting, mirror }
}

/** What the comparison is about and what becomes of it. */
export interface CompareDialogProps {
  readonly from: DialogFolder
  readonly to: DialogFolder
  readonly nameOf: WhereName
  /** Whether copies are verified. */
  readonly verify: boolean
  readonly onClose: () => void
}

/** Two folders compared, and the way to make the second like the first. Nothing is changed before a button says so. */
export function CompareDialog(props: CompareDialogProps) {
  const { nameOf, onClose } = props
  const [[from, to], setSides] = useState([props.from, props.to] as const)
  const [by, setBy] = useState<CompareBy>('size-time')
  const [asking, setAsking] = useState(false)
  const comparison = useComparison(from, to, by)
  const { counts } = useStore(comparison.store)
  const starting = useMirror(props, from, to, by)
  const sideName = ({ where, folder }: DialogFolder): string => `${nameOf(where)}, ${visibleName(folder)}`
  const offer = copyOffer(counts)
  if (asking && counts)
    return (
      <DeleteQuestion
        {...deleteQuestion(counts, sideName(to))}
        count={counts.extra}
        busy={starting.busy}
        onDelete={async () => (await starting.mirror(counts.extra)) || setAsking(false)}
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
        <Button kind='destructive' disabledReason={deleteRefusal(counts)} onClick={() => setAsking(true)}>
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
            onClick={() => void starting.mirror(undefined)}
          >
            {offer.label}
          </Button>
        </>
      }
    >
      <Pair from={sideName(from)} to={sideName(to)} onTurn={() => setSides([to, from])} />
      <Found
        comparison={comparison}
        by={by}
        onBy={setBy}
        onAgain={() => void comparison.start(placeOf(from), placeOf(to), by)}
      />
      {starting.failure && <FailureNote failure={starting.failure} />}
      <p className='sm faint'>{cautionOf(from, to, by)}</p>
    </Dialog>
  )
}

function Pair({ from, to, onTurn }: { from: string; to: string; onTurn: () => void }) {
  return (
    <div className={styles.pair}>
      <dl className={styles.sides}>
        <dt>From</dt>
        <dd>{from}</dd>
        <dt>To</dt>
        <dd>{to}</dd>
      </dl>
      <Button size='small' icon='swap' onClick={onTurn}>
        Other way round
      </Button>
    </div>
  )
}

/** How it is compared, which differences are seen, and those. */
function Found(props: { comparison: Comparison; by: CompareBy; onBy: (by: CompareBy) => void; onAgain: () => void }) {
  const { comparison, by, onBy, onAgain } = props
  const [filter, setFilter] = useState<DifferenceFilter>('all')
  const state = useStore(comparison.store)
  return (
    <>
      <div className={styles.bar}>
        <Segments label='Taken for equal by' value={by} onChange={onBy} options={byOptions} />
        <Segments label='Differences shown' value={filter} onChange={setFilter} options={filters} />
      </div>
      {state.failure && (
        <FailureNote
          failure={state.failure}
          acts={
            <Button size='small' icon='refresh' onClick={onAgain}>
              Try again
            </Button>
          }
        />
      )}
      <Differences state={state} filter={filter} by={by} onStop={comparison.stop} />
    </>
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
