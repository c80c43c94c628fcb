import type { Resource } from '@contract/resources'
import type { ReactNode } from 'react'
import { classNames } from '../../../ui/class-names'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import { labelOf } from '../booking-look'
import type { ResourceStatus } from '../resource-status'
import styles from './timeline.module.css'

/** Who the row is of: name, what it is made of, how it stands now (where that is in sight). */
export function ResourceName({ resource, status }: { resource: Resource; status: ResourceStatus | null }): ReactNode {
  return (
    <div className={classNames(styles.about, status !== null && styles.marked)}>
      <span className={styles.nameLine}>
        {status && <StateMark state={status.state} label={status.words} />}
        <b className='cut'>{labelOf(resource)}</b>
      </span>
      {resource.description !== undefined && (
        <span className={styles.nameFact}>{visibleName(resource.description)}</span>
      )}
      {status && <span className={styles.nameFact}>{status.words}</span>}
    </div>
  )
}
