/** What is said when AWS refuses, is busy, or is not there. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cloud } from '../../../src/main/cloud/cloud'
import { putAwsKeys } from './aws-keys'
import { cloudAt, signedIn } from './cloud-at-proxy'
import { emptyAnswer, type FaultProxy, identityBody, openFaultProxy } from './fault-proxy'

let proxy: FaultProxy
let cloud: Cloud
let folder = ''
let restore: () => void

beforeEach(async () => {
  restore = putAwsKeys()
  folder = await mkdtemp(join(tmpdir(), 'cloud-errors-'))
  proxy = await openFaultProxy()
  cloud = cloudAt(proxy.endpoint, folder)
})
afterEach(async () => {
  cloud.close()
  restore()
  await proxy.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

const refusal = async (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => expect.fail('it went well'),
    (thrown: Failure) => thrown
  )

describe('the account', () => {
  it('is told with an expired sign-in and what to do about it, and nothing else is lost', async () => {
    proxy.judge = () => ({ status: 403, code: 'ExpiredToken', message: 'The security token is expired' })
    const account = await cloud.account({}, undefined)
    expect(account).toMatchObject({
      ...{ identity: null, region: 'eu-central-1', regionFrom: 'settings', endpoint: proxy.endpoint },
      error: { code: 'expired-credentials', hint: expect.stringContaining('aws sso login') }
    })
    // The next one reads the sign-in anew.
    proxy.judge = signedIn(() => undefined)
    expect(await cloud.account({}, undefined)).toMatchObject({
      identity: { account: '123456789012', owner: 'ada' },
      error: null
    })
  })

  it('names the wrong clock where that is the reason, and not the key', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString()
    proxy.judge = () => ({ status: 403, code: 'SignatureDoesNotMatch', headers: { date } })
    const { error } = await cloud.account({}, undefined)
    expect(error).toMatchObject({
      code: 'auth-failed',
      message: expect.stringMatching(/clock .* (59|60) minutes ahead/)
    })
    proxy.judge = () => ({ status: 403, code: 'SignatureDoesNotMatch' })
    expect((await cloud.account({}, undefined)).error?.message).toContain('refuses the access key')
  })

  it('that is missing is told with the others to choose from, and nothing is asked', async () => {
    const account = await cloud.account({ profile: 'gone' }, undefined)
    expect(account).toMatchObject({ profile: 'gone', identity: null, error: { code: 'not-found' } })
    expect((await refusal(cloud.list({ profile: 'gone' }, undefined))).code).toBe('not-found')
    expect(proxy.asked).toEqual([])
  })

  it('is unknown where nothing listens', async () => {
    await proxy.close()
    const { error } = await cloud.account({}, undefined)
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('eu-central-1') })
  })

  it('is unknown without any sign-in, with a way to get one', async () => {
    restore()
    restore = putAwsKeys({
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_CONFIG_FILE: join(folder, 'none'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none')
    })
    const { error, profiles } = await cloud.account({}, undefined)
    expect(profiles).toEqual([])
    expect(error).toMatchObject({ code: 'auth-failed', hint: expect.stringContaining('aws configure') })
  })
})

describe('what is asked of EC2', () => {
  it('is asked again when there were too many requests, and then says so', async () => {
    let refused = 0
    proxy.judge = signedIn(() => {
      refused += 1
      return { status: 503, code: 'RequestLimitExceeded' }
    })
    const failure = await refusal(cloud.types({ gpus: 0 }, undefined))
    expect([failure.code, failure.message]).toEqual(['capacity', expect.stringContaining('fewer requests')])
    expect(refused).toBeGreaterThan(1)
  })

  it('names the permission that is missing, and passes the service on as detail only', async () => {
    const message =
      'You are not authorized to perform: ec2:DescribeInstanceTypes. Encoded authorization failure message: x'
    proxy.judge = signedIn(() => ({ status: 403, code: 'UnauthorizedOperation', message }))
    const failure = await refusal(cloud.types({ gpus: 0 }, undefined))
    expect(failure.code).toBe('permission')
    expect(failure.hint).toContain('ec2:DescribeInstanceTypes')
    expect(failure.detail).toContain('Encoded authorization failure message')
  })

  it('ends at once when it is cancelled', async () => {
    proxy.judge = signedIn(() => 'hang')
    const stop = new AbortController()
    const work = refusal(cloud.types({ gpus: 0 }, stop.signal))
    await expect.poll(() => proxy.asked).toContain('DescribeInstanceTypes')
    stop.abort()
    expect((await work).code).toBe('cancelled')
  })

  it('never has a key in what it says', async () => {
    proxy.judge = signedIn(() => ({ status: 401, code: 'AuthFailure', message: 'not able to validate' }))
    const failure = await refusal(cloud.list({}, undefined))
    expect(JSON.stringify([failure.toData(), String(failure.stack)])).not.toContain('never-shown-secret')
  })
})

describe('a list of which one part is refused', () => {
  it('has the rest, and names what is missing', async () => {
    proxy.judge = signedIn(action =>
      action === 'DescribeSnapshots' ? { status: 403, code: 'UnauthorizedOperation' } : emptyAnswer(action)
    )
    const list = await cloud.list({}, undefined)
    expect(list).toMatchObject({ resources: [], cost: { usdPerHour: null, usdPerMonth: null, unknown: 0 } })
    expect(list.problems).toMatchObject([{ what: 'snapshots', error: { code: 'permission' } }])
  })
})

describe('the cost', () => {
  it('is unknown of a disk with more than its rate has, and of a machine that is not of Linux', async () => {
    const tag = '<tagSet><item><key>farscope:owner</key><value>ada</value></item></tagSet>'
    const disk = (id: string, iops: number, throughput: number): string => `<item><volumeId>${id}</volumeId>
      <volumeType>gp3</volumeType><size>730</size><iops>${iops}</iops><throughput>${throughput}</throughput>${tag}</item>`
    const machine = (id: string, platform: string): string => `<item><instanceId>${id}</instanceId>
      <instanceType>g5.2xlarge</instanceType><instanceState><name>running</name></instanceState>
      <platformDetails>${platform}</platformDetails>${tag}</item>`
    proxy.judge = signedIn(action => {
      const inner =
        action === 'DescribeVolumes'
          ? `<volumeSet>${disk('plain', 3000, 125)}${disk('iops', 3001, 125)}${disk('fast', 3000, 126)}</volumeSet>`
          : `<reservationSet><item><instancesSet>${machine('linux', 'Linux/UNIX')}${machine('red', 'Red Hat Enterprise Linux')}
            </instancesSet></item></reservationSet>`
      if (action !== 'DescribeVolumes' && action !== 'DescribeInstances') return emptyAnswer(action)
      return {
        body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inner}</${action}Response>`
      }
    })
    const onDemand = () => ({ usdPerHour: 1.5, date: '2026-11-01' })
    const priced = cloudAt(proxy.endpoint, folder, {}, { date: '2026-11-01', onDemand })
    const { resources } = await priced.list({ region: 'us-east-1' }, undefined)
    priced.close()
    const costs = Object.fromEntries(resources.map(({ id, usdPerHour }) => [id, usdPerHour]))
    expect(costs).toEqual({ linux: 1.5, red: null, plain: expect.closeTo(0.08), iops: null, fast: null })
    expect(resources.every(one => !('special' in one))).toBe(true)
  })
})

describe('a list of many pages', () => {
  const instance = (
    at: number
  ): string => `<item><instanceId>i-${at}</instanceId><instanceType>g5.2xlarge</instanceType>
    <instanceState><code>16</code><name>running</name></instanceState>
    <tagSet><item><key>farscope:owner</key><value>ada</value></item></tagSet></item>`

  it('is whole: 1,200 instances', async () => {
    const [count, page] = [1200, 500]
    proxy.judge = (action, fields) => {
      if (action === 'GetCallerIdentity') return { body: identityBody('arn:aws:iam::123456789012:user/ada') }
      if (action !== 'DescribeInstances') return emptyAnswer(action)
      const from = Number(fields.get('NextToken') ?? 0)
      const numbers = Array.from({ length: Math.min(page, count - from) }, (_, at) => from + at)
      const next = from + page < count ? String(from + page) : ''
      return {
        body: `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><nextToken>${next}</nextToken>
          <reservationSet><item><instancesSet>${numbers.map(instance).join('')}</instancesSet></item></reservationSet>
          </DescribeInstancesResponse>`
      }
    }
    const { resources, cost } = await cloud.list({}, undefined)
    expect(new Set(resources.map(({ id }) => id)).size).toBe(count)
    expect(resources.every(one => one.mine && one.usdPerHour === null)).toBe(true)
    expect(cost).toEqual({ usdPerHour: null, usdPerMonth: null, unknown: count })
    expect(proxy.asked.filter(action => action === 'DescribeInstances').length).toBe(3)
  })
})
