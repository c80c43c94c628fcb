import type { ResourcesFile } from '@contract/resources'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../ui/button'
import { classNames } from '../../../ui/class-names'
import { StateMark } from '../../../ui/state-mark'
import { labelOf } from '../booking-look'
import { ZoneField } from '../new-store'
import { NamesField } from './names-field'
import { ResourceForm } from './resource-form'
import styles from './rules.module.css'
import { errorUnder, type FieldErrors, newResource, withResource } from './rules-draft'

interface PartsProps {
  readonly file: ResourcesFile
  readonly errors: FieldErrors
  readonly locked: boolean
  readonly onChange: (file: ResourcesFile) => void
}

/** What is edited: the calendar itself, or the resource at a place of the file. */
type Part = 'calendar' | number

/** A list of all parts at the left, the form of the chosen one at the right. */
export function RulesParts(props: PartsProps): ReactNode {
  const { file, errors, locked, onChange } = props
  const [part, setPart] = useState<Part>(0)
  const add = (): void => {
    onChange({ ...file, resources: [...file.resources, newResource(file)] })
    setPart(file.resources.length)
  }
  return (
    <div className={styles.split}>
      <nav className={styles.list} aria-label='Parts of the rules'>
        <PartLine
          name='Calendar'
          wrong={errors.has('timeZone') || errorUnder(errors, 'administrators') !== undefined}
          current={part === 'calendar'}
          onChoose={() => setPart('calendar')}
        />
        <h2 className={styles.sub}>Resources</h2>
        {file.resources.map((resource, at) => (
          <PartLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a name that is typed changes, its place does not
            key={at}
            name={labelOf(resource)}
            wrong={errorUnder(errors, `resources.${at}`) !== undefined}
            current={part === at}
            onChoose={() => setPart(at)}
          />
        ))}
        {!locked && (
          <Button kind='quiet' icon='plus' size='small' className={styles.add} onClick={add}>
            Add a resource
          </Button>
        )}
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={styles.pane} tabIndex={0} aria-label='What is edited'>
        <PartForm {...props} part={part} onRemoved={() => setPart('calendar')} />
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

function PartForm({
  part,
  file,
  errors,
  locked,
  onChange,
  onRemoved
}: PartsProps & { part: Part; onRemoved: () => void }): ReactNode {
  const resource = part === 'calendar' ? undefined : file.resources[part]
  if (part === 'calendar' || !resource) return <CalendarForm {...{ file, errors, locked, onChange }} />
  const remove = (): void => {
    onRemoved()
    onChange({ ...file, resources: file.resources.filter((_, place) => place !== part) })
  }
  return (
    <>
      <ResourceForm
        key={part}
        {...{ resource, errors, locked }}
        place={`resources.${part}`}
        onChange={next => onChange(withResource(file, part, next))}
      />
      {/* A file has one resource at least. */}
      {!locked && file.resources.length > 1 && (
        <Button kind='destructive' size='small' className={styles.remove} onClick={remove}>
          Take this resource out
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
