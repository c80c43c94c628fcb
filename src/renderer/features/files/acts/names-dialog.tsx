import type { Entry } from '@contract/files'
import { useMemo, useState } from 'react'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { countOf } from '../../../ui/format'
import { TextField } from '../../../ui/text-field'
import { nameMatcher } from '../pane/entry-order'
import type { Pane } from '../pane/pane'

/** The names that are chosen after those that fit are chosen too, or are chosen no more. */
export function chosenNames(
  before: ReadonlySet<string>,
  fitting: readonly string[],
  choose: boolean
): ReadonlySet<string> {
  if (choose) return new Set([...before, ...fitting])
  const left = new Set(before)
  for (const name of fitting) left.delete(name)
  return left
}

/** Asks for a pattern, says how many names fit it, and chooses them (or chooses them no more). */
export function NamesDialog(props: { pane: Pane; rows: readonly Entry[]; choose: boolean; onClose: () => void }) {
  const { pane, rows, choose, onClose } = props
  const [pattern, setPattern] = useState('*')
  const before = pane.store.getState().selection
  const fitting = useMemo(() => {
    const fits = nameMatcher(pattern)
    const names = rows.filter(({ name }) => (choose || before.keys.has(name)) && fits?.(name)).map(({ name }) => name)
    return names
  }, [rows, before, choose, pattern])
  const none = fitting.length === 0
  const apply = (): void => {
    if (none) return
    // Marked, as with Insert: arrows leave the marks alone.
    const keys = chosenNames(before.keys, fitting, choose)
    pane.set({ selection: { keys, anchor: undefined, cursor: before.cursor ?? fitting[0] } })
    onClose()
  }
  const act = choose ? 'Select' : 'Unselect'
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={choose ? 'Select by name' : 'Unselect by name'}
      onSubmit={apply}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' disabledReason={none ? 'No name fits' : undefined}>
            {none ? act : `${act} ${countOf(fitting.length, 'item')}`}
          </Button>
        </>
      }
    >
      <TextField
        label='Pattern'
        value={pattern}
        onChange={setPattern}
        mono
        autoFocus
        onFocus={event => event.target.select()}
        hint={`* is any letters, ? is one. Without them: part of the name. ${none ? 'No name fits.' : `Of ${countOf(rows.length, 'item')} shown.`}`}
      />
    </Dialog>
  )
}
