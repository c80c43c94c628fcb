/** Deleting orphans: what stays, and what counts as deleted. */
import { tagKeys } from '@domain/cloud/tags'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cloud } from '../../../src/main/cloud/cloud'
import type { Found } from '../../../src/main/cloud/describe-own'
import { putAwsKeys } from './aws-keys'
import { cloudAt, signedIn } from './cloud-at-proxy'
import { emptyAnswer, type FaultProxy, openFaultProxy, type Verdict } from './fault-proxy'

let proxy: FaultProxy
let cloud: Cloud
let restore: () => void

beforeEach(async () => {
  restore = putAwsKeys()
  proxy = await openFaultProxy()
  cloud = cloudAt(proxy.endpoint, '/nowhere')
})
afterEach(async () => {
  cloud.close()
  restore()
  await proxy.close()
})

const reviewed = { account: '123456789012', owner: 'ada' }
const sharedRole = 'arn:aws:sts::123456789012:assumed-role/em-runner/botocore-session-1732233600'

const body = (action: string, inner: string): Verdict => ({
  body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inner}</${action}Response>`
})
const tags = (owner: string): string =>
  `<tagSet><item><key>${tagKeys.owner}</key><value>${owner}</value></item>
    <item><key>${tagKeys.run}</key><value>old</value></item></tagSet>`
const instances = (owner: string, own = tags(owner)): Verdict =>
  body(
    'DescribeInstances',
    `<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>
      <instanceState><name>running</name></instanceState>${own}</item></instancesSet></item></reservationSet>`
  )
const volumes = (attachedTo: string, own = tags('ada')): Verdict =>
  body(
    'DescribeVolumes',
    `<volumeSet><item><volumeId>vol-1</volumeId><status>in-use</status>${own}<attachmentSet>
      ${attachedTo && `<item><instanceId>${attachedTo}</instanceId></item>`}</attachmentSet></item></volumeSet>`
  )
const addresses: Verdict = body(
  'DescribeAddresses',
  `<addressesSet><item><allocationId>eipalloc-1</allocationId><associationId>eipassoc-1</associationId>
    ${tags('ada')}</item></addressesSet>`
)
const spotRequests = (instance: string): Verdict =>
  body(
    'DescribeSpotInstanceRequests',
    `<spotInstanceRequestSet><item><spotInstanceRequestId>sir-1</spotInstanceRequestId>
      <state>${instance ? 'active' : 'open'}</state>${instance && `<instanceId>${instance}</instanceId>`}
      <launchSpecification><instanceType>g5.xlarge</instanceType></launchSpecification>
      ${tags('ada')}</item></spotInstanceRequestSet>`
  )
const notFound: Verdict = { status: 400, code: 'InvalidVolume.NotFound' }
const looksOnly = (): void =>
  expect(proxy.asked.filter(action => !/^(AWSPriceListService.GetProducts|Describe|Get)/.test(action))).toEqual([])

describe('a sweep', () => {
  it('takes back a spot request that waits, and leaves one that has its instance to that', async () => {
    const resources = [{ kind: 'spot-request' as const, id: 'sir-1' }]
    proxy.judge = signedIn(action =>
      action === 'DescribeSpotInstanceRequests' ? spotRequests('i-7') : emptyAnswer(action)
    )
    const filled = await cloud.list({}, undefined)
    expect(filled.resources).toMatchObject([{ id: 'sir-1', attachedTo: 'i-7', orphan: null, usdPerHour: 0 }])
    expect(await cloud.sweep({ ...reviewed, resources }, undefined)).toMatchObject({
      failed: [{ id: 'sir-1', error: { code: 'conflict' } }]
    })
    looksOnly()
    proxy.judge = signedIn(action =>
      action === 'DescribeSpotInstanceRequests' ? spotRequests('') : emptyAnswer(action)
    )
    const waiting = await cloud.list({}, undefined)
    expect(waiting.resources).toMatchObject([{ id: 'sir-1', type: 'g5.xlarge', state: 'open', orphan: 'unknown-run' }])
    expect(await cloud.sweep({ ...reviewed, resources }, undefined)).toEqual({ deleted: resources, failed: [] })
    expect(proxy.asked).toContain('CancelSpotInstanceRequests')
  })

  it('deletes nothing in another account, or as somebody else, than what was reviewed', async () => {
    proxy.judge = signedIn(() => notFound)
    const resources = [{ kind: 'volume' as const, id: 'vol-1' }]
    for (const changed of [{ account: '999999999999' }, { owner: 'bob' }])
      await expect(cloud.sweep({ ...reviewed, ...changed, resources }, undefined)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('123456789012')
      })
    expect(new Set(proxy.asked)).toEqual(new Set(['GetCallerIdentity']))
  })

  it('deletes nothing under a name that others have too', async () => {
    proxy.judge = signedIn(() => instances('em-runner'), sharedRole)
    const resources = [{ kind: 'instance' as const, id: 'i-1' }]
    const swept = await cloud.sweep({ ...reviewed, owner: 'em-runner', resources }, undefined)
    expect(swept).toMatchObject({
      deleted: [],
      failed: [{ error: { code: 'not-allowed', hint: expect.stringContaining('role_session_name') } }]
    })
    looksOnly()
    proxy.judge = signedIn(
      action => (action === 'DescribeInstances' ? instances('em-runner') : emptyAnswer(action)),
      sharedRole
    )
    const { identity, resources: listed } = await cloud.list({}, undefined)
    expect([identity.shared, listed]).toMatchObject([true, [{ id: 'i-1', mine: false, orphan: null }]])
  })

  it('leaves an address and a disk that are in use, though their run is unknown', async () => {
    proxy.judge = signedIn(action => (action === 'DescribeAddresses' ? addresses : volumes('i-7')))
    const resources = [
      { kind: 'volume' as const, id: 'vol-1' },
      { kind: 'address' as const, id: 'eipalloc-1' }
    ]
    const swept = await cloud.sweep({ ...reviewed, resources }, undefined)
    expect(swept).toMatchObject({
      deleted: [],
      failed: [
        { id: 'eipalloc-1', error: { code: 'conflict' } },
        { id: 'vol-1', error: { code: 'conflict', message: 'vol-1 is in use by i-7.' } }
      ]
    })
    looksOnly()
  })

  it('counts what went by itself between the look and the act as deleted', async () => {
    proxy.judge = signedIn(action => (action === 'DeleteVolume' ? notFound : volumes('')))
    const volume = { kind: 'volume' as const, id: 'vol-1' }
    expect(await cloud.sweep({ ...reviewed, resources: [volume] }, undefined)).toEqual({
      deleted: [volume],
      failed: []
    })
    expect(proxy.asked).toContain('DeleteVolume')
  })

  it('waits only for what it ended, and takes it for gone only when EC2 does not know it', async () => {
    let looks = 0
    const answers = (action: string): Verdict => {
      if (action === 'TerminateInstances') return emptyAnswer(action)
      if (action !== 'DescribeInstances') return action === 'DescribeVolumes' ? volumes('') : emptyAnswer(action)
      looks += 1
      if (looks === 1) return instances('ada')
      // A refusal says nothing of the instance.
      return looks === 2
        ? { status: 403, code: 'UnauthorizedOperation' }
        : { status: 400, code: 'InvalidInstanceID.NotFound' }
    }
    proxy.judge = signedIn(answers)
    const resources = [
      { kind: 'instance' as const, id: 'i-1' },
      { kind: 'volume' as const, id: 'vol-1' }
    ]
    expect((await cloud.sweep({ ...reviewed, resources }, undefined)).failed).toEqual([])
    expect(looks).toBe(3)
    // Now EC2 does not know the instance: nothing was ended, so nothing is waited for.
    expect((await cloud.sweep({ ...reviewed, resources }, undefined)).failed).toEqual([])
    expect(looks).toBe(4)
  })
})

/** Of hours from now. */
const later = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()
const tagsUntil = (expiry: string): string =>
  tags('ada').replace('</tagSet>', `<item><key>${tagKeys.expiry}</key><value>${expiry}</value></item></tagSet>`)

describe('what is of a machine that lives', () => {
  const resources = [{ kind: 'results' as const, id: 's3://bucket/farscope-rold' }]
  /** Of a run that another computer of the same person has launched. */
  const waiting = (expiry: string): Found => ({
    ...{ kind: 'results', id: 's3://bucket/farscope-rold', name: 'x', state: 'waiting', type: '', zone: null },
    ...{ since: null, sizeGb: 1, spot: false, attachedTo: null, inUse: false, special: false },
    tags: { owner: 'ada', project: null, session: null, run: 'old', expiry }
  })
  const removed: string[] = []
  const withResults = (expiry: string): Cloud => {
    removed.length = 0
    return cloudAt(proxy.endpoint, '/nowhere', {}, undefined, {
      list: async () => ({ found: [waiting(expiry)], problems: [] }),
      remove: async (_profile, id) => void removed.push(id)
    })
  }
  const states = async (here: Cloud) =>
    (await here.list({}, undefined)).resources.map(({ kind, orphan }) => [kind, orphan])

  it('is its disk, whose own expiry nobody moves when the machine may live longer', async () => {
    proxy.judge = signedIn(action => {
      if (action === 'DescribeVolumes') return volumes('i-1', tagsUntil(later(-1)))
      return action === 'DescribeInstances' ? instances('ada', tagsUntil(later(1))) : emptyAnswer(action)
    })
    expect(await states(cloud)).toEqual([
      ['instance', null],
      ['volume', null]
    ])
  })

  it('are its results in a bucket, whatever a sweep is told', async () => {
    proxy.judge = signedIn(action => (action === 'DescribeInstances' ? instances('ada') : emptyAnswer(action)))
    const here = withResults(later(-1))
    expect(await states(here)).toContainEqual(['results', null])
    expect(await here.sweep({ ...reviewed, resources }, undefined)).toMatchObject({
      ...{ deleted: [], failed: [{ error: { code: 'conflict' } }] }
    })
    expect(removed).toEqual([])
    here.close()
  })

  it('are results afterwards too, until whoever launched the run had time to fetch them', async () => {
    proxy.judge = signedIn(emptyAnswer)
    const soon = withResults(later(1))
    expect(await states(soon)).toEqual([['results', null]])
    expect((await soon.sweep({ ...reviewed, resources }, undefined)).deleted).toEqual([])
    expect(removed).toEqual([])
    soon.close()
    const late = withResults(later(-1))
    expect(await states(late)).toEqual([['results', 'unknown-run']])
    expect((await late.sweep({ ...reviewed, resources }, undefined)).deleted).toEqual(resources)
    expect(removed).toHaveLength(1)
    late.close()
  })
})
