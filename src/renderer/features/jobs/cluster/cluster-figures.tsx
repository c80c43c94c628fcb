import type { ReactNode } from 'react'
import { formatBytes, formatCount, formatPercent, unknown } from '../../../ui/format'
import styles from './cluster.module.css'
import type { ClusterTotals, Room } from './cluster-totals'

function Figure(props: { name: string; value: ReactNode; small: string; title?: string }): ReactNode {
  return (
    <div className={styles.figure} title={props.title}>
      <dt className='cap'>{props.name}</dt>
      <dd className='big'>
        {props.value}
        <small>{props.small}</small>
      </dd>
    </div>
  )
}

function free({ free: count }: Room): string {
  return count === null ? unknown : formatCount(count)
}

function roomSmall({ total, away }: Room): string {
  return away === 0 ? `of ${formatCount(total)}` : `of ${formatCount(total)}, ${formatCount(away)} away`
}

/** The cluster in one line: what somebody could have now. */
export function ClusterFigures({ totals }: { totals: ClusterTotals }): ReactNode {
  const { nodes, openNodes, cpus, gpus, memory, load } = totals
  const share = memory.used === null || memory.total === 0 ? undefined : memory.used / memory.total
  return (
    <dl className={styles.figures}>
      <Figure
        name='Nodes that take jobs'
        value={formatCount(openNodes)}
        small={`of ${formatCount(nodes)}`}
        title='The others are down, draining, kept, or unknown to the scheduler'
      />
      <Figure name='CPUs free' value={free(cpus)} small={roomSmall(cpus)} />
      {gpus.total > 0 && <Figure name='GPUs free' value={free(gpus)} small={roomSmall(gpus)} />}
      <Figure name='Memory given to jobs' value={formatPercent(share)} small={`of ${formatBytes(memory.total)}`} />
      <Figure
        name='Load'
        value={load === null ? unknown : load < 100 ? load.toFixed(1) : formatCount(load)}
        small={`on ${formatCount(cpus.total)} CPUs`}
        title='Processes that compute or wait for a disk, mean of one minute, all nodes together'
      />
    </dl>
  )
}
