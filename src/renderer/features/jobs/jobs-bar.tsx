import type { ReactNode, RefObject } from 'react'
import { Age } from '../../ui/age'
import { Button, IconButton } from '../../ui/button'
import { PageBar } from '../../ui/page-bar'
import { Segments } from '../../ui/segments'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import { type StateGroup, stateGroups } from './job-state'
import styles from './jobs.module.css'

/** Milliseconds between two polls of the engine when all goes well (contract/jobs). */
export const pollMs = 10_000

const states = stateGroups.map(value => ({ value, label: value === 'any' ? 'Any state' : sentence(value) }))

function sentence(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Views and filters at the left; age, search and the main act at the right. */
export function JobsBar(props: {
  choices: {
    allUsers: boolean
    setAllUsers: (all: boolean) => void
    filter: string
    setFilter: (filter: string) => void
    group: StateGroup
    setGroup: (group: StateGroup) => void
  }
  asOf: string | null
  filterField: RefObject<HTMLDivElement | null>
  onRefresh: () => void
  onNew: () => void
}): ReactNode {
  const { choices, asOf, filterField, onRefresh, onNew } = props
  const { allUsers, setAllUsers, filter, setFilter, group, setGroup } = choices
  return (
    <PageBar
      title='Jobs'
      end={
        <>
          {asOf !== null && <Age at={Date.parse(asOf)} every={pollMs} />}
          <IconButton icon='refresh' label='Read the queue now' keys='r' onClick={onRefresh} />
          <div ref={filterField} className={styles.filter}>
            <TextField
              label='Filter'
              hideLabel
              icon='search'
              placeholder='Filter'
              unit='/'
              value={filter}
              onChange={setFilter}
            />
          </div>
          <Button kind='primary' icon='plus' keys='n' onClick={onNew}>
            New job
          </Button>
        </>
      }
    >
      <Segments
        label='Whose jobs'
        value={allUsers ? 'all' : 'mine'}
        onChange={whose => setAllUsers(whose === 'all')}
        options={[
          { value: 'mine', label: 'Mine' },
          { value: 'all', label: 'All users' }
        ]}
      />
      <Select label='State' hideLabel className={styles.states} value={group} onChange={setGroup} options={states} />
    </PageBar>
  )
}
