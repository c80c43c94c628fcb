import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Drawer } from '../../../ui/drawer'
import { visibleName } from '../../../ui/visible-name'
import type { FileDraft } from '../rules/file-page'
import { errorUnder } from '../rules/rules-draft'
import styles from './people.module.css'
import { lastKey, type PersonRow, withRow } from './people-rows'
import { PersonForm } from './person-form'

/** One person beside the list: read by everybody, changed by administrators. */
export function PersonDrawer(props: {
  row: PersonRow
  draft: FileDraft
  onRemove: () => void
  /** An administrator of whom the file told nothing now has a row among the people. */
  onMoved: (key: string) => void
  onClose: () => void
}): ReactNode {
  const { row, draft, onRemove, onMoved, onClose } = props
  const { file, errors, locked, setFile } = draft
  const { person, administrator, at } = row
  const name = visibleName(person.name ?? (person.user || 'New person'))
  const change = (next: typeof person, admin: boolean): void => {
    setFile(withRow(file, row, next, admin))
    if (at === null) onMoved(lastKey(file))
  }
  return (
    <Drawer label={`Person ${name}`} title={<span className='cut'>{name}</span>} onClose={onClose}>
      <div className={styles.person}>
        <PersonForm
          place={`people.${at ?? file.people.length}`}
          {...{ person, errors, locked }}
          onChange={next => change(next, administrator)}
        />
        <div>
          <Checkbox
            checked={administrator}
            disabled={locked}
            onChange={on => change(person, on)}
            label='Administrator of this calendar'
            hint='Changes the rules, gives consent, books for others.'
          />
          <p className='bad sm'>{errorUnder(errors, 'administrators')}</p>
        </div>
        {!locked && (
          <Button kind='destructive' size='small' className={styles.remove} onClick={onRemove}>
            Take this person out
          </Button>
        )}
      </div>
    </Drawer>
  )
}
