import type { ResourceDisplay } from '@contract/resources'
import type { ReactNode } from 'react'
import { Select } from '../../../ui/select'
import { NumberField, TextField } from '../../../ui/text-field'
import styles from './rules.module.css'
import { errorUnder, type FieldErrors, withoutUnset } from './rules-draft'

type Kind = ResourceDisplay['kind']

const kinds: readonly { value: Kind | 'none'; label: string }[] = [
  { value: 'none', label: 'No display' },
  { value: 'dcv', label: 'Amazon DCV' },
  { value: 'fastx', label: 'FastX' },
  { value: 'vnc', label: 'VNC' },
  { value: 'command', label: 'Command of the facility' }
]

/** Which fields each kind reads; the others would stand in the file and mean nothing. */
const usedBy: Readonly<Record<Kind, readonly (keyof ResourceDisplay)[]>> = {
  dcv: ['site', 'host', 'session', 'port'],
  fastx: ['site', 'host', 'session', 'port', 'url'],
  vnc: ['site', 'host', 'session'],
  command: ['site', 'host', 'session', 'command']
}

const sessionExamples: Readonly<Record<Kind, string>> = { dcv: 'console', fastx: '', vnc: ':1', command: 'krios1' }

/** A display as it becomes when it is of another kind: what that kind does not read is left out. */
export function asKind(display: ResourceDisplay | undefined, kind: Kind): ResourceDisplay {
  const kept = usedBy[kind].map(field => [field, display?.[field]] as const)
  return withoutUnset({ ...Object.fromEntries(kept), kind })
}

interface DisplayProps {
  readonly display: ResourceDisplay | undefined
  /** Where it stands in the file: `resources.0.display`. */
  readonly place: string
  readonly errors: FieldErrors
  readonly locked: boolean
  /** Undefined: the resource has none. */
  readonly onChange: (display: ResourceDisplay | undefined) => void
}

/** Which display the people of a running booking may open. */
export function DisplayFields(props: DisplayProps): ReactNode {
  const { display, locked, onChange } = props
  return (
    <div className={styles.grid}>
      <Select
        label='Opened by its booking'
        value={display?.kind ?? 'none'}
        options={kinds}
        disabled={locked}
        onChange={kind => onChange(kind === 'none' ? undefined : asKind(display, kind))}
      />
      {display && <Fields {...props} display={display} />}
    </div>
  )
}

/** The fields that hold text, each with what is said of it. */
type TextName = 'site' | 'host' | 'session' | 'url' | 'command'

function Fields({ display, place, errors, locked, onChange }: DisplayProps & { display: ResourceDisplay }): ReactNode {
  const used = usedBy[display.kind]
  const set = (field: keyof ResourceDisplay, value: string | number | undefined): void => {
    // The field takes what its kind of control gives; undefined is taken out at once.
    onChange(withoutUnset({ ...display, [field]: value === '' ? undefined : value } as ResourceDisplay))
  }
  const text = (field: TextName, label: string, hint: string, placeholder: string): ReactNode =>
    used.includes(field) && (
      <TextField
        {...{ label, hint, placeholder, disabled: locked }}
        mono={field === 'command'}
        value={display[field] ?? ''}
        error={errorUnder(errors, `${place}.${field}`)}
        onChange={value => set(field, value)}
      />
    )
  return (
    <>
      {text('site', 'Site', 'Empty: the one of this calendar', '')}
      {text('host', 'Host', 'Empty: its display host', '')}
      {text('session', 'Session', sessionHint(display.kind), sessionExamples[display.kind])}
      {used.includes('port') && (
        <NumberField
          label='Port'
          hint='Empty: as its server says'
          disabled={locked}
          value={display.port}
          error={errorUnder(errors, `${place}.port`)}
          onChange={port => set('port', port)}
        />
      )}
      {text('url', 'Address', 'Empty: asked of the host', 'https://fastx.facility.example')}
      {text('command', 'Command', 'A line for sh that prints what is to be opened', '')}
    </>
  )
}

const sessionHint = (kind: Kind): string =>
  kind === 'command' ? 'What the display is called' : 'One that is always there; empty: made when there is none'
