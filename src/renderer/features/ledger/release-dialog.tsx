/** The release: first the list to look through, then the confirmation with the count, which has to be typed. */
import type { FarscopeClient } from '@contract/contract'
import type { LedgerChoice, ReleasePlan } from '@contract/ledger'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../client/use-act'
import { useAsked } from '../../client/use-asked'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import type { Column } from '../../ui/data-table/columns'
import { DataTable } from '../../ui/data-table/data-table'
import { Dialog } from '../../ui/dialog'
import { FailureNote } from '../../ui/failure-note'
import { countOf, formatBytes, formatCount } from '../../ui/format'
import { isCount } from '../../ui/is-count'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { Note } from '../../ui/note'
import { TextField } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import styles from './ledger.module.css'

export interface ReleaseDialogProps {
  readonly client: FarscopeClient
  readonly choice: LedgerChoice
  /** In how many different places. */
  readonly copies: number
  readonly onClose: () => void
}

type Going = ReleasePlan['list'][number]
type Staying = ReleasePlan['refused'][number]

const goingColumns: readonly Column<Going>[] = [
  { ...{ id: 'path', head: 'Would be deleted', minWidth: 260 }, cell: ({ path }) => <MiddleEllipsis name={path} /> },
  { ...{ id: 'size', head: 'Size', width: 92, numeric: true }, cell: ({ size }) => formatBytes(size) },
  {
    ...{ id: 'places', head: 'Verified at', width: 200, className: 'dim' },
    cell: ({ places }) => places.map(visibleName).join(', ')
  }
]
const stayingColumns: readonly Column<Staying>[] = [
  { ...{ id: 'path', head: 'Not safe', minWidth: 220 }, cell: ({ path }) => <MiddleEllipsis name={path} /> },
  { ...{ id: 'reason', head: 'Why', minWidth: 240 }, cell: ({ reason }) => visibleName(reason) }
]
const keyOf = ({ id }: { id: number }): string => String(id)

export function ReleaseDialog({ client, choice, copies, onClose }: ReleaseDialogProps): ReactNode {
  const asked = useAsked(JSON.stringify([choice, copies]), signal => client.ledger.plan({ choice, copies }, { signal }))
  const [step, setStep] = useState<'review' | 'confirm'>('review')
  const [apart, setApart] = useState(false)
  const plan = asked.answer
  if (plan !== null && step === 'confirm') return <Confirm {...{ client, choice, copies, plan, onClose }} />
  return (
    <Dialog
      open
      onClose={onClose}
      size='wide'
      title='Release sources'
      description={`Deletes files at their sources that are verified in ${countOf(copies, 'other place')}. No copy is deleted.`}
      actions={
        <>
          <Button onClick={onClose} keys='escape'>
            Cancel
          </Button>
          <Button kind='primary' disabledReason={refusal(plan, apart)} onClick={() => setStep('confirm')}>
            Continue…
          </Button>
        </>
      }
    >
      <FailureNote failure={asked.failure} again={asked.again} />
      {plan ? <Review {...{ plan, apart, setApart }} /> : !asked.failure && <p>Looking through the ledger.</p>}
    </Dialog>
  )
}

function refusal(plan: ReleasePlan | null, apart: boolean): string | undefined {
  if (plan === null) return 'The list is not there yet'
  if (plan.refusedCount > 0) return 'One file that is not safe stops all of it'
  if (plan.files === 0) return 'There is nothing to release'
  return plan.doubts.length > 0 && !apart ? 'Say first whether the places are different disks' : undefined
}

/** Rows that a list shows beside the count of all. */
const beyond = (count: number, shown: number): string =>
  count > shown ? `The first ${formatCount(shown)} of ${formatCount(count)}` : ''

interface ReviewProps {
  readonly plan: ReleasePlan
  /** The person says that the doubted places are different disks. */
  readonly apart: boolean
  readonly setApart: (apart: boolean) => void
}

function Review({ plan, apart, setApart }: ReviewProps): ReactNode {
  const { files, bytes, refused, refusedCount, leftOut, list, doubts } = plan
  return (
    <div className={styles.review}>
      {refusedCount > 0 ? (
        <Note
          tone='error'
          what={`${countOf(refusedCount, 'file')} of this set ${refusedCount === 1 ? 'is' : 'are'} not safe.`}
        >
          Copy and verify what is missing, or choose fewer files. Nothing of the set is released until then.
        </Note>
      ) : (
        <p>
          <b>{countOf(files, 'file')}</b> of <b>{formatBytes(bytes)}</b>. Each is verified once more just before it is
          deleted; one whose copy is missing or differs then, or that changed, stays.
        </p>
      )}
      {doubts.length > 0 && refusedCount === 0 && (
        <Note
          tone='warning'
          what='Some places may be one disk.'
          acts={<Checkbox label='They are different disks: I know it' checked={apart} onChange={setApart} />}
        >
          It cannot be told whether {doubts.map(visibleName).join(', or ')} are. If they are, the last copy may go.
        </Note>
      )}
      {leftOut > 0 && <p className='faint'>{countOf(leftOut, 'file')} released or replaced already, left alone.</p>}
      <div className={styles.reviewList}>
        {refusedCount > 0 ? (
          <DataTable
            label='Files that are not safe'
            {...{ rows: refused, rowKey: keyOf, columns: stayingColumns, density: 'tight', select: 'none' }}
            foot={beyond(refusedCount, refused.length)}
          />
        ) : (
          <DataTable
            label='Files that would be deleted'
            {...{ rows: list, rowKey: keyOf, columns: goingColumns, density: 'tight', select: 'none' }}
            foot={beyond(files, list.length)}
          />
        )}
      </div>
    </div>
  )
}

function Confirm(props: ReleaseDialogProps & { plan: ReleasePlan }): ReactNode {
  const { client, choice, copies, plan, onClose } = props
  const { files, bytes } = plan
  const [typed, setTyped] = useState('')
  const [name, setName] = useState('')
  const act = useAct()
  const release = async (): Promise<void> => {
    const id = crypto.randomUUID()
    // Only who said that they are different disks comes here with doubts.
    const said = { confirmedBy: name.trim(), apart: plan.doubts }
    const request = { id, choice, copies, expect: { files, bytes }, ...said }
    if (await act.run(() => client.ledger.release(request))) onClose()
  }
  const what = `${countOf(files, 'file')} of ${formatBytes(bytes)}`
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Delete ${what} at their sources?`}
      description='This cannot be taken back. The verified copies stay.'
      leftActions={
        <Button
          kind='destructive'
          disabledReason={act.busy ? 'It begins' : isCount(typed, files) ? undefined : 'Type the number of files first'}
          onClick={() => void release()}
        >
          Delete {countOf(files, 'file')}
        </Button>
      }
      actions={
        <Button autoFocus onClick={onClose} keys='escape'>
          Keep the files
        </Button>
      }
    >
      <div className={styles.form}>
        <TextField
          label={`Type ${files} to confirm`}
          hint={`${formatCount(bytes)} bytes in ${countOf(files, 'file')}.`}
          value={typed}
          onChange={setTyped}
          inputMode='numeric'
          autoComplete='off'
        />
        <TextField label='Confirmed by' hint='For the journal; may be empty.' value={name} onChange={setName} />
        <FailureNote failure={act.failure} />
      </div>
    </Dialog>
  )
}
