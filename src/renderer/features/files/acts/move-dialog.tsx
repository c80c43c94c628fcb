import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import { useState } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { countOf, formatCount } from '../../../ui/format'
import { visibleName } from '../../../ui/visible-name'
import { placeAt } from '../where'
import type { DialogFolder, DialogTarget } from './dialog-request'
import { FailureNote } from './failure-note'
import { useCall } from './use-call'

/** Moves entries to another folder of the same place, where they keep their names. Nothing there is replaced. */
export function MoveDialog(props: { at: DialogTarget; to: DialogFolder; onClose: () => void }) {
  const { at, to, onClose } = props
  const { where, folder, entries } = at
  const { busy, failure, run } = useCall()
  const [left, setLeft] = useState<ReadonlySet<string> | null>(null)
  const names = entries.map(({ name }) => name).filter(name => left?.has(name) ?? true)

  const move = async (): Promise<void> => {
    const done = await run(async signal => {
      const failed = new Map<string, Failure>()
      for (const name of names) {
        const [before, after] = [joinPath(folder, name), joinPath(to.folder, name)]
        try {
          await client.files.rename({ from: placeAt(where, before), to: placeAt(to.where, after) }, { signal })
        } catch (thrown) {
          if (signal.aborted) throw thrown
          failed.set(name, Failure.from(thrown))
        }
      }
      setLeft(new Set(failed.keys()))
      for (const [name, why] of failed)
        throw new Failure(why.code, `${visibleName(name)} was not moved: ${why.message}`, {
          hint: [failed.size > 1 ? `${countOf(failed.size, 'item')} stayed where they were.` : '', why.hint]
            .join(' ')
            .trim(),
          cause: why
        })
    })
    at.pane.refresh()
    if (to.pane !== at.pane) to.pane.refresh()
    if (done) onClose()
  }

  const what = names.length === 1 ? visibleName(names[0] ?? '') : countOf(names.length, 'item')
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Move ${what}?`}
      onSubmit={() => void move()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' autoFocus disabledReason={busy ? 'It is being done' : undefined}>
            {busy ? 'Moving' : left === null ? 'Move' : `Try ${formatCount(names.length)} again`}
          </Button>
        </>
      }
    >
      <p className='dim'>{`To ${visibleName(to.folder)}. What has the same name there stays as it is.`}</p>
      {failure && <FailureNote failure={failure} />}
    </Dialog>
  )
}
