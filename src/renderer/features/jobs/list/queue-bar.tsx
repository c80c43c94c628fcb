import type { SiteView } from '@contract/sites'
import type { ReactNode, RefObject } from 'react'
import { useStore } from 'zustand'
import { Age } from '../../../ui/age'
import { Button, IconButton } from '../../../ui/button'
import { Chip } from '../../../ui/chip'
import { formatCount } from '../../../ui/format'
import { PageBar } from '../../../ui/page-bar'
import { Segments } from '../../../ui/segments'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import { stateGroups } from '../job-state'
import { ColumnsPopover } from './columns-popover'
import type { Grouping } from './grouping'
import styles from './list.module.css'
import type { StateCounts } from './list-row'
import { changeView, queueView } from './queue-view'
import type { useRowChoice, useScope } from './use-queue-choices'

/** Milliseconds between two polls of the engine when all goes well; data three times as old is marked. */
export const pollMs = 30_000

const groupingLabels: Readonly<Record<Grouping, string>> = {
  none: 'Not grouped',
  state: 'By state',
  partition: 'By partition',
  name: 'By name',
  project: 'By project folder',
  user: 'By user',
  site: 'By site'
}

const sentence = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
/** No site has this name: names of sites are words. */
const allSitesValue = '*'

function SiteChoice({ scope }: { scope: ReturnType<typeof useScope> }): ReactNode {
  if (scope.choices.length < 2) return null
  const label = ({ name, label: known }: SiteView): string => visibleName(known ?? name)
  return (
    <Select
      label='Site'
      hideLabel
      className={styles.site}
      value={scope.all ? allSitesValue : scope.one}
      onChange={value => scope.choose(value === allSitesValue ? null : value)}
      options={[
        { value: allSitesValue, label: 'All sites' },
        ...scope.choices.map(site => ({ value: site.name, label: label(site) }))
      ]}
    />
  )
}

function StateChips(props: { row: ReturnType<typeof useRowChoice>; counts: StateCounts }): ReactNode {
  const { row, counts } = props
  return stateGroups
    .filter(state => state !== 'any')
    .map(state => (
      <Chip
        key={state}
        on={row.states.has(state)}
        aria-pressed={row.states.has(state)}
        onClick={() => row.toggleState(state)}
      >
        {sentence(state)} <b>{formatCount(counts[state])}</b>
      </Chip>
    ))
}

/** Views and the main act in the first line; what narrows and groups the list in the second. */
export function QueueBar(props: {
  scope: ReturnType<typeof useScope>
  row: ReturnType<typeof useRowChoice>
  counts: StateCounts
  /** When the oldest of the queues in sight was read, milliseconds since 1970; undefined before the first answer. */
  readAt: number | undefined
  filterField: RefObject<HTMLDivElement | null>
  /** Whether there are runs of the cloud to be told apart from jobs. */
  cloud: boolean
  onRefresh: () => void
  onNew: () => void
}): ReactNode {
  const { cloud, scope, row, counts, readAt, filterField, onRefresh, onNew } = props
  const { allUsers, grouping, unfoldArrays, source } = useStore(queueView)
  return (
    <>
      <PageBar
        end={
          <>
            {readAt !== undefined && <Age at={readAt} every={pollMs} />}
            <IconButton icon='refresh' label='Read the queue now' keys='r' onClick={onRefresh} />
            <Button kind='primary' icon='plus' keys='n' onClick={onNew}>
              New job
            </Button>
          </>
        }
      >
        <SiteChoice scope={scope} />
        <Segments
          label='Whose jobs'
          value={allUsers ? 'all' : 'mine'}
          onChange={whose => changeView({ allUsers: whose === 'all' })}
          options={[
            { value: 'mine', label: 'Mine' },
            { value: 'all', label: 'All users' }
          ]}
        />
        <div ref={filterField} className={styles.filter}>
          <TextField
            label='Filter'
            hideLabel
            icon='search'
            placeholder='Filter'
            unit='/'
            value={row.filter}
            onChange={row.setFilter}
          />
        </div>
      </PageBar>
      <div className={styles.choices}>
        {cloud && (
          <Segments
            label='From where'
            value={source}
            onChange={next => changeView({ source: next })}
            options={[
              { value: 'both', label: 'All' },
              { value: 'jobs', label: 'Schedulers' },
              { value: 'cloud', label: 'Cloud' }
            ]}
          />
        )}
        <StateChips row={row} counts={counts} />
        <span className='grow' />
        <Chip on={unfoldArrays} aria-pressed={unfoldArrays} onClick={() => changeView({ unfoldArrays: !unfoldArrays })}>
          Each task
        </Chip>
        <Select
          label='Groups'
          hideLabel
          className={styles.grouping}
          value={grouping}
          onChange={value => changeView({ grouping: value })}
          options={groupingOptions(scope.all)}
        />
        <ColumnsPopover />
      </div>
    </>
  )
}

/** Groups by site only where there are several. */
function groupingOptions(manySites: boolean) {
  const all = Object.keys(groupingLabels) as Grouping[] // the record has these keys and no other
  return all.filter(value => value !== 'site' || manySites).map(value => ({ value, label: groupingLabels[value] }))
}
