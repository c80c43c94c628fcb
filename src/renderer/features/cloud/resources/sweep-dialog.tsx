/** Names what is about to be deleted, asks, and says what became of it. */
import type { CloudInventory, CloudResource, CloudSweep, SweepInput } from '@contract/cloud'
import { sumCost } from '@domain/cloud/cost'
import { dollars } from '@domain/cloud/usd-text'
import { type ReactNode, useState } from 'react'
import { client } from '../../../client/engine-link'
import { useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { DataTable } from '../../../ui/data-table/data-table'
import { Dialog } from '../../../ui/dialog'
import { countOf } from '../../../ui/format'
import { Note } from '../../../ui/note'
import { visibleName } from '../../../ui/visible-name'
import styles from '../cloud.module.css'
import { keyOf } from '../cloud-words'
import { FailureWords } from '../failure-words'
import { sweepColumns } from './resource-columns'

/** The place of a list, and who one was there. */
export type ReviewedTarget = Omit<SweepInput, 'resources'>

/** Null is a profile too: none, whatever is chosen in the meantime. */
export const reviewedOf = ({ profile, region, identity }: CloudInventory): ReviewedTarget => ({
  ...{ profile, region },
  ...{ account: identity.account, owner: identity.owner }
})

interface SweepDialogProps {
  readonly target: ReviewedTarget
  readonly resources: readonly CloudResource[]
  readonly onSwept: () => void
  readonly onClose: () => void
}

export function SweepDialog(props: SweepDialogProps): ReactNode {
  const { target, resources, onSwept, onClose } = props
  const { busy, failure, run } = useAct()
  const [swept, setSwept] = useState<CloudSweep | null>(null)
  const [stop] = useState(() => new AbortController())
  /** What is on its way is deleted; the rest stays. */
  const close = (): void => {
    stop.abort()
    if (busy) onSwept()
    onClose()
  }
  const sweep = (): void =>
    void run(async () => {
      const wanted = resources.map(({ kind, id }) => ({ kind, id }))
      setSwept(await client.cloud.sweep({ ...target, resources: wanted }, { signal: stop.signal }))
      onSwept()
    })
  const what = countOf(resources.length, 'thing')
  return (
    <Dialog
      open
      onClose={close}
      size='wide'
      title={swept ? 'What became of them' : `Delete ${what}?`}
      leftActions={
        swept === null && (
          <Button kind='destructive' disabled={busy} onClick={sweep}>
            {busy ? 'Deleting' : `Delete ${what}`}
          </Button>
        )
      }
      actions={
        <Button autoFocus keys='escape' onClick={close}>
          {swept ? 'Close' : busy ? 'Stop' : 'Keep them'}
        </Button>
      }
    >
      {swept ? <Swept swept={swept} /> : <Review resources={resources} />}
      {failure && <FailureWords failure={failure} />}
    </Dialog>
  )
}

function Review({ resources }: { resources: readonly CloudResource[] }): ReactNode {
  const { usdPerMonth, unknown } = sumCost(resources)
  const rest = unknown > 0 ? `; what ${unknown} of them cost is unknown` : ''
  const cost =
    usdPerMonth === null
      ? 'What they cost is unknown.'
      : `They cost about ${dollars(usdPerMonth)} a month (estimate)${rest}.`
  return (
    <>
      <p>
        The data in them is lost. {cost} Each is looked at once more before it goes: what is not yours any more stays.
      </p>
      <div className={styles.review}>
        <DataTable
          label='What would be deleted'
          rows={resources}
          rowKey={keyOf}
          columns={sweepColumns}
          density='tight'
          select='none'
        />
      </div>
    </>
  )
}

function Swept({ swept: { deleted, failed } }: { swept: CloudSweep }): ReactNode {
  return (
    <>
      <Note tone={failed.length > 0 ? 'warning' : 'ok'} what={`${countOf(deleted.length, 'thing')} deleted.`}>
        {failed.length > 0 && `${countOf(failed.length, 'thing')} left.`}
      </Note>
      <ul className={styles.left}>
        {failed.map(({ kind, id, error }) => (
          <li key={keyOf({ kind, id })}>
            {visibleName(error.message)} {visibleName(error.hint)}
          </li>
        ))}
      </ul>
    </>
  )
}
