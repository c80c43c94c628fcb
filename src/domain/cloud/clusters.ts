/**
 * Clusters of AWS ParallelCluster out of the tags of their machines: `parallelcluster:cluster-name`,
 * `parallelcluster:node-type` (HeadNode, LoginNode, Compute), `parallelcluster:login-nodes-pool-name`,
 * `parallelcluster:version` (aws-parallelcluster, cli/src/pcluster/constants.py and models/cluster.py).
 */
import type { CloudCluster, ClusterNode } from '@contract/cloud-clusters'
import type { Site, SiteView } from '@contract/sites'
import type { CloudTag } from './tags'

export const clusterTags = {
  name: 'parallelcluster:cluster-name',
  nodeType: 'parallelcluster:node-type',
  pool: 'parallelcluster:login-nodes-pool-name',
  version: 'parallelcluster:version'
} as const

/** A machine as EC2 describes it. */
export interface ClusterMachine extends ClusterNode {
  readonly tags: readonly CloudTag[]
  readonly image: string
  readonly since: string | null
}

/** By name. `imageNames`: of the images of head nodes, by id. */
export function clustersOf(
  machines: readonly ClusterMachine[],
  region: string,
  imageNames: ReadonlyMap<string, string>
): CloudCluster[] {
  const byName = new Map<string, ClusterMachine[]>()
  for (const machine of machines) {
    const name = tagOf(machine, clusterTags.name)
    const others = byName.get(name ?? '')
    if (others) others.push(machine)
    else if (name !== null) byName.set(name, [machine])
  }
  return [...byName]
    .map(([name, all]) => clusterOf(name, all, region, imageNames))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

const tagOf = ({ tags }: ClusterMachine, key: string): string | null =>
  tags.find(({ Key }) => Key === key)?.Value || null

export const isHeadNode = (machine: ClusterMachine): boolean => tagOf(machine, clusterTags.nodeType) === 'HeadNode'

/** One that runs before one that is stopped: a head node that was replaced may linger. */
const liveFirst = (one: ClusterMachine, other: ClusterMachine): number =>
  Number(other.state === 'running') - Number(one.state === 'running')

function clusterOf(
  name: string,
  machines: readonly ClusterMachine[],
  region: string,
  imageNames: ReadonlyMap<string, string>
): CloudCluster {
  const ofType = (type: string): ClusterMachine[] =>
    machines.filter(machine => tagOf(machine, clusterTags.nodeType) === type)
  const [head] = machines.filter(isHeadNode).toSorted(liveFirst)
  const nodes = ofType('Compute')
  const running = nodes.filter(({ state }) => state === 'running').length
  const version = machines.map(machine => tagOf(machine, clusterTags.version)).find(found => found !== null)
  return {
    ...{ name, region, version: version ?? null },
    head: head ? { ...nodeOf(head), since: head.since } : null,
    logins: ofType('LoginNode').map(login => ({ ...nodeOf(login), pool: tagOf(login, clusterTags.pool) ?? '' })),
    computeNodes: { running, other: nodes.length - running },
    user: userOfImage(imageNames.get(head?.image ?? '') ?? '')
  }
}

const nodeOf = ({ instance, state, type, address, privateAddress }: ClusterMachine): ClusterNode => ({
  ...{ instance, state, type, address, privateAddress }
})

/** By the operating system's part of an image's name (aws-parallelcluster, constants.py: OS_TO_IMAGE_NAME_PART_MAP, OS_MAPPING). */
const users: readonly (readonly [RegExp, string])[] = [
  [/^ubuntu-\d+-lts-hvm/, 'ubuntu'],
  [/^amzn2\d*-hvm/, 'ec2-user'],
  [/^rhel\d+-hvm/, 'ec2-user'],
  [/^rocky\d+-hvm/, 'rocky'],
  [/^centos\d+-hvm/, 'centos']
]

/** Who signs in on ParallelCluster's own images, `aws-parallelcluster-VERSION-OS-ARCHITECTURE-DATE`; null for other images. */
export function userOfImage(name: string): string | null {
  const rest = /^aws-parallelcluster-\d+\.\d+\.[^-]+-(.*)$/s.exec(name)?.[1]
  return users.find(([os]) => os.test(rest ?? ''))?.[1] ?? null
}

/** What a cluster's name becomes as the name of a site: it may have other letters. */
export const clusterSiteName = (cluster: string): string =>
  cluster
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 63) || 'cluster'

/** How a cluster stands among the sites. `moved`: of its name, at another address; EC2 gives a new one at each start. */
export type ClusterPlace = { readonly is: 'none' } | { readonly is: 'site' | 'moved'; readonly site: SiteView }

export function placeOfCluster(cluster: CloudCluster, sites: readonly SiteView[]): ClusterPlace {
  const addresses = [cluster.head, ...cluster.logins].flatMap(node => (node?.address ? [node.address] : []))
  const there = sites.find(({ hosts }) => hosts.some(({ host }) => addresses.includes(host)))
  if (there) return { is: 'site', site: there }
  const label = labelOf(cluster)
  const named = sites.find(site => site.label === label)
  return named ? { is: 'moved', site: named } : { is: 'none' }
}

/** The region too: a name is a cluster's only in its region. The label is what finds its site again. */
const labelOf = ({ name, region }: CloudCluster): string => `ParallelCluster ${name} in ${region}`.slice(0, 200)

export interface ClusterAccess {
  /** Left out: made of the cluster's name. */
  readonly name?: string | undefined
  readonly user?: string | undefined
  readonly identityFiles?: readonly string[] | undefined
}

/**
 * The site of a cluster: its head node for displays and, where there are no login nodes, for everything; null while the
 * head node has no address.
 */
export function siteOfCluster(cluster: CloudCluster, access: ClusterAccess = {}): Site | null {
  const address = cluster.head?.address
  if (!address) return null
  const login = cluster.logins.find(node => node.address !== null && node.state === 'running')
  const user = access.user ?? cluster.user
  const about = { ...(user && { user }), identityFiles: [...(access.identityFiles ?? [])], jumps: [], hostKeys: [] }
  const head = { ...about, name: 'head', host: address, roles: login ? [] : ['login' as const, 'display' as const] }
  return {
    ...{ version: 1, name: access.name ?? clusterSiteName(cluster.name), label: labelOf(cluster) },
    hosts: login?.address
      ? [
          { ...about, name: 'login', host: login.address, roles: ['login' as const] },
          { ...head, roles: ['display' as const] }
        ]
      : [head]
  }
}

/**
 * The same site at the addresses of now; users, keys and everything else stay, and so does a host that the cluster has
 * no more. Null: the head node has no address.
 */
export function movedSite(site: SiteView, cluster: CloudCluster): Site | null {
  const now = siteOfCluster(cluster)
  if (!now) return null
  const { demo: _demo, ...stored } = site
  const hosts = stored.hosts.map(host => {
    const found = now.hosts.find(({ name }) => name === host.name)
    // A key that was pinned is of the machine, which is the same; only its address is another.
    return found ? { ...host, host: found.host } : host
  })
  return { ...stored, hosts }
}
