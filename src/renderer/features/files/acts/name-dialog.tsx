import { displayName } from '@domain/bytes-name'
import { nameBytes } from '@domain/files/entry-name'
import { joinPath } from '@domain/files/path'
import { nameProblem } from '@domain/remote-path'
import { useState } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import { placeAt, type WhereName } from '../where'
import type { DialogFolder } from './dialog-request'
import { FailureNote } from './failure-note'
import { useCall } from './use-call'

/** Asks for the name of a new folder, or the new name of an entry. It stays open until the name is taken. `before`: the name now. */
export function NameDialog(props: {
  at: DialogFolder
  before: string | undefined
  nameOf: WhereName
  onClose: () => void
}) {
  const { at, before = '', nameOf, onClose } = props
  const { pane, where, folder } = at
  const shownBefore = displayName(before)
  const [typed, setTyped] = useState(shownBefore)
  const [tried, setTried] = useState(false)
  const { busy, failure, run } = useCall()
  const problem = nameProblem(typed, nameBytes(typed))
  const isNew = props.before === undefined

  const save = async (): Promise<void> => {
    setTried(true)
    if (problem !== undefined) return
    if (!isNew && typed === shownBefore) return onClose()
    const to = placeAt(where, joinPath(folder, typed))
    const done = await run(async signal => {
      if (isNew) await client.files.makeDirectory({ place: to }, { signal })
      else await client.files.rename({ from: placeAt(where, joinPath(folder, before)), to }, { signal })
    })
    if (!done) return
    pane.refresh({ select: typed })
    onClose()
  }

  const act = isNew ? 'Make folder' : 'Rename'
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={isNew ? 'New folder' : `Rename ${visibleName(before)}`}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' disabledReason={busy ? 'It is being done' : undefined}>
            {busy ? 'Working' : act}
          </Button>
        </>
      }
    >
      <TextField
        label='Name'
        value={typed}
        onChange={setTyped}
        error={tried ? problem : undefined}
        hint={`On ${nameOf(where)}, in ${visibleName(folder)}`}
        autoFocus
        onFocus={event => event.target.setSelectionRange(0, stemLength(event.target.value))}
      />
      {failure && <FailureNote failure={failure} />}
    </Dialog>
  )
}

/** Length of a name without its ending, which a new name mostly keeps. */
function stemLength(name: string): number {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? dot : name.length
}
