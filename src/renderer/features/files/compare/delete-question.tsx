import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { formatCount } from '../../../ui/format'

/** The second question before what is only at one place is deleted; it names how many. */
export function DeleteQuestion(props: {
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
