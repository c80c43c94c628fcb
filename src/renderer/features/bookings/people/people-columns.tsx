import type { Grant } from '@contract/resources'
import type { ReactNode } from 'react'
import type { Column } from '../../../ui/data-table/columns'
import { type State, StateMark } from '../../../ui/state-mark'
import { Tag } from '../../../ui/tag'
import { visibleName } from '../../../ui/visible-name'
import { type EndState, endClass, endState, endWords } from './grant-ends'
import styles from './people.module.css'
import { type PersonRow, shownName } from './people-rows'

const nameOf = ({ person }: PersonRow): string => visibleName(shownName(person))

const grantNames = (grants: readonly Grant[]): string => [...new Set(grants.map(({ name }) => name))].join(', ')

const marks: Readonly<Record<Exclude<EndState, 'ok'>, { state: State; word: string }>> = {
  over: { state: 'failed', word: 'something has run out' },
  soon: { state: 'warning', word: 'something ends soon' }
}

function NameCell({ row, wrong }: { row: PersonRow; wrong: boolean }): ReactNode {
  const state = endState(row.end)
  return (
    <span className={styles.name} title={nameOf(row)}>
      {wrong && <StateMark state='failed' label='A field is wrong' />}
      {!wrong && state !== 'ok' && <StateMark state={marks[state].state} label={marks[state].word} />}
      {!wrong && state === 'ok' && <span className={styles.noMark} />}
      <span className='cut'>{nameOf(row)}</span>
      {row.administrator && <Tag title='Changes the rules, gives consent, books for others.'>administrator</Tag>}
    </span>
  )
}

const grants = (id: 'training' | 'permits', head: string, drop: number): Column<PersonRow> => ({
  ...{ id, head, minWidth: 130, drop, className: 'dim', value: ({ person }) => grantNames(person[id]) },
  cell: ({ person }) => {
    const names = visibleName(grantNames(person[id]))
    return <span title={names}>{names}</span>
  }
})

/** `isWrong`: whether the schema refuses a field of theirs. */
export function peopleColumns(isWrong: (row: PersonRow) => boolean): readonly Column<PersonRow>[] {
  return [
    {
      ...{ id: 'name', head: 'Name', minWidth: 260, value: nameOf },
      cell: row => <NameCell row={row} wrong={isWrong(row)} />
    },
    {
      ...{
        id: 'user',
        head: 'Login',
        width: 112,
        drop: 4,
        className: 'mono faint',
        value: ({ person }) => person.user
      },
      cell: ({ person }) => visibleName(person.user)
    },
    {
      ...{ id: 'roles', head: 'Roles', width: 140, drop: 5, value: ({ person }) => person.roles.join(', ') },
      cell: ({ person }) => person.roles.join(', ')
    },
    grants('training', 'Training', 3),
    grants('permits', 'Permits', 2),
    {
      // Who has nothing that ends comes last, whichever way it is sorted first.
      ...{ id: 'end', head: 'Next to end', width: 150, value: ({ end }) => end?.until ?? undefined },
      cell: ({ end }) =>
        end === null ? (
          <span className='faint'>nothing</span>
        ) : (
          <span className={endClass(end)} title={`${visibleName(end.name)}, last day ${end.until}`}>
            {endWords(end)}
          </span>
        )
    },
    {
      ...{
        id: 'email',
        head: 'Mail',
        width: 190,
        drop: 1,
        className: 'faint',
        value: ({ person }) => person.email ?? ''
      },
      cell: ({ person }) => visibleName(person.email ?? '')
    }
  ]
}
