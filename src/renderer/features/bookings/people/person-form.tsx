import { bookingRoles, type Grant, type Person } from '@contract/resources'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { classNames } from '../../../ui/class-names'
import { DateField } from '../../../ui/date-field'
import { FieldGroup } from '../../../ui/field-group'
import { TextField } from '../../../ui/text-field'
import { errorUnder, type FieldErrors, withoutUnset } from '../rules/rules-draft'
import styles from './people.module.css'

interface PersonProps {
  readonly person: Person
  /** Where they stand in the file: `people.0`. */
  readonly place: string
  readonly errors: FieldErrors
  readonly onChange: (person: Person) => void
}

/** What changes of a person; undefined takes a field out. */
type PersonChange = { [K in keyof Person]?: Person[K] | undefined }

/** For administrators: who somebody is at the facility, and what they have been given until when. */
export function PersonForm(props: PersonProps): ReactNode {
  const { person, place, onChange } = props
  const set = (change: PersonChange): void => onChange(withoutUnset({ ...person, ...change } as Person)) // undefined fields are taken out at once
  const toggle = (role: (typeof bookingRoles)[number], on: boolean): void =>
    set({ roles: bookingRoles.filter(one => (one === role ? on : person.roles.includes(one))) })
  return (
    <div className={styles.form}>
      <NameFields {...props} onSet={set} />
      <FieldGroup legend='Roles'>
        {bookingRoles.map(role => (
          <Checkbox key={role} checked={person.roles.includes(role)} onChange={on => toggle(role, on)} label={role} />
        ))}
      </FieldGroup>
      <Grants
        {...props}
        title='Training'
        grants={person.training}
        under={`${place}.training`}
        onGrants={training => set({ training })}
      />
      <Grants
        {...props}
        title='Permits'
        grants={person.permits}
        under={`${place}.permits`}
        onGrants={permits => set({ permits })}
      />
    </div>
  )
}

function NameFields(props: PersonProps & { onSet: (change: PersonChange) => void }): ReactNode {
  const { person, place, errors, onSet } = props
  const error = (field: keyof Person): string | undefined => errorUnder(errors, `${place}.${field}`)
  const text = (value: string): string | undefined => (value === '' ? undefined : value)
  return (
    <div className={styles.form}>
      <TextField label='Login name' value={person.user} error={error('user')} onChange={user => onSet({ user })} />
      <TextField
        label='Name'
        value={person.name ?? ''}
        error={error('name')}
        onChange={name => onSet({ name: text(name) })}
      />
      <TextField
        label='Mail'
        value={person.email ?? ''}
        error={error('email')}
        onChange={email => onSet({ email: text(email) })}
      />
    </div>
  )
}

/** Names with the last day on which each holds; no day: for good. */
function Grants(
  props: PersonProps & {
    title: string
    grants: readonly Grant[]
    under: string
    onGrants: (grants: Grant[]) => void
  }
): ReactNode {
  const { title, grants, under, errors, onGrants } = props
  const set = (at: number, grant: Grant): void => onGrants(grants.map((old, place) => (place === at ? grant : old)))
  const one = title.toLowerCase()
  return (
    <FieldGroup legend={title}>
      {grants.map((grant, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one being typed has no name yet; they are known by their place
        <div key={at} className={styles.grant}>
          <TextField
            label={`${title} ${at + 1}`}
            hideLabel
            className={styles.what}
            value={grant.name}
            error={errorUnder(errors, `${under}.${at}.name`)}
            onChange={name => set(at, { ...grant, name })}
          />
          <span className={classNames('faint', styles.until)}>until</span>
          <DateField
            label={`Last day of ${one} ${at + 1}`}
            hideLabel
            className={styles.day}
            value={grant.until ?? ''}
            error={errorUnder(errors, `${under}.${at}.until`)}
            onChange={until => set(at, until === '' ? { name: grant.name } : { ...grant, until })}
          />
          <IconButton
            icon='close'
            label={`Take ${grant.name || one} away`}
            onClick={() => onGrants(grants.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      <Button icon='plus' size='small' onClick={() => onGrants([...grants, { name: '' }])}>
        {`Add ${one === 'permits' ? 'a permit' : one}`}
      </Button>
    </FieldGroup>
  )
}
