import type { Grant } from '@contract/resources'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Drawer } from '../../../ui/drawer'
import { type Fact, Facts, SectionHead } from '../../../ui/page-bar'
import { visibleName } from '../../../ui/visible-name'
import type { FileDraft } from '../rules/file-page'
import { errorUnder } from '../rules/rules-draft'
import { endClass, endWords, grantEnds } from './grant-ends'
import styles from './people.module.css'
import { lastKey, type PersonRow, shownName, withRow } from './people-rows'
import { PersonForm } from './person-form'

interface PersonDrawerProps {
  readonly row: PersonRow
  readonly draft: FileDraft
  /** Day of the facility's calendar. */
  readonly today: string
  readonly onRemove: () => void
  /** An administrator of whom the file told nothing now has a row among the people. */
  readonly onMoved: (key: string) => void
  readonly onClose: () => void
}

/** One person beside the list: read by everybody, changed by administrators. */
export function PersonDrawer(props: PersonDrawerProps): ReactNode {
  const { row, draft, today, onClose } = props
  const name = visibleName(shownName(row.person))
  return (
    <Drawer label={`Person ${name}`} title={<span className='cut'>{name}</span>} onClose={onClose}>
      {draft.locked ? <PersonFacts row={row} today={today} /> : <PersonFields {...props} />}
    </Drawer>
  )
}

function PersonFields({ row, draft, onRemove, onMoved }: PersonDrawerProps): ReactNode {
  const { file, errors, setFile } = draft
  const { person, administrator, at } = row
  const change = (next: typeof person, admin: boolean): void => {
    setFile(withRow(file, row, next, admin))
    if (at === null) onMoved(lastKey(file))
  }
  return (
    <div className={styles.person}>
      <PersonForm
        place={`people.${at ?? file.people.length}`}
        {...{ person, errors }}
        onChange={next => change(next, administrator)}
      />
      <div>
        <Checkbox
          checked={administrator}
          onChange={on => change(person, on)}
          label='Administrator of this calendar'
          hint='Changes the rules, gives consent, books for others.'
        />
        <p className='bad sm'>{errorUnder(errors, 'administrators')}</p>
      </div>
      <Button kind='destructive' size='small' className={styles.remove} onClick={onRemove}>
        Take this person out
      </Button>
    </div>
  )
}

function PersonFacts({ row, today }: { row: PersonRow; today: string }): ReactNode {
  const { person, administrator } = row
  const faint = (words: string): ReactNode => <span className='faint'>{words}</span>
  const who: Fact[] = [
    { name: 'Login name', value: visibleName(person.user) },
    { name: 'Mail', value: person.email ? visibleName(person.email) : faint('not told') },
    { name: 'Roles', value: person.roles.join(', ') || faint('none') },
    { name: 'Administrator', value: administrator ? 'of this calendar' : 'no' }
  ]
  const given = (grants: readonly Grant[]): ReactNode => {
    if (grants.length === 0) return <p className='faint'>None.</p>
    const facts = grantEnds(grants, today).map(end => ({
      name: visibleName(end.name),
      value: (
        <span className={endClass(end)} title={end.until ?? undefined}>
          {end.until === null ? endWords(end) : `${end.until}, ${endWords(end)}`}
        </span>
      )
    }))
    return <Facts facts={facts} nameWidth={180} />
  }
  return (
    <>
      <div className={styles.facts}>
        <Facts facts={who} />
      </div>
      <SectionHead title='Training' line />
      <div className={styles.facts}>{given(person.training)}</div>
      <SectionHead title='Permits' line />
      <div className={styles.facts}>{given(person.permits)}</div>
    </>
  )
}
