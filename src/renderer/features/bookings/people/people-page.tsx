/** Who is who at the facility: roles, trainings and permits with their ends. Administrators change it here. */
import type { ResourcesFile } from '@contract/resources'
import { type ReactNode, useMemo, useState } from 'react'
import { Button } from '../../../ui/button'
import { DataTable } from '../../../ui/data-table/data-table'
import { noSelection, selectOne } from '../../../ui/data-table/selection'
import { EmptyState } from '../../../ui/empty-state'
import { countOf, formatCount } from '../../../ui/format'
import { ListFilter } from '../list-filter'
import { type FileDraft, FilePage } from '../rules/file-page'
import { errorUnder, newPerson } from '../rules/rules-draft'
import { dateAt } from '../stretch'
import { endState, soonDays } from './grant-ends'
import styles from './people.module.css'
import { peopleColumns } from './people-columns'
import { isChosen, lastKey, type PeopleChoice, type PersonRow, peopleRows, withoutRow } from './people-rows'
import { PersonDrawer } from './person-drawer'

const showOptions = [
  { value: 'all', label: 'Everybody' },
  { value: 'administrators', label: 'Administrators' },
  { value: 'soon', label: `Ends within ${soonDays} days` },
  { value: 'over', label: 'Has run out' }
] as const

const everybody: PeopleChoice = { text: '', show: 'all' }

export function PeoplePage(props: { onBack: () => void; onSaved: () => void }): ReactNode {
  const [choice, setChoice] = useState<PeopleChoice>(everybody)
  const [selected, setSelected] = useState<string | null>(null)
  const add = ({ file, setFile }: FileDraft): void => {
    setFile({ ...file, people: [...file.people, newPerson()] })
    setChoice(everybody)
    setSelected(lastKey(file))
  }
  return (
    <FilePage title='People' {...props} bar={draft => <Bar {...{ draft, choice }} onChange={setChoice} onAdd={add} />}>
      {draft => <People {...{ draft, choice, selected }} onSelect={setSelected} />}
    </FilePage>
  )
}

function Bar(props: {
  draft: FileDraft
  choice: PeopleChoice
  onChange: (choice: PeopleChoice) => void
  onAdd: (draft: FileDraft) => void
}): ReactNode {
  const { draft, choice, onChange, onAdd } = props
  return (
    <>
      <ListFilter label='Who is shown' finds='Name, role, training' options={showOptions} {...{ choice, onChange }} />
      {!draft.locked && (
        <Button icon='plus' onClick={() => onAdd(draft)}>
          Add a person
        </Button>
      )}
    </>
  )
}

const rowKey = ({ key }: PersonRow): string => key

function People(props: {
  draft: FileDraft
  choice: PeopleChoice
  selected: string | null
  onSelect: (key: string | null) => void
}): ReactNode {
  const { draft, choice, selected, onSelect } = props
  const { file, errors, setFile } = draft
  const today = dateAt(Date.now(), file.timeZone)
  const all = useMemo(() => peopleRows(file, today), [file, today])
  const rows = useMemo(() => all.filter(row => row.key === selected || isChosen(row, choice)), [all, choice, selected])
  const columns = useMemo(
    () => peopleColumns(row => row.at !== null && errorUnder(errors, `people.${row.at}`) !== undefined),
    [errors]
  )
  const chosen = rows.find(({ key }) => key === selected)
  const remove = (row: PersonRow): void => {
    onSelect(null)
    setFile(withoutRow(file, row))
  }
  return (
    <div className={styles.body}>
      <DataTable
        label='People of the facility'
        select='one'
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        selection={selected === null ? noSelection : selectOne(selected)}
        onSelection={({ cursor }) => onSelect(cursor ?? null)}
        active={chosen !== undefined}
        findBy={({ person }) => person.name ?? person.user}
        empty={<EmptyState>{emptyWords(file)}</EmptyState>}
        foot={<span>{footWords(rows, all)}</span>}
      />
      {chosen && (
        <PersonDrawer
          key={chosen.key}
          row={chosen}
          {...{ draft, today }}
          onRemove={() => remove(chosen)}
          onMoved={onSelect}
          onClose={() => onSelect(null)}
        />
      )}
    </div>
  )
}

const emptyWords = ({ people }: ResourcesFile): string =>
  people.length === 0
    ? 'The facility has named nobody yet: everybody may book what asks for no role.'
    : 'Nobody matches.'

function footWords(rows: readonly PersonRow[], all: readonly PersonRow[]): string {
  const count = (state: 'soon' | 'over'): number => rows.filter(({ end }) => endState(end) === state).length
  const shown = rows.length === all.length ? '' : ` of ${formatCount(all.length)}`
  const [soon, over] = [count('soon'), count('over')]
  return [
    `${countOf(rows.length, 'person', 'people')}${shown}`,
    ...(soon > 0 ? [`${formatCount(soon)} with something that ends within ${soonDays} days`] : []),
    ...(over > 0 ? [`${formatCount(over)} with something that has run out`] : [])
  ].join(', ')
}
