/** What one sees of an account at an EC2 that works, and how orphans are deleted there. */
import { tagKeys } from '@domain/cloud/tags'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Cloud, createCloud } from '../../../src/main/cloud/cloud'
import { systemClock } from '../../../src/main/platform'
import { describeFacility } from '../../facility/describe-facility'
import { facility } from '../../facility/facility'
import { emptyAnswer, type FaultProxy, openFaultProxy } from './fault-proxy'
import { type MadeUpAccount, me, mine, openAccount, region, tagsOf } from './make-believe-account'

let account: MadeUpAccount
let proxy: FaultProxy
let cloud: Cloud
const knownRuns = new Set<string>()

beforeEach(async () => {
  account = await openAccount()
  proxy = await openFaultProxy(facility.s3)
  knownRuns.clear()
  cloud = createCloud({
    platform: { environment: { AWS_ENDPOINT_URL: proxy.endpoint }, homeFolder: '/nowhere', clock: systemClock },
    settings: { read: () => ({ cloudProfile: null, cloudRegion: region }) },
    isKnownRun: run => knownRuns.has(run),
    readPrices: async () => ({
      date: '2026-11-01',
      onDemand: (_region, type) => (type === 'g5.2xlarge' ? { usdPerHour: 1.5, date: '2026-11-01' } : null)
    })
  })
})
afterEach(async () => {
  cloud.close()
  account.close()
  await proxy.close()
})

const reviewed = () => ({ account: account.id, owner: me })

const stateOf = async (id: string): Promise<string | undefined> => {
  const { Reservations } = await account.ec2.describeInstances({ InstanceIds: [id] })
  return Reservations?.[0]?.Instances?.[0]?.State?.Name
}

describeFacility('an account of the cloud', 's3', () => {
  it('tells who one is in it', async () => {
    expect(await cloud.account({}, undefined)).toMatchObject({
      ...{ profile: null, region, regionFrom: 'settings', endpoint: proxy.endpoint, error: null },
      identity: { account: account.id, owner: me }
    })
  })

  it('lists what carries the tags, whoever owns it, and nothing else', async () => {
    knownRuns.add('run-1')
    const [own = ''] = await account.launch(1, mine('run-1', 1))
    const [theirs = ''] = await account.launch(1, { [tagKeys.owner]: 'bob', [tagKeys.run]: 'run-9' })
    await account.launch(2, { Name: 'another program' })
    const { VolumeId = '' } = await account.ec2.createVolume({
      ...{ Size: 500, VolumeType: 'gp3', AvailabilityZone: `${region}a` },
      TagSpecifications: [{ ResourceType: 'volume', Tags: tagsOf({ ...mine('run-0'), Name: 'scratch' }) }]
    })
    const list = await cloud.list({}, undefined)
    expect(list.problems).toEqual([])
    expect(list.resources.map(({ id }) => id).toSorted()).toEqual([own, theirs, VolumeId].toSorted())
    const found = (id: string) => list.resources.find(one => one.id === id)
    expect(found(own)).toMatchObject({
      ...{ kind: 'instance', state: 'running', mine: true, orphan: null },
      usdPerHour: 1.5
    })
    expect(found(theirs)).toMatchObject({ mine: false, orphan: null, tags: { owner: 'bob' } })
    expect(found(VolumeId)).toMatchObject({ name: 'scratch', sizeGb: 500, orphan: 'unknown-run', inUse: false })
    expect(found(VolumeId)?.usdPerMonth).toBeCloseTo(40)
  })

  it('lists what was asked for on the spot market', async () => {
    const { SpotInstanceRequests } = await account.ec2.requestSpotInstances({
      LaunchSpecification: { ImageId: 'ami-12c6146b', InstanceType: 'g5.2xlarge' },
      TagSpecifications: [{ ResourceType: 'spot-instances-request', Tags: tagsOf(mine('run-1', 1)) }]
    })
    const id = SpotInstanceRequests?.[0]?.SpotInstanceRequestId
    const { resources, problems } = await cloud.list({}, undefined)
    expect(problems).toEqual([])
    expect(resources.find(one => one.id === id)).toMatchObject({ kind: 'spot-request', mine: true, usdPerHour: 0 })
  })

  it('has costs that are unknown, and never nothing, where a price is missing', async () => {
    await account.launch(1, mine('a'), { InstanceType: 'p4d.24xlarge' })
    const unknown = await cloud.list({}, undefined)
    expect(unknown.cost).toEqual({ usdPerHour: null, usdPerMonth: null, unknown: 1 })
    await account.launch(1, mine('a'))
    expect((await cloud.list({}, undefined)).cost).toMatchObject({ usdPerHour: 1.5, unknown: 1 })
  })

  it('takes names and tags for data', async () => {
    const text = '<img src=x onerror=alert(1)> $(touch /tmp/x) `id`; "\''
    const [id] = await account.launch(1, { ...mine(text), Name: text, [tagKeys.project]: text })
    const { resources } = await cloud.list({}, undefined)
    expect(resources).toMatchObject([{ id, name: text, tags: { run: text, project: text } }])
    expect(
      await cloud.sweep({ ...reviewed(), resources: [{ kind: 'instance', id: id ?? '' }] }, undefined)
    ).toMatchObject({
      deleted: [{ id }],
      failed: []
    })
  })
})

describeFacility('deleting orphans', 's3', () => {
  it('ends instances first, so that what they had can go too', async () => {
    const group = await account.ec2.createSecurityGroup({
      ...{ GroupName: 'farscope', Description: 'x' },
      TagSpecifications: [{ ResourceType: 'security-group', Tags: tagsOf({ [tagKeys.owner]: me }) }]
    })
    const { AllocationId = '' } = await account.ec2.allocateAddress({
      Domain: 'vpc',
      TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: tagsOf(mine('gone')) }]
    })
    const GroupId = group.GroupId ?? ''
    const [id = ''] = await account.launch(1, mine('gone'), { SecurityGroupIds: [GroupId] })
    const { VolumeId = '' } = await account.ec2.createVolume({
      ...{ Size: 8, AvailabilityZone: `${region}a` },
      TagSpecifications: [{ ResourceType: 'volume', Tags: tagsOf(mine('gone')) }]
    })
    const snapshot = await account.ec2.createSnapshot({
      VolumeId,
      TagSpecifications: [{ ResourceType: 'snapshot', Tags: tagsOf(mine('gone')) }]
    })
    const { resources } = await cloud.list({}, undefined)
    const orphans = resources.filter(({ orphan }) => orphan !== null)
    expect(orphans.map(one => one.id).toSorted()).toEqual([AllocationId, VolumeId, id, snapshot.SnapshotId].toSorted())
    const swept = await cloud.sweep(
      { ...reviewed(), resources: orphans.map(({ kind, id: ofOne }) => ({ kind, id: ofOne })) },
      undefined
    )
    expect(swept.failed).toEqual([])
    expect(swept.deleted.map(({ kind }) => kind)).toEqual(['instance', 'address', 'volume', 'snapshot'])
    expect(await stateOf(id)).toMatch(/terminated|shutting-down/)
    // The make-believe EC2 keeps the network interfaces of instances that have ended.
    proxy.judge = action => (action === 'DescribeNetworkInterfaces' ? emptyAnswer(action) : undefined)
    // Now nothing uses the group, and it is one itself.
    const left = await cloud.list({}, undefined)
    expect(left.resources).toMatchObject([{ kind: 'security-group', id: GroupId, orphan: null, kept: true }])
    const last = await cloud.sweep({ ...reviewed(), resources: [{ kind: 'security-group', id: GroupId }] }, undefined)
    expect(last.deleted).toEqual([{ kind: 'security-group', id: GroupId }])
    expect((await cloud.list({}, undefined)).resources).toEqual([])
  })

  it('leaves what is not Farscope’s, not mine, or of a run that is known', async () => {
    knownRuns.add('run-1')
    const [foreign = ''] = await account.launch(1, { Name: 'another program', [tagKeys.run]: 'x' })
    const [theirs = ''] = await account.launch(1, { [tagKeys.owner]: 'bob', [tagKeys.run]: 'x' })
    const [alive = ''] = await account.launch(1, mine('run-1', 1))
    const ids = [foreign, theirs, alive]
    const swept = await cloud.sweep(
      { ...reviewed(), resources: ids.map(id => ({ kind: 'instance' as const, id })) },
      undefined
    )
    expect(swept.deleted).toEqual([])
    expect(swept.failed.map(({ error }) => error.code)).toEqual(['not-allowed', 'not-allowed', 'conflict'])
    for (const id of ids) expect(await stateOf(id)).toBe('running')
    expect(proxy.asked).not.toContain('TerminateInstances')
  })

  it('looks once more right before: what somebody took over in the meantime stays', async () => {
    const [id = ''] = await account.launch(1, mine('old'))
    const { resources } = await cloud.list({}, undefined)
    expect(resources).toMatchObject([{ id, orphan: 'unknown-run', mine: true }])
    await account.ec2.createTags({ Resources: [id], Tags: tagsOf({ [tagKeys.owner]: 'bob' }) })
    const swept = await cloud.sweep({ ...reviewed(), resources: [{ kind: 'instance', id }] }, undefined)
    expect(swept).toMatchObject({ deleted: [], failed: [{ id, error: { code: 'not-allowed' } }] })
    expect(await stateOf(id)).toBe('running')
  })

  it('goes on with the others where one is refused', async () => {
    const [first = '', second = ''] = await account.launch(2, mine('old'))
    proxy.judge = (action, fields) =>
      action === 'TerminateInstances' && fields.get('InstanceId.1') === first
        ? { status: 400, code: 'OperationNotPermitted', message: 'disableApiTermination' }
        : undefined
    const resources = [first, second].map(id => ({ kind: 'instance' as const, id }))
    const swept = await cloud.sweep({ ...reviewed(), resources }, undefined)
    expect(swept).toMatchObject({ deleted: [{ id: second }], failed: [{ id: first, error: { code: 'not-allowed' } }] })
  })
})

describeFacility('a check of the permissions', 's3', () => {
  it('changes nothing, and finds allowed what it may ask about where nothing is forbidden', async () => {
    await account.launch(1, mine('a'), {
      TagSpecifications: ['instance' as const, 'volume' as const].map(kind => ({
        ResourceType: kind,
        Tags: tagsOf(mine('a'))
      }))
    })
    const before = await cloud.list({}, undefined)
    const check = await cloud.check({}, undefined)
    expect(check.missing).toEqual([])
    const refused = check.permissions.filter(({ result }) => result !== 'allowed')
    // The store has no price list, and deletions are asked about at AWS only.
    expect(refused.map(({ action }) => action)).toEqual([
      'pricing:GetProducts',
      ...['ec2:DeleteSecurityGroup', 'ec2:StopInstances', 'ec2:TerminateInstances', 'ec2:DeleteVolume']
    ])
    expect(proxy.asked).not.toContain('TerminateInstances')
    const after = await cloud.list({}, undefined)
    expect(after.resources).toEqual(before.resources)
  })

  it('names those that are missing, and those that could not be asked about', async () => {
    const forbidden = ['RunInstances', 'AuthorizeSecurityGroupIngress']
    proxy.judge = action =>
      forbidden.includes(action)
        ? { status: 403, code: 'UnauthorizedOperation', message: `not authorized to perform: ec2:${action}` }
        : undefined
    const check = await cloud.check({}, undefined)
    expect(check.missing).toEqual(forbidden.map(action => `ec2:${action}`))
    const unsure = check.permissions.filter(({ result }) => result === 'unsure').map(({ action }) => action)
    expect(unsure).toContain('ec2:TerminateInstances')
  })
})

describeFacility('machines and prices', 's3', () => {
  it('are all there, with their GPUs', async () => {
    const types = await cloud.types({ gpus: 1 }, undefined)
    expect(types.length).toBeGreaterThan(50)
    expect(types.find(({ type }) => type === 'g5.2xlarge')).toMatchObject({
      ...{ vcpus: 8, memoryMib: 32_768, gpuCount: 1, spot: true },
      gpus: [{ model: 'A10G', manufacturer: 'NVIDIA', count: 1, memoryMib: expect.any(Number) }]
    })
    const few = await cloud.types({ pattern: 'g5.*', gpus: 4 }, undefined)
    expect(few.every(({ type, gpuCount }) => type.startsWith('g5.') && gpuCount >= 4)).toBe(true)
    expect(few).not.toEqual([])
  })

  it('are unknown where nobody says them', async () => {
    const [known, unknown] = await cloud.prices({ types: ['g5.2xlarge', 'x9.none'] }, undefined)
    expect(known).toMatchObject({ type: 'g5.2xlarge', onDemand: { usdPerHour: 1.5, date: '2026-11-01' } })
    expect(known?.spot.map(({ zone }) => zone)).toContain(`${region}a`)
    expect(unknown).toEqual({ type: 'x9.none', region, onDemand: null, spot: [] })
  })
})
