/** What the cluster of a site has and what of it is free. */
import type { FarscopeClient } from '@contract/contract'
import type { FailureData } from '@contract/errors'
import type { Cluster } from '@contract/jobs-cluster'
import { type ReactNode, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { useEngineStream } from '../../../client/use-engine-stream'
import { Age } from '../../../ui/age'
import { Button, IconButton } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { Banner } from '../../../ui/note'
import { PageBar } from '../../../ui/page-bar'
import { visibleName } from '../../../ui/visible-name'
import { hintOf, needsPerson } from '../list/queue-notes'
import styles from './cluster.module.css'
import { ClusterFigures } from './cluster-figures'
import { chooseNode, clusterLook } from './cluster-look'
import { clusterTotals, gpuTypes, partitionRows } from './cluster-totals'
import { GpuBars } from './gpu-bars'
import { HeatMap } from './heat-map'
import { NodeDrawer } from './node-drawer'
import { PartitionTable } from './partition-table'
import { Reservations } from './reservations'

export interface ClusterPageProps {
  readonly client: FarscopeClient
  /** Name of the site. */
  readonly site: string
  /** What the person calls it; its name without. */
  readonly siteLabel?: string
  /** Whether the page is in sight: it follows the cluster only then. */
  readonly visible?: boolean
  /** Shows the jobs of a node in the queue. Without it the page offers no such button. */
  readonly onShowJobs?: (node: string) => void
}

/** Milliseconds that the engine leaves between two looks at most (contract/jobs-watch, `attend`). */
const longestPollMs = 300_000

/** The newest figures, and why they cannot be read now; what was read last stays. */
function useCluster({ client, site, visible = true }: ClusterPageProps) {
  const [read, setRead] = useState<{ site: string; cluster: Cluster } | null>(null)
  const failure = useEngineStream(
    visible ? site : null,
    signal => client.jobs.watchCluster({ site }, { signal }),
    cluster => setRead({ site, cluster })
  )
  const cluster = read?.site === site ? read.cluster : null
  return { cluster, error: failure?.toData() ?? cluster?.error ?? null }
}

/** Partitions, nodes, GPUs and reservations of one site, from the engine's one poller. */
export function ClusterPage(props: ClusterPageProps): ReactNode {
  const { client, site, siteLabel = site, onShowJobs } = props
  const chosen = useStore(clusterLook, ({ chosen }) => chosen.get(site))
  const { cluster, error } = useCluster(props)
  const refresh = (): void => void client.jobs.refresh({ site }).catch(() => {})
  return (
    <ClusterView
      {...{ cluster, error, siteLabel, chosen }}
      {...(onShowJobs && { onShowJobs })}
      onChoose={node => chooseNode(site, node)}
      onRefresh={refresh}
    />
  )
}

export interface ClusterViewProps {
  /** Null: nothing was read yet. */
  readonly cluster: Cluster | null
  readonly error: FailureData | null
  readonly siteLabel: string
  /** Name of the node whose facts are open. */
  readonly chosen?: string | undefined
  readonly onChoose: (node: string | undefined) => void
  readonly onShowJobs?: (node: string) => void
  readonly onRefresh: () => void
}

/** The page for what is known now. */
export function ClusterView(props: ClusterViewProps): ReactNode {
  const { cluster, error, siteLabel, chosen, onChoose, onShowJobs, onRefresh } = props
  const node = cluster?.nodes.find(({ name }) => name === chosen)
  const known = cluster !== null && cluster.asOf !== null
  return (
    <div className={styles.page}>
      <PageBar
        compact
        end={
          <>
            {cluster?.asOf && <Age at={Date.parse(cluster.asOf)} every={longestPollMs} />}
            <IconButton icon='refresh' label='Read the cluster now' onClick={onRefresh} />
          </>
        }
      >
        <ClusterName {...{ cluster, siteLabel }} />
      </PageBar>
      {error && <StaleBanner error={error} known={known} onRefresh={onRefresh} />}
      <div className={styles.body}>
        <div className={styles.scroll}>
          {known ? (
            <KnownCluster {...{ cluster, siteLabel, chosen: node?.name }} onChoose={onChoose} />
          ) : (
            <div className={styles.none}>
              <EmptyState>
                {error ? `The nodes of ${siteLabel} are unknown.` : `Reading the nodes of ${siteLabel}.`}
              </EmptyState>
            </div>
          )}
        </div>
        {node && <NodeDrawer node={node} onShowJobs={onShowJobs} onClose={() => onChoose(undefined)} />}
      </div>
    </div>
  )
}

function ClusterName({ cluster, siteLabel }: { cluster: Cluster | null; siteLabel: string }): ReactNode {
  return (
    <>
      <b className='cut'>{cluster?.name ? visibleName(cluster.name) : siteLabel}</b>
      {cluster?.version && <span className='faint'>SLURM {visibleName(cluster.version)}</span>}
    </>
  )
}

/** Nothing here is thrown away when the scheduler does not answer: the figures stay, and say their age. */
function StaleBanner(props: { error: FailureData; known: boolean; onRefresh: () => void }): ReactNode {
  const { error, known, onRefresh } = props
  // Polls raise no question: only a click may ask for a password or code.
  const signIn = needsPerson(error)
  return (
    <Banner
      tone={error.code === 'slurm-down' || signIn ? 'warning' : 'error'}
      acts={
        <Button size='small' onClick={onRefresh}>
          {signIn ? 'Connect' : 'Now'}
        </Button>
      }
    >
      <b>{error.message}</b> {hintOf(error)}
      {known && ' The figures below are as they were read last.'}{' '}
      {signIn ? 'It goes on as soon as you are connected.' : 'It is tried again by itself.'}
    </Banner>
  )
}

function KnownCluster(props: {
  cluster: Cluster
  siteLabel: string
  chosen: string | undefined
  onChoose: (name: string) => void
}): ReactNode {
  const { cluster, siteLabel, chosen, onChoose } = props
  const rows = useMemo(() => partitionRows(cluster), [cluster])
  const totals = useMemo(() => clusterTotals(cluster), [cluster])
  const types = useMemo(() => gpuTypes(cluster.nodes), [cluster])
  return (
    <>
      <ClusterFigures totals={totals} />
      <PartitionTable rows={rows} siteLabel={siteLabel} />
      <div className={styles.columns}>
        {cluster.nodes.length === 0 ? (
          <p className={styles.noRows}>The scheduler lists no nodes.</p>
        ) : (
          <HeatMap {...{ cluster, chosen, onChoose }} />
        )}
        <div className={styles.side}>
          <GpuBars types={types} />
          <Reservations list={cluster.reservations} />
        </div>
      </div>
    </>
  )
}
