import type { Resource } from '@contract/resources'
import { resourceSchema } from '@contract/resources'
import type { ReactNode } from 'react'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { DisplayFields } from './display-fields'
import { NamesField } from './names-field'
import styles from './rules.module.css'
import { errorUnder, type FieldErrors, withoutUnset } from './rules-draft'
import { RulesFields } from './rules-fields'
import { SessionFields } from './session-fields'

const kindNames: Readonly<Record<Resource['kind'], string>> = {
  microscope: 'Microscope',
  display: 'Display host',
  storage: 'Storage',
  compute: 'Compute',
  other: 'Something else'
}
const kinds = resourceSchema.shape.kind.unwrap().options.map(value => ({ value, label: kindNames[value] }))

interface ResourceFormProps {
  readonly resource: Resource
  /** Where it stands in the file: `resources.0`. */
  readonly place: string
  readonly errors: FieldErrors
  readonly locked: boolean
  readonly onChange: (resource: Resource) => void
}

/** What changes of a resource; undefined takes a field out. */
type ResourceChange = { [K in keyof Resource]?: Resource[K] | undefined }

/** What a resource is, what is booked with it, and by which rules. */
export function ResourceForm(props: ResourceFormProps): ReactNode {
  const { resource, place, errors, locked, onChange } = props
  const set = (change: ResourceChange): void => onChange(withoutUnset({ ...resource, ...change } as Resource)) // undefined fields are taken out at once
  return (
    <div className={styles.form}>
      <NameFields {...props} onSet={set} />
      <h3 className={styles.sub}>Rules</h3>
      <RulesFields
        rules={resource.rules}
        place={`${place}.rules`}
        {...{ errors, locked }}
        onChange={rules => set({ rules })}
      />
      <h3 className={styles.sub}>Display</h3>
      <DisplayFields
        display={resource.display}
        place={`${place}.display`}
        {...{ errors, locked }}
        onChange={display => set({ display })}
      />
      <h3 className={styles.sub}>Session</h3>
      <SessionFields
        session={resource.session}
        place={`${place}.session`}
        {...{ errors, locked }}
        onChange={session => set({ session })}
      />
    </div>
  )
}

/** How it is called, and what belongs to it. */
function NameFields(props: ResourceFormProps & { onSet: (change: ResourceChange) => void }): ReactNode {
  const { resource, place, errors, locked, onSet } = props
  const error = (field: keyof Resource): string | undefined => errorUnder(errors, `${place}.${field}`)
  const text = (value: string): string | undefined => (value === '' ? undefined : value)
  return (
    <div className={styles.grid}>
      <TextField
        label='Name'
        hint='A folder of the calendar is called so'
        disabled={locked}
        value={resource.name}
        error={error('name')}
        onChange={name => onSet({ name })}
      />
      <TextField
        label='Shown as'
        disabled={locked}
        value={resource.label ?? ''}
        error={error('label')}
        onChange={label => onSet({ label: text(label) })}
      />
      <Select label='Kind' value={resource.kind} options={kinds} disabled={locked} onChange={kind => onSet({ kind })} />
      <TextField
        label='Made of'
        placeholder='Falcon 4i, Selectris X'
        disabled={locked}
        value={resource.description ?? ''}
        error={error('description')}
        onChange={value => onSet({ description: text(value) })}
      />
      <NamesField
        label='Booked with it'
        hint='Names of other resources: all or none'
        disabled={locked}
        names={resource.linked}
        error={error('linked')}
        onChange={linked => onSet({ linked })}
      />
      <TextField
        label='SLURM reservation'
        disabled={locked}
        value={resource.reservation ?? ''}
        error={error('reservation')}
        onChange={value => onSet({ reservation: text(value) })}
      />
    </div>
  )
}
