import type { BookedPerson } from '@contract/booking'
import { bookingRoles, type DisplayRight } from '@contract/resources'
import { type ReactNode, useId } from 'react'
import { Button, IconButton } from '../../../ui/button'
import { FieldGroup } from '../../../ui/field-group'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { personName } from '../booking-look'
import { useRoom } from '../room-context'
import styles from './dialogs.module.css'

const roles = bookingRoles.map(value => ({ value, label: value }))

/** `role`: as the role gives it. */
const rights: readonly { value: DisplayRight | 'role'; label: string }[] = [
  { value: 'role', label: 'display by role' },
  { value: 'control', label: 'controls the display' },
  { value: 'view', label: 'views the display' },
  { value: 'none', label: 'no display' }
]

/** Who is on it, each with a role and what they may do with the display. */
export function PeopleFields(props: {
  people: readonly BookedPerson[]
  error: string | undefined
  onChange: (people: readonly BookedPerson[]) => void
}): ReactNode {
  const { people, error, onChange } = props
  const { file } = useRoom()
  const listId = useId()
  const set = (at: number, person: BookedPerson): void =>
    onChange(people.map((old, place) => (place === at ? person : old)))
  return (
    <FieldGroup legend='People' stacked>
      <datalist id={listId}>
        {file.people.map(({ user }) => (
          <option key={user} value={user}>
            {personName(file, user)}
          </option>
        ))}
      </datalist>
      {people.map((person, at) => (
        <PersonLine
          // biome-ignore lint/suspicious/noArrayIndexKey: a person being typed has no name yet; lines are known by their place
          key={at}
          {...{ person, at, listId }}
          onChange={next => set(at, next)}
          onRemove={() => onChange(people.filter((_, place) => place !== at))}
        />
      ))}
      {error !== undefined && <p className='sm bad'>{error}</p>}
      <Button icon='plus' size='small' onClick={() => onChange([...people, { user: '', role: 'collaborator' }])}>
        Add a person
      </Button>
    </FieldGroup>
  )
}

function PersonLine(props: {
  person: BookedPerson
  at: number
  /** Id of the list of names that are known. */
  listId: string
  onChange: (person: BookedPerson) => void
  onRemove: () => void
}): ReactNode {
  const { person, at, listId, onChange, onRemove } = props
  const { file } = useRoom()
  const name = personName(file, person.user)
  return (
    <div className={styles.person}>
      <TextField
        label={`Person ${at + 1}`}
        hideLabel
        list={listId}
        placeholder='Login name'
        value={person.user}
        unit={name === person.user ? undefined : name}
        onChange={user => onChange({ ...person, user })}
        className='grow'
      />
      <Select
        label={`Role of person ${at + 1}`}
        hideLabel
        className={styles.role}
        value={person.role}
        options={roles}
        onChange={role => onChange({ ...person, role })}
      />
      <Select
        label={`Display of person ${at + 1}`}
        hideLabel
        className={styles.right}
        value={person.display ?? 'role'}
        options={rights}
        onChange={right => onChange(withRight(person, right))}
      />
      <IconButton icon='close' label={`Take ${person.user || 'this person'} off`} onClick={onRemove} />
    </div>
  )
}

function withRight({ user, role }: BookedPerson, right: DisplayRight | 'role'): BookedPerson {
  return right === 'role' ? { user, role } : { user, role, display: right }
}
