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
})
