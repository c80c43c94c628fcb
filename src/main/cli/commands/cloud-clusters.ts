/** `farscope cloud clusters`: those of AWS ParallelCluster, and a site for one of them. */
import type { CloudCluster } from '@contract/cloud-clusters'
import { type Site, type SiteView, siteSchema } from '@contract/sites'
import { type ClusterPlace, movedSite, placeOfCluster, siteOfCluster } from '@domain/cloud/clusters'
import { Failure } from '@domain/failure'
import { cloudTarget } from '../cloud-target'
import { clustersText } from '../cloud-text'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'

export const showClusters: CommandRun = async context => {
  const { args, client, out, signal } = context
  const { cloud, sites } = await client()
  const wanted = args.text('add')
  const extra = ['site', 'user', 'identity'].find(option => args.has(option))
  if (wanted === undefined && extra !== undefined)
    throw new Failure('usage', `--${extra} goes with --add.`, { hint: 'See farscope cloud clusters --help.' })
  const clusters = await cloud.clusters(cloudTarget(args), { signal })
  if (wanted !== undefined) await addSite(context, clusterNamed(clusters, wanted))
  const known = await sites.list(undefined, { signal })
  const shown = wanted === undefined ? clusters : clusters.filter(({ name }) => name === wanted)
  const rows = shown.map(cluster => ({ ...cluster, site: siteText(placeOfCluster(cluster, known)) }))
  await out.result(rows, () =>
    rows.length === 0 ? 'No machine here carries the tags of ParallelCluster.\n' : clustersText(rows)
  )
  return 0
}

const siteText = (place: ClusterPlace): { name: string; current: boolean } | null =>
  place.is === 'none' ? null : { name: place.site.name, current: place.is === 'site' }

function clusterNamed(clusters: readonly CloudCluster[], name: string): CloudCluster {
  const found = clusters.find(cluster => cluster.name === name)
  if (found) return found
  throw new Failure('not-found', `There is no cluster ${name} here.`, {
    hint: 'See farscope cloud clusters; --region and --profile say where to look.'
  })
}

/** Where the site is as it should be, nothing is changed. */
async function addSite({ args, client, signal }: CommandContext, cluster: CloudCluster): Promise<void> {
  const { sites } = await client()
  const place = placeOfCluster(cluster, await sites.list(undefined, { signal }))
  if (place.is === 'site') throw isThere(cluster, place.site)
  const site =
    place.is === 'moved'
      ? movedSite(place.site, cluster)
      : siteOfCluster(cluster, {
          name: args.text('site'),
          user: args.text('user'),
          identityFiles: args.all('identity')
        })
  await sites.save({ site: checked(cluster, site), replace: place.is === 'moved' }, { signal })
}

const isThere = ({ name }: CloudCluster, site: SiteView): Failure =>
  new Failure('exists', `The cluster ${name} is the site ${site.name} already.`, {
    hint: `farscope shell ${site.name} signs in on it.`
  })

function checked({ name }: CloudCluster, site: Site | null): Site {
  if (site === null)
    throw new Failure('conflict', `The head node of ${name} has no address now.`, {
      hint: 'Start it (pcluster, or the AWS console), or reach it by its private address through a jump host.'
    })
  const read = siteSchema.safeParse(site)
  if (read.success) return read.data
  throw new Failure('usage', `No site can be made of that: ${read.error.issues[0]?.message ?? 'unreadable'}.`, {
    hint: 'See --site and --user.'
  })
}
