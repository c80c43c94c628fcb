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

/** A site that somebody wrote by hand is current by any of its hosts; one that was made here, by each that was. */
export function placeOfCluster(cluster: CloudCluster, sites: readonly SiteView[]): ClusterPlace {
  const label = labelOf(cluster)
  const made = sites.find(site => site.label === label)
  if (made) return { is: isAsNow(made, cluster) ? 'site' : 'moved', site: made }
  const addresses = [cluster.head, ...cluster.logins].flatMap(node => (node?.address ? [node.address] : []))
  const there = sites.find(({ hosts }) => hosts.some(({ host }) => addresses.includes(host)))
  return there ? { is: 'site', site: there } : { is: 'none' }
}

function isAsNow({ hosts }: SiteView, { head, logins }: CloudCluster): boolean {
  const hostOf = (name: string): string | undefined => hosts.find(host => host.name === name)?.host
  const [ofHead, ofLogin] = [hostOf(headName), hostOf(loginName)]
  if (ofHead !== undefined && ofHead !== head?.address) return false
  if (ofLogin === undefined) return ofHead !== undefined
  // Login nodes that are just being made have no address yet: nothing can be said of another.
  const addresses = logins.filter(isReachable).map(({ address }) => address)
  return addresses.includes(ofLogin) || (addresses.length === 0 && logins.length > 0)
}

/** The hosts of a site that was made here. */
const [headName, loginName] = ['head', 'login']

const isReachable = ({ address, state }: ClusterNode): boolean => address !== null && state === 'running'

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
  const login = cluster.logins.find(isReachable)
  const user = access.user ?? cluster.user
  const about = { ...(user && { user }), identityFiles: [...(access.identityFiles ?? [])], jumps: [], hostKeys: [] }
  const head = { ...about, name: headName, host: address, roles: login ? [] : ['login' as const, 'display' as const] }
  return {
    ...{ version: 1, name: access.name ?? clusterSiteName(cluster.name), label: labelOf(cluster) },
    hosts: login?.address
      ? [
          { ...about, name: loginName, host: login.address, roles: ['login' as const] },
          { ...head, roles: ['display' as const] }
        ]
      : [head]
  }
}

/**
 * The same site at the addresses of now; users, keys, names and other hosts stay. The host of login nodes that the
 * cluster has no more goes, and its roles go to the head node. Null: the head node has no address.
 */
export function movedSite(site: SiteView, cluster: CloudCluster): Site | null {
  const head = cluster.head?.address
  if (!head) return null
  const { demo: _demo, ...stored } = site
  const reachable = cluster.logins.filter(isReachable).flatMap(({ address }) => (address === null ? [] : [address]))
  const orphaned =
    cluster.logins.length === 0 && stored.hosts.some(({ name }) => name === headName)
      ? stored.hosts.find(({ name }) => name === loginName)
      : undefined
  const hosts = stored.hosts.flatMap(host => {
    if (host === orphaned) return []
    // A key that was pinned stays: that of the head node is on its disk, and a site without one would trust any.
    if (host.name === headName)
      return [{ ...host, host: head, roles: [...new Set([...(orphaned?.roles ?? []), ...host.roles])] }]
    if (host.name !== loginName || reachable.includes(host.host)) return [host]
    return [{ ...host, host: reachable[0] ?? host.host }]
  })
  return { ...stored, hosts }
}
