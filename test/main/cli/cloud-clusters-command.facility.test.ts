/** Clusters of AWS ParallelCluster by the command, at an EC2 that works. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { facility } from '../../facility/facility'
import { type MadeUpAccount, openAccount, region } from '../cloud/make-believe-account'
import { type CommandsHere, commandsHere } from './command-here'

let account: MadeUpAccount
let here: CommandsHere

const node = (cluster: string, type: string): Record<string, string> => ({
  'parallelcluster:cluster-name': cluster,
  'parallelcluster:node-type': type,
  'parallelcluster:version': '3.11.1'
})

describeFacility('the clusters of ParallelCluster', 's3', () => {
  beforeAll(async () => {
    account = await openAccount()
    here = await commandsHere(folder => ({ environment: { AWS_ENDPOINT_URL: facility.s3, HOME: folder } }))
    await account.launch(1, node('em', 'HeadNode'))
    await account.launch(3, node('em', 'Compute'))
    await account.launch(1, { Name: 'another program' })
  })
  afterAll(async () => {
    await here.end()
    account.close()
  })

  const clusters = (...more: string[]): Promise<unknown> => here.json('cloud', 'clusters', '--region', region, ...more)

  it('are listed by their tags, and become sites whose address follows the head node', async () => {
    expect(await clusters()).toMatchObject([
      { name: 'em', region, version: '3.11.1', head: { state: 'running' }, computeNodes: { running: 3 }, site: null }
    ])
    expect(await clusters('--add', 'em', '--user', 'ubuntu', '-i', '~/.ssh/em.pem')).toMatchObject([
      { name: 'em', site: { name: 'em', current: true } }
    ])
    const site = await here.client.sites.show({ name: 'em' })
    expect(site.hosts).toMatchObject([
      { name: 'head', user: 'ubuntu', identityFiles: ['~/.ssh/em.pem'], roles: ['login', 'display'] }
    ])
    expect(await here.failure('cloud', 'clusters', '--region', region, '--add', 'em')).toEqual([1, 'exists'])
    // As after a stop and a start of the head node.
    const { demo: _demo, ...stored } = site
    const [head] = stored.hosts
    if (!head) throw new Error('the site has no host')
    await here.client.sites.save({ site: { ...stored, hosts: [{ ...head, host: 'old.example' }] }, replace: true })
    expect(await clusters()).toMatchObject([{ site: { name: 'em', current: false } }])
    expect(await clusters('--add', 'em')).toMatchObject([{ site: { name: 'em', current: true } }])
    expect((await here.client.sites.show({ name: 'em' })).hosts).toEqual(site.hosts)
  })

  it('that are not there, or options without a cluster, are refused', async () => {
    expect(await here.failure('cloud', 'clusters', '--region', region, '--add', 'none')).toEqual([1, 'not-found'])
    expect(await here.failure('cloud', 'clusters', '--region', region, '--user', 'ann')).toEqual([2, 'usage'])
  })
})
