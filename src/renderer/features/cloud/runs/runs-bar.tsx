/** What narrows the list of runs, and the way to a new one. */
import type { Run } from '@contract/cloud-runs'
import { type CommonState, commonStateOf, commonStates } from '@domain/cloud/run-look'
import { type ReactNode, type RefObject, useMemo } from 'react'
import { Button } from '../../../ui/button'
import { Chip } from '../../../ui/chip'
import { formatCount } from '../../../ui/format'
import { PageBar } from '../../../ui/page-bar'
import { TextField } from '../../../ui/text-field'
import styles from './runs.module.css'

const labels: Readonly<Record<CommonState, string>> = {
  waiting: 'Starting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Stopped'
}

export function RunsBar(props: {
  runs: readonly Run[]
  filter: string
  onFilter: (filter: string) => void
  filterField: RefObject<HTMLDivElement | null>
  states: ReadonlySet<CommonState>
  onState: (state: CommonState) => void
  onLaunch: () => void
}): ReactNode {
  const { runs, filter, onFilter, filterField, states, onState, onLaunch } = props
  const counts = useMemo(() => {
    const found = new Map<CommonState, number>()
    for (const run of runs) found.set(commonStateOf(run), (found.get(commonStateOf(run)) ?? 0) + 1)
    return found
  }, [runs])
  return (
    <PageBar
      end={
        <Button kind='primary' icon='plus' keys='n' onClick={onLaunch}>
          Launch a run
        </Button>
      }
    >
      <div ref={filterField} className={styles.filter}>
        <TextField
          label='Filter'
          hideLabel
          icon='search'
          placeholder='Filter'
          unit='/'
          value={filter}
          onChange={onFilter}
        />
      </div>
      {commonStates.map(state => (
        <Chip key={state} on={states.has(state)} aria-pressed={states.has(state)} onClick={() => onState(state)}>
          {labels[state]} <b>{formatCount(counts.get(state) ?? 0)}</b>
        </Chip>
      ))}
    </PageBar>
  )
}
