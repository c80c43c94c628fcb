import { ConfirmDialog } from '../../../ui/confirm-dialog'
import { countOf, formatBytes } from '../../../ui/format'
import { visibleName } from '../../../ui/visible-name'
import type { QueueRow } from './queue-row'

/** From this many bytes or files on, a cancel asks first: they would have to be copied again. */
const muchBytes = 100 * 1024 * 1024
const manyFiles = 100

/** Whether to cancel these asks first: several of them, or so much has arrived that a slip of the hand would be dear. */
export function cancelAsks(rows: readonly Pick<QueueRow, 'facts'>[]): boolean {
  return rows.length > 1 || rows.some(({ facts }) => facts.doneBytes >= muchBytes || facts.doneFiles >= manyFiles)
}

/** The question before transfers are cancelled. */
export function CancelQuestion(props: { rows: readonly QueueRow[]; onCancel: () => void; onClose: () => void }) {
  const { rows, onCancel, onClose } = props
  const [first] = rows
  const name = rows.length === 1 && first ? visibleName(first.title) : countOf(rows.length, 'transfer')
  const bytes = rows.reduce((sum, { facts }) => sum + facts.doneBytes, 0)
  const files = rows.reduce((sum, { facts }) => sum + facts.doneFiles, 0)
  return (
    <ConfirmDialog
      open
      title={`Cancel ${name}?`}
      confirmLabel={rows.length === 1 ? 'Cancel the transfer' : `Cancel ${name}`}
      cancelLabel='Go on copying'
      onConfirm={onCancel}
      onClose={onClose}
    >
      {`${formatBytes(bytes)} in ${countOf(files, 'file')} arrived and stay. The rest is not copied. To stop for a while, pause instead.`}
    </ConfirmDialog>
  )
}
