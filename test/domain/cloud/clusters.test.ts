import { siteSchema } from '@contract/sites'
import {
  type ClusterMachine,
  clusterSiteName,
  clustersOf,
  movedSite,
  placeOfCluster,
  siteOfCluster,
  userOfImage
} from '@domain/cloud/clusters'
import { describe, expect, it } from 'vitest'

function machine(type: string, changes: Partial<ClusterMachine> = {}, cluster = 'em'): ClusterMachine {
  return {
    ...{ instance: 'i-1', state: 'running', type: 'm5.large', address: 'ec2-1.example', privateAddress: '10.0.0.1' },
    ...{ image: 'ami-1', since: '2026-11-20T08:00:00.000Z' },
    tags: [
      { Key: 'parallelcluster:cluster-name', Value: cluster },
      { Key: 'parallelcluster:node-type', Value: type },
      { Key: 'parallelcluster:version', Value: '3.11.1' }
    ],
    ...changes
  }
}
const images = new Map([['ami-1', 'aws-parallelcluster-3.11.1-ubuntu-2204-lts-hvm-x64-202409191455']])
const read = (...machines: ClusterMachine[]) => clustersOf(machines, 'eu-central-1', images)
const [plain] = read(machine('HeadNode'))
if (!plain) throw new Error('no cluster')

describe('the clusters of a region', () => {
  it('are told apart by their tag, with their nodes counted', () => {
    const found = read(
      machine('Compute', { instance: 'i-2' }),
      machine('Compute', { instance: 'i-3', state: 'pending' }),
      machine('HeadNode'),
      machine('LoginNode', { instance: 'i-4', address: 'login.example' }),
      machine('HeadNode', { instance: 'i-9' }, 'another'),
      machine('HeadNode', { tags: [] })
    )
    expect(found.map(({ name }) => name)).toEqual(['another', 'em'])
    expect(found[1]).toMatchObject({
      ...{ version: '3.11.1', user: 'ubuntu', computeNodes: { running: 1, other: 1 } },
      head: { instance: 'i-1', state: 'running' },
      logins: [{ instance: 'i-4', address: 'login.example' }]
    })
  })

  it('have the head node that runs, where a replaced one lingers', () => {
    const [cluster] = read(machine('HeadNode', { instance: 'i-old', state: 'stopped' }), machine('HeadNode'))
    expect(cluster?.head?.instance).toBe('i-1')
  })

  it('may be without a head node', () => {
    expect(read(machine('Compute'))).toMatchObject([{ head: null, user: null }])
  })
})

describe('who signs in', () => {
  it.each([
    ['aws-parallelcluster-3.8.0-amzn2-hvm-x86_64-202312160000', 'ec2-user'],
    ['aws-parallelcluster-3.11.1-amzn2023-hvm-x86_64-202409191455', 'ec2-user'],
    ['aws-parallelcluster-3.9.3-rhel9-hvm-arm64-1', 'ec2-user'],
    ['aws-parallelcluster-3.9.3-rocky8-hvm-x86_64-1', 'rocky'],
    ['aws-parallelcluster-3.1.4-centos7-hvm-x86_64-1', 'centos'],
    ['aws-parallelcluster-3.13.0b1-ubuntu-2404-lts-hvm-x86_64-1', 'ubuntu']
  ])('of %s is %s', (name, user) => expect(userOfImage(name)).toBe(user))

  it('is unknown of an image of somebody’s own', () => {
    expect([userOfImage('our-relion-image-ubuntu-2204-lts-hvm'), userOfImage('')]).toEqual([null, null])
  })
})

describe('the site of a cluster', () => {
  it('is its head node, for shells and displays', () => {
    const site = siteOfCluster(plain, { identityFiles: ['~/.ssh/em.pem'] })
    expect(siteSchema.parse(site)).toMatchObject({
      name: 'em',
      hosts: [{ name: 'head', host: 'ec2-1.example', user: 'ubuntu', roles: ['login', 'display'] }]
    })
  })

  it('signs in on a login node where there is one, and has its displays on the head node', () => {
    const [cluster] = read(machine('HeadNode'), machine('LoginNode', { address: 'login.example' }))
    expect(cluster && siteOfCluster(cluster)?.hosts.map(({ host, roles }) => [host, roles])).toEqual([
      ['login.example', ['login']],
      ['ec2-1.example', ['display']]
    ])
  })

  it('cannot be made while the head node has no address', () => {
    const [stopped] = read(machine('HeadNode', { state: 'stopped', address: null }))
    expect(stopped && siteOfCluster(stopped)).toBeNull()
  })

  it('has a name that a site can have, whatever somebody called the cluster', () => {
    expect(clusterSiteName('--<b>$(id)</b>')).toBe('b---id---b-')
    expect(clusterSiteName('冷冻')).toBe('cluster')
    expect(clusterSiteName('x'.repeat(100))).toHaveLength(63)
  })

  it('is found again at another address, and keeps what somebody set', () => {
    const stored = siteSchema.parse(siteOfCluster(plain, { name: 'mine', user: 'ann' }))
    const view = { ...stored, demo: false }
    expect(placeOfCluster(plain, [view])).toEqual({ is: 'site', site: view })
    const [restarted] = read(machine('HeadNode', { address: 'ec2-2.example' }))
    if (!restarted) throw new Error('no cluster')
    expect(placeOfCluster(restarted, [view])).toEqual({ is: 'moved', site: view })
    expect(movedSite(view, restarted)).toEqual({
      ...stored,
      hosts: stored.hosts.map(host => ({ ...host, host: 'ec2-2.example' }))
    })
    const elsewhere = { ...restarted, region: 'us-east-1' }
    expect(placeOfCluster(elsewhere, [view])).toEqual({ is: 'none' })
  })
  it('is moved when its login node alone has moved, and follows it', () => {
    const withLogin = (address: string | null, ...more: ClusterMachine[]) =>
      read(machine('HeadNode'), machine('LoginNode', { instance: 'i-l', address }), ...more)[0] ?? plain
    const before = withLogin('login-1.example')
    const view = { ...siteSchema.parse(siteOfCluster(before, { user: 'ann' })), demo: false }
    expect(placeOfCluster(before, [view]).is).toBe('site')
    const moved = withLogin('login-2.example')
    expect(placeOfCluster(moved, [view]).is).toBe('moved')
    const followed = { ...siteSchema.parse(movedSite(view, moved)), demo: false }
    expect(followed.hosts.map(({ host, user }) => [host, user])).toEqual([
      ['login-2.example', 'ann'],
      ['ec2-1.example', 'ann']
    ])
    expect(placeOfCluster(moved, [followed]).is).toBe('site')
    // One of several that is still there is as good as the first.
    const two = withLogin('login-3.example', machine('LoginNode', { instance: 'i-m', address: 'login-2.example' }))
    expect(placeOfCluster(two, [followed]).is).toBe('site')
    expect(movedSite(followed, two)?.hosts[0]?.host).toBe('login-2.example')
    // While they are being made, nothing can be said of another address.
    expect(placeOfCluster(withLogin(null), [followed]).is).toBe('site')
  })

  it('signs in on the head node when the cluster has no login node any more', () => {
    const [cluster] = read(machine('HeadNode'), machine('LoginNode', { address: 'login.example' }))
    const other = { name: 'scope', host: 'scope.lab', roles: ['instrument' as const], identityFiles: [], jumps: [] }
    const made = cluster && siteOfCluster(cluster)
    const view = { ...siteSchema.parse({ ...made, hosts: [...(made?.hosts ?? []), other] }), demo: false }
    expect(placeOfCluster(plain, [view]).is).toBe('moved')
    const followed = siteSchema.parse(movedSite(view, plain))
    expect(followed.hosts.map(({ host, roles }) => [host, roles])).toEqual([
      ['ec2-1.example', ['login', 'display']],
      ['scope.lab', ['instrument']]
    ])
    expect(placeOfCluster(plain, [{ ...followed, demo: false }]).is).toBe('site')
  })

  it('that somebody wrote by hand is current by one of its hosts', () => {
    const stored = siteSchema.parse({ ...siteOfCluster(plain), label: 'our cluster' })
    const hosts = stored.hosts.flatMap(host => [host, { ...host, name: 'login', host: 'gate.lab' }])
    const view = { ...stored, hosts, demo: false }
    expect(placeOfCluster(plain, [view])).toEqual({ is: 'site', site: view })
  })
})
