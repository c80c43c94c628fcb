/** The clusters of AWS ParallelCluster in the account, each with its site or the way to one. */
import type { CloudTarget } from '@contract/cloud'
import type { CloudCluster } from '@contract/cloud-clusters'
import type { SiteView } from '@contract/sites'
import { movedSite, placeOfCluster } from '@domain/cloud/clusters'
import { type ReactNode, useMemo, useState } from 'react'
import { client } from '../../../client/engine-link'
import { useAct } from '../../../client/use-act'
import { useAsked } from '../../../client/use-asked'
import { useEngineStream } from '../../../client/use-engine-stream'
import { Button } from '../../../ui/button'
import { DataTable } from '../../../ui/data-table/data-table'
import { FootKeys } from '../../../ui/data-table/foot-keys'
import { noSelection, type Selection } from '../../../ui/data-table/selection'
import { EmptyState } from '../../../ui/empty-state'
import { countOf } from '../../../ui/format'
import type { MenuEntry } from '../../../ui/menu'
import { Banner } from '../../../ui/note'
import { visibleName } from '../../../ui/visible-name'
import { FailureWords } from '../failure-words'
import { AddClusterDialog } from './add-cluster-dialog'
import { type ClusterRow, clusterColumns } from './cluster-columns'

interface ClustersListProps {
  readonly target: CloudTarget
  /** With another one it is asked anew. Null: nothing can be asked now. */
  readonly askKey: string | null
  readonly region: string
  readonly filter: string
}

const keyOf = ({ cluster }: ClusterRow): string => cluster.name

export function ClustersList({ target, askKey, region, filter }: ClustersListProps): ReactNode {
  const { answer, failure, again } = useAsked(askKey, signal => client.cloud.clusters(target, { signal }))
  const [sites, setSites] = useState<readonly SiteView[]>([])
  useEngineStream('sites', signal => client.sites.watch(undefined, { signal }), setSites)
  const [selection, setSelection] = useState<Selection>(noSelection)
  const [adding, setAdding] = useState<CloudCluster | null>(null)
  const act = useAct()
  const rows = useMemo(
    () =>
      (answer ?? [])
        .filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()))
        .map(cluster => ({ cluster, place: placeOfCluster(cluster, sites) })),
    [answer, sites, filter]
  )
  const follow = ({ cluster, place }: ClusterRow): void =>
    void act.run(async () => {
      const site = place.is === 'none' ? null : movedSite(place.site, cluster)
      if (site) await client.sites.save({ site, replace: true })
    })
  return (
    <>
      {failure && (
        <Banner tone='error' acts={<Button onClick={again}>Ask again</Button>}>
          <b>{visibleName(failure.message)}</b> {visibleName(failure.hint)}
        </Banner>
      )}
      {act.failure && <FailureWords failure={act.failure} />}
      <DataTable
        label='Clusters of ParallelCluster'
        rows={rows}
        rowKey={keyOf}
        columns={clusterColumns}
        selection={selection}
        onSelection={setSelection}
        onOpen={row => (row.place.is === 'none' && addReason(row) === undefined ? setAdding(row.cluster) : undefined)}
        menu={([row, ...more]) => (row && more.length === 0 ? menuOf(row, { add: setAdding, follow }) : [])}
        empty={<Nothing asked={answer !== null} failed={failure !== null} {...{ region, filter }} />}
        foot={<span>{countOf(rows.length, 'cluster')}</span>}
        footEnd={<FootKeys lines={[['up', 'down', 'move']]} />}
      />
      {adding && <AddClusterDialog cluster={adding} sites={sites} onClose={() => setAdding(null)} />}
    </>
  )
}

const addReason = ({ cluster }: ClusterRow): string | undefined =>
  cluster.head?.address ? undefined : 'Its head node has no address now.'

function menuOf(
  row: ClusterRow,
  acts: { add: (cluster: CloudCluster) => void; follow: (row: ClusterRow) => void }
): readonly MenuEntry[] {
  const disabledReason = addReason(row)
  if (row.place.is === 'moved')
    return [
      { kind: 'act', label: 'Bring the site to its new address', disabledReason, onSelect: () => acts.follow(row) }
    ]
  const there = row.place.is === 'site' ? `It is the site ${row.place.site.name}.` : disabledReason
  return [{ kind: 'act', label: 'Add as a site…', disabledReason: there, onSelect: () => acts.add(row.cluster) }]
}

function Nothing(props: { asked: boolean; failed: boolean; region: string; filter: string }): ReactNode {
  const { asked, failed, region, filter } = props
  if (!asked)
    return <EmptyState>{failed ? 'What clusters there are is unknown.' : 'Asking AWS for clusters.'}</EmptyState>
  if (filter !== '') return <EmptyState>None of them matches the filter.</EmptyState>
  return (
    <EmptyState>
      No machine in {visibleName(region)} carries the tags of ParallelCluster. Make a cluster with{' '}
      <code>pcluster create-cluster</code>; its head node appears here and becomes a site in one click.
    </EmptyState>
  )
}
