import type { SeriesScope } from '@contract/bookings'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { bookingTitle } from '../booking-look'
import type { Draft } from '../drag/draft'
import { useRoom } from '../room-context'
import { spanWords } from '../time-words'

/** Which bookings of a series are moved. */
export function ScopeDialog(props: {
  draft: Draft
  onMove: (scope: SeriesScope) => void
  onClose: () => void
}): ReactNode {
  const { draft, onMove, onClose } = props
  const { file } = useRoom()
  if (draft.booking === null) return null
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Move ${bookingTitle(draft.booking)}`}
      description={`It is one of several that repeat. This one would be ${spanWords(draft.start, draft.end, file.timeZone)}.`}
      leftActions={<Button onClick={onClose}>Leave it</Button>}
      actions={
        <>
          <Button onClick={() => onMove('all')}>All</Button>
          <Button onClick={() => onMove('following')}>This and following</Button>
          <Button kind='primary' autoFocus onClick={() => onMove('one')}>
            This one
          </Button>
        </>
      }
    />
  )
}
