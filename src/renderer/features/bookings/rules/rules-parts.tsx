import type { ResourcesFile } from '@contract/resources'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../ui/button'
import { classNames } from '../../../ui/class-names'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import { labelOf } from '../booking-look'
import { ZoneField } from '../new-store'
import { NamesField } from './names-field'
import { PersonForm } from './person-form'
import { ResourceForm } from './resource-form'
import styles from './rules.module.css'
import { errorUnder, type FieldErrors, newPerson, newResource, withPerson, withResource } from './rules-draft'

interface PartsProps {
  readonly file: ResourcesFile
  readonly errors: FieldErrors
  readonly locked: boolean
  readonly onChange: (file: ResourcesFile) => void
}

/** What is edited: the calendar itself, one of its resources, or one of its people. */
type Part = { readonly of: 'calendar' } | { readonly of: 'resources' | 'people'; readonly at: number }

/** A list of all parts at the left, the form of the chosen one at the right. */
export function RulesParts(props: PartsProps): ReactNode {
  const { file, errors, locked, onChange } = props
  const [part, setPart] = useState<Part>({ of: 'resources', at: 0 })
  const add = (of: 'resources' | 'people'): void => {
    if (of === 'resources') onChange({ ...file, resources: [...file.resources, newResource(file)] })
    else onChange({ ...file, people: [...file.people, newPerson()] })
    setPart({ of, at: file[of].length })
  }
  const line = (of: 'resources' | 'people', at: number, name: string): ReactNode => (
    <PartLine
      key={at}
      name={name}
      wrong={errorUnder(errors, `${of}.${at}`) !== undefined}
      current={part.of === of && part.at === at}
      onChoose={() => setPart({ of, at })}
    />
  )
  return (
    <div className={styles.split}>
      <nav className={styles.list} aria-label='Parts of the rules'>
        <PartLine
          name='Calendar'
          wrong={errors.has('timeZone') || errorUnder(errors, 'administrators') !== undefined}
          current={part.of === 'calendar'}
          onChoose={() => setPart({ of: 'calendar' })}
        />
        <h2 className={styles.sub}>Resources</h2>
        {file.resources.map((resource, at) => line('resources', at, labelOf(resource)))}
        <AddButton locked={locked} onAdd={() => add('resources')} words='Add a resource' />
        <h2 className={styles.sub}>People</h2>
        {file.people.map((person, at) => line('people', at, visibleName(person.name ?? (person.user || 'New person'))))}
        <AddButton locked={locked} onAdd={() => add('people')} words='Add a person' />
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={styles.pane} tabIndex={0} aria-label='What is edited'>
        <PartForm {...props} part={part} onRemoved={() => setPart({ of: 'calendar' })} />
      </section>
    </div>
  )
}

function PartLine(props: { name: string; wrong: boolean; current: boolean; onChoose: () => void }): ReactNode {
  const { name, wrong, current, onChoose } = props
  return (
    <button
      type='button'
      className={classNames(styles.part, current && styles.current)}
      aria-current={current ? 'true' : undefined}
      onClick={onChoose}
    >
      <span className='cut grow'>{name}</span>
      {wrong && <StateMark state='failed' label='A field is wrong' />}
    </button>
  )
}

const AddButton = ({ locked, onAdd, words }: { locked: boolean; onAdd: () => void; words: string }): ReactNode =>
  !locked && (
    <Button kind='quiet' icon='plus' size='small' className={styles.add} onClick={onAdd}>
      {words}
    </Button>
  )

function PartForm({
  part,
  file,
  errors,
  locked,
  onChange,
  onRemoved
}: PartsProps & { part: Part; onRemoved: () => void }): ReactNode {
  if (part.of === 'calendar') return <CalendarForm {...{ file, errors, locked, onChange }} />
  const { of, at } = part
  const remove = (): void => {
    onRemoved()
    onChange({ ...file, [of]: file[of].filter((_, place) => place !== at) })
  }
  const resource = of === 'resources' ? file.resources[at] : undefined
  const person = of === 'people' ? file.people[at] : undefined
  // A file has one resource at least.
  const removable = !locked && (of === 'people' || file.resources.length > 1)
  return (
    <>
      {resource && (
        <ResourceForm
          key={at}
          {...{ resource, errors, locked }}
          place={`resources.${at}`}
          onChange={next => onChange(withResource(file, at, next))}
        />
      )}
      {person && (
        <PersonForm
          key={at}
          {...{ person, errors, locked }}
          place={`people.${at}`}
          onChange={next => onChange(withPerson(file, at, next))}
        />
      )}
      {removable && (
        <Button kind='destructive' size='small' className={styles.remove} onClick={remove}>
          {of === 'people' ? 'Take this person out' : 'Take this resource out'}
        </Button>
      )}
    </>
  )
}

function CalendarForm({ file, errors, locked, onChange }: PartsProps): ReactNode {
  return (
    <div className={styles.form}>
      {locked ? (
        <p>{`Time zone ${file.timeZone}`}</p>
      ) : (
        <ZoneField
          value={file.timeZone}
          onChange={timeZone => onChange({ ...file, timeZone })}
          hint='Days and hours of the rules go by it.'
        />
      )}
      <NamesField
        label='Administrators'
        hint='Login names, with commas between. They change the rules, give consent, and book for others.'
        disabled={locked}
        names={file.administrators}
        error={errorUnder(errors, 'administrators')}
        onChange={administrators => onChange({ ...file, administrators })}
      />
    </div>
  )
}
