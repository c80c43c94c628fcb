import { useState } from 'react'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { RateField } from '../../../ui/rate-field'
import { visibleName } from '../../../ui/visible-name'
import type { QueueRow } from './queue-row'

/** Asks how fast one transfer may be; it takes effect at once. */
export function LimitDialog(props: { row: QueueRow; onSet: (limit: number | null) => void; onClose: () => void }) {
  const { row, onSet, onClose } = props
  const [limit, setLimit] = useState(row.limit)
  const set = (chosen: number | null): void => {
    onSet(chosen)
    onClose()
  }
  return (
    <Dialog
      open
      size='small'
      onClose={onClose}
      title={`Limit of ${visibleName(row.title)}`}
      description='It takes effect at once. The limit of all transfers, in the settings, holds beside it.'
      onSubmit={() => set(limit)}
      leftActions={row.limit === null ? undefined : <Button onClick={() => set(null)}>Take the limit away</Button>}
      actions={
        <>
          <Button onClick={onClose} keys='escape'>
            Leave it
          </Button>
          <Button type='submit' kind='primary'>
            Set the limit
          </Button>
        </>
      }
    >
      <RateField label='At most' value={limit} onChange={setLimit} autoFocus />
    </Dialog>
  )
}
