import type { ContractOutputs } from '@contract/contract'
import { joinPath } from '@domain/files/path'
import { useEffect, useMemo, useState } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { countOf, formatCount } from '../../../ui/format'
import { visibleName } from '../../../ui/visible-name'
import { isFolder } from '../pane/entry-order'
import { placeAt, type WhereName } from '../where'
import type { DialogTarget } from './dialog-request'
import { FailureNote } from './failure-note'
import { removalWords } from './removal-words'
import { useCall } from './use-call'

type Removal = ContractOutputs['files']['remove']

/** Failed removals that are written out; the rest is a number. */
const listed = 20

/** Counts what would go, asks, removes, and says what did not go. */
export function RemoveDialog({ at, nameOf, onClose }: { at: DialogTarget; nameOf: WhereName; onClose: () => void }) {
  const { pane, where, folder, entries } = at
  const places = useMemo(
    () => entries.map(({ name }) => placeAt(where, joinPath(folder, name))),
    [entries, where, folder]
  )
  const [measure, setMeasure] = useState<ContractOutputs['files']['measure'] | null>(null)
  const [removal, setRemoval] = useState<Removal | null>(null)
  const counting = useCall()
  const removing = useCall()

  // biome-ignore lint/correctness/useExhaustiveDependencies: counted once for each request
  useEffect(() => {
    void counting.run(async signal => setMeasure(await client.files.measure({ places }, { signal })))
  }, [places])

  const remove = async (): Promise<void> => {
    const recursive = entries.some(entry => entry.type === 'directory')
    let result: Removal | undefined
    const done = await removing.run(async signal => {
      result = await client.files.remove({ places, recursive }, { signal })
    })
    pane.refresh()
    if (done && result && result.failed.length > 0) setRemoval(result)
    else if (done) onClose()
  }
  const close = (): void => {
    if (removing.busy) pane.refresh()
    onClose()
  }

  const one = entries.length === 1
  const kind = isFolder(entries[0]) && entries[0].type === 'directory' ? 'folder' : 'file'
  const what = one ? visibleName(entries[0].name) : countOf(entries.length, 'item')
  return (
    <Dialog
      open
      onClose={close}
      size='small'
      title={`Delete ${what}?`}
      description={`On ${nameOf(where)}, in ${visibleName(folder)}`}
      leftActions={
        removal === null && (
          <Button
            kind='destructive'
            disabledReason={removing.busy ? 'It is being deleted' : undefined}
            onClick={() => void remove()}
          >
            {removing.busy ? 'Deleting' : `Delete ${one ? kind : countOf(entries.length, 'item')}`}
          </Button>
        )
      }
      actions={
        <Button autoFocus onClick={close} keys='escape'>
          {removal ? 'Close' : removing.busy ? 'Stop' : 'Keep'}
        </Button>
      }
    >
      <p className='dim' aria-live='polite'>
        {removalWords(entries, measure, counting.busy)}
      </p>
      {counting.failure && <FailureNote failure={counting.failure} />}
      {removing.failure && <FailureNote failure={removing.failure} />}
      {removal && <NotRemoved removal={removal} />}
    </Dialog>
  )
}

function NotRemoved({ removal }: { removal: Removal }) {
  const { removed, failed } = removal
  const more = failed.length - listed
  return (
    <div role='alert' className='selectable'>
      <b>{`${countOf(failed.length, 'item')} could not be deleted; ${formatCount(removed)} went.`}</b>
      <ul className='sm dim'>
        {failed.slice(0, listed).map(({ path, message }) => (
          <li key={path}>{visibleName(message)}</li>
        ))}
      </ul>
      {more > 0 && <span className='sm faint'>{`and ${formatCount(more)} more`}</span>}
    </div>
  )
}
