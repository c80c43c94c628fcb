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

/** The limits with what was typed; an empty field, or one of 0, leaves its own as it was. Null: nothing is another. */
export function keptLimits(limits: QualityLimits, draft: Draft): QualityLimits | null {
  const typed = Object.entries(draft).filter(([, value]) => value !== undefined && value > 0)
  const wanted = { ...limits, ...Object.fromEntries(typed) }
  return fields.some(([what]) => wanted[what] !== limits[what]) ? wanted : null
}

/** Limits hold for every session, and for the command as well: they are kept when a field is left, not at every key. */
export function LimitsPopover({ limits }: { limits: QualityLimits }): ReactNode {
  const { failure, run } = useAct()
  // What is typed stands in the field at once; the settings come back a moment later.
  const [draft, setDraft] = useState<Draft>(limits)
  const keep = (): void => {
    const wanted = keptLimits(limits, draft)
    if (wanted) void run(() => client.app.saveSettings({ qualityLimits: wanted }))
  }
  return (
    <Popover
      title='Point at micrographs with'
      align='end'
      trigger={<Button size='small'>Limits…</Button>}
      onOpenChange={open => (open ? setDraft(limits) : keep())}
    >
      <div className={styles.limits}>
        {fields.map(([what, label]) => (
          <NumberField
            key={what}
            {...{ label, unit: 'Å', value: draft[what] }}
            onChange={value => setDraft(before => ({ ...before, [what]: value }))}
            onBlur={keep}
            onKeyDown={event => event.key === 'Enter' && keep()}
          />
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
