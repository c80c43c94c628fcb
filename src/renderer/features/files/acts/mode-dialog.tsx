import { joinPath } from '@domain/files/path'
import { useState } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Dialog } from '../../../ui/dialog'
import { countOf } from '../../../ui/format'
import { TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import { formatMode, modeBit, modeClasses, modeRights, modeWords, parseMode } from '../pane/mode-bits'
import { placeAt } from '../where'
import styles from './acts.module.css'
import type { DialogTarget } from './dialog-request'
import { FailureNote } from './failure-note'
import { useCall } from './use-call'

/** Permissions as boxes and as an octal number; each follows the other. */
export function ModeDialog({ at, onClose }: { at: DialogTarget; onClose: () => void }) {
  const { pane, where, folder, entries } = at
  const [octal, setOctal] = useState(entries[0].mode)
  const { busy, failure, run } = useCall()
  const bits = parseMode(octal)

  const save = async (): Promise<void> => {
    if (bits === undefined) return
    const done = await run(async signal => {
      for (const { name } of entries) {
        const place = placeAt(where, joinPath(folder, name))
        await client.files.chmod({ place, mode: formatMode(bits) }, { signal })
      }
    })
    pane.refresh()
    if (done) onClose()
  }

  const of = entries.length === 1 ? visibleName(entries[0].name) : countOf(entries.length, 'item')
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Permissions of ${of}`}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' disabledReason={busy ? 'It is being done' : undefined}>
            {busy ? 'Working' : 'Set permissions'}
          </Button>
        </>
      }
    >
      <ModeGrid bits={bits ?? 0} onChange={next => setOctal(formatMode(next))} />
      <TextField
        label='Octal'
        value={octal}
        onChange={setOctal}
        mono
        unit={bits === undefined ? undefined : modeWords(octal)}
        error={bits === undefined ? 'Three or four digits from 0 to 7, such as 0640' : undefined}
      />
      {entries.length > 1 && <p className='sm dim'>All of them get the same permissions.</p>}
      {failure && <FailureNote failure={failure} />}
    </Dialog>
  )
}

function ModeGrid({ bits, onChange }: { bits: number; onChange: (bits: number) => void }) {
  return (
    <table className={styles.modes}>
      <thead>
        <tr>
          <th scope='col'>
            <span className='spoken'>Who</span>
          </th>
          {modeRights.map(right => (
            <th key={right} scope='col'>
              {right}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {modeClasses.map((who, classAt) => (
          <tr key={who}>
            <th scope='row'>{who}</th>
            {modeRights.map((right, rightAt) => (
              <td key={right}>
                <Checkbox
                  label={`${who} may ${right}`}
                  hideLabel
                  checked={(bits & modeBit(classAt, rightAt)) !== 0}
                  onChange={() => onChange(bits ^ modeBit(classAt, rightAt))}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
