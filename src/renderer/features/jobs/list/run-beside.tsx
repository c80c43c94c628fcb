/** A run of the cloud beside the list of jobs: what it is, and the way to its own room. */
import type { Run } from '@contract/cloud-runs'
import { runStateWords } from '@domain/cloud/run-state-words'
import { dollars } from '@domain/cloud/usd-text'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { Drawer } from '../../../ui/drawer'
import { formatDayTime, unknown } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { Facts } from '../../../ui/page-bar'
import { visibleName } from '../../../ui/visible-name'
import styles from '../detail/detail.module.css'

/** `$1.21 until now, at most $9.09 (estimate)`. */
export function runCostWords({ usd, mostUsd, endedAt }: Run): string {
  if (endedAt === null) return `${dollars(usd)} until now, at most ${dollars(mostUsd)} (estimate)`
  return usd === null ? 'What it cost is unknown' : `It cost ${dollars(usd)} (estimate)`
}

export function RunBeside(props: { run: Run; onOpenRun: (id: string) => void; onClose: () => void }): ReactNode {
  const { run, onOpenRun, onClose } = props
  const { asked, machine, region, deadline, error } = run
  return (
    <Drawer
      label={`Run ${run.id}`}
      onClose={onClose}
      title={
        <>
          <MiddleEllipsis name={asked.name} />
          <span className='mono faint'>{run.id}</span>
        </>
      }
    >
      <div className={styles.head}>
        <Button size='small' kind='primary' icon='cloud' onClick={() => onOpenRun(run.id)}>
          Show in the cloud room
        </Button>
      </div>
      <div className={styles.part}>
        <Facts
          facts={[
            { name: 'Stands', value: visibleName(error?.message ?? runStateWords[run.state]) },
            {
              name: 'Machine',
              value: `${visibleName(machine?.type ?? asked.types[0] ?? unknown)}, ${visibleName(region)}`
            },
            { name: 'Ends itself', value: deadline === null ? unknown : formatDayTime(Date.parse(deadline)) },
            { name: 'Cost', value: runCostWords(run) }
          ]}
        />
      </div>
    </Drawer>
  )
}
