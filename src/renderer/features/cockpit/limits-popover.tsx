/** Beyond which figures a micrograph is pointed at. */
import type { QualityLimits } from '@contract/cockpit'
import { type ReactNode, useState } from 'react'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { Note } from '../../ui/note'
import { Popover } from '../../ui/popover'
import { NumberField } from '../../ui/text-field'
import styles from './cockpit.module.css'

const fields = [
  ['ctfResolutionAngstrom', 'CTF fit worse than'],
  ['driftAngstrom', 'Drift of more than'],
  ['astigmatismAngstrom', 'Astigmatism of more than']
] as const satisfies readonly (readonly [keyof QualityLimits, string])[]

type Draft = { readonly [What in keyof QualityLimits]?: number | undefined }

/** Those that are limits; an empty field, or one of 0, is none yet. */
function defined(draft: Draft): Partial<QualityLimits> {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined && value > 0))
}

/** A limit is kept as soon as it is one; it holds for every session, and for the command as well. */
export function LimitsPopover({ limits }: { limits: QualityLimits }): ReactNode {
  const { failure, run } = useAct()
  // What is typed stands in the field at once; the settings come back a moment later.
  const [draft, setDraft] = useState<Draft>(limits)
  const save = (what: keyof QualityLimits, value: number | undefined): void => {
    setDraft(before => ({ ...before, [what]: value }))
    if (value !== undefined && value > 0)
      void run(() => client.app.saveSettings({ qualityLimits: { ...limits, ...defined(draft), [what]: value } }))
  }
  return (
    <Popover title='Point at micrographs with' align='end' trigger={<Button size='small'>Limits…</Button>}>
      <div className={styles.limits}>
        {fields.map(([what, label]) => (
          <NumberField key={what} label={label} unit='Å' value={draft[what]} onChange={value => save(what, value)} />
        ))}
        {failure && (
          <Note tone='error' what={failure.message}>
            {failure.hint}
          </Note>
        )}
      </div>
    </Popover>
  )
}
