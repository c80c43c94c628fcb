/** Columns of the clusters of AWS ParallelCluster. */
import type { CloudCluster } from '@contract/cloud-clusters'
import type { ClusterPlace } from '@domain/cloud/clusters'
import type { Column } from '../../../ui/data-table/columns'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { StateMark } from '../../../ui/state-mark'
import { textCell } from '../cells'
import styles from '../cloud.module.css'
import { headMark } from '../cloud-words'

export interface ClusterRow {
  readonly cluster: CloudCluster
  readonly place: ClusterPlace
}

const addressOf = ({ head }: CloudCluster): string | null => head?.address ?? head?.privateAddress ?? null

/** `place` in words: what the site has to do with the cluster of now. */
function siteWords(place: ClusterPlace): string {
  if (place.is === 'none') return ''
  return place.is === 'site' ? place.site.name : `${place.site.name} (old address)`
}

export const clusterColumns: readonly Column<ClusterRow>[] = [
  {
    ...{ id: 'name', head: 'Cluster', minWidth: 170, value: ({ cluster }) => cluster.name },
    cell: ({ cluster }) => {
      const mark = headMark(cluster)
      return (
        <span className={styles.name}>
          <StateMark state={mark.state} label={mark.label} />
          <MiddleEllipsis name={cluster.name} />
        </span>
      )
    }
  },
  {
    ...{ id: 'head', head: 'Head node', width: 130, className: 'dim' },
    value: ({ cluster }) => cluster.head?.type,
    cell: ({ cluster }) => textCell(cluster.head?.type ?? null)
  },
  {
    ...{ id: 'state', head: 'State', width: 100, className: 'dim', value: ({ cluster }) => cluster.head?.state },
    cell: ({ cluster }) => textCell(cluster.head?.state ?? null)
  },
  {
    ...{ id: 'address', head: 'Address', width: 230, drop: 2, className: 'mono dim' },
    value: ({ cluster }) => addressOf(cluster) ?? undefined,
    cell: ({ cluster }) => textCell(addressOf(cluster))
  },
  {
    ...{ id: 'logins', head: 'Login nodes', width: 90, drop: 4, numeric: true },
    value: ({ cluster }) => cluster.logins.length,
    cell: ({ cluster }) => cluster.logins.length
  },
  {
    ...{ id: 'nodes', head: 'Compute nodes', width: 110, drop: 3, numeric: true, sortFirst: 'descending' },
    value: ({ cluster }) => cluster.computeNodes.running,
    cell: ({ cluster: { computeNodes } }) =>
      computeNodes.other === 0
        ? computeNodes.running
        : `${computeNodes.running} of ${computeNodes.running + computeNodes.other}`
  },
  {
    ...{ id: 'version', head: 'Version', width: 80, drop: 1, className: 'dim' },
    value: ({ cluster }) => cluster.version ?? undefined,
    cell: ({ cluster }) => textCell(cluster.version)
  },
  {
    ...{ id: 'site', head: 'Site', width: 160, value: ({ place }) => siteWords(place) },
    cell: ({ place }) => textCell(siteWords(place))
  }
]
