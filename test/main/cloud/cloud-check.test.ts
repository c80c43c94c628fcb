/** What a check of the permissions asks, and what it must not ask. */
import type { CloudPermission } from '@contract/cloud'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cloud } from '../../../src/main/cloud/cloud'
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

const changes = (): string[] =>
  proxy.asked.filter(action => !/^(Describe|Get|AmazonSSM|AWSPriceListService\.Get)/.test(action))
const of = (permissions: readonly CloudPermission[], action: string): CloudPermission | undefined =>
  permissions.find(one => one.action === action)
const refused: Verdict = { status: 403, code: 'UnauthorizedOperation' }
const heeded: Verdict = { status: 412, code: 'DryRunOperation' }
const body = (action: string, inner: string): Verdict => ({
  body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inner}</${action}Response>`
})
const tags = '<tagSet><item><key>farscope:owner</key><value>ada</value></item></tagSet>'

/** An account with one of each; what asks for a dry run gets `dry`. */
const account = (dry: (action: string) => Verdict) =>
  signedIn((action, fields) => {
    if (action.includes('.')) return { status: 400, code: 'AccessDeniedException' }
    if (fields.get('DryRun') === 'true') return dry(action)
    if (action === 'DescribeSecurityGroups')
      return body(
        action,
        '<securityGroupInfo><item><groupId>sg-1</groupId><vpcId>vpc-1</vpcId></item></securityGroupInfo>'
      )
    if (action === 'DescribeVolumes')
      return body(action, `<volumeSet><item><volumeId>vol-1</volumeId>${tags}</item></volumeSet>`)
    if (action !== 'DescribeInstances') return emptyAnswer(action)
    const instance = `<item><instanceId>i-1</instanceId><instanceState><name>running</name></instanceState>${tags}</item>`
    return body(action, `<reservationSet><item><instancesSet>${instance}</instancesSet></item></reservationSet>`)
  })

describe('a check', () => {
  it('asks nothing that changes something where dry runs are not heeded', async () => {
    proxy.judge = account(emptyAnswer)
    const check = await cloud.check({}, undefined)
    expect(check.missing).toEqual(['ssm:GetParameter', 'pricing:GetProducts'])
    expect(of(check.permissions, 'ec2:RunInstances')).toMatchObject({ result: 'unsure' })
    expect(changes()).toEqual([])
  })

  it('goes on where the price list fails, which no run needs', async () => {
    const judge = account(() => heeded)
    proxy.judge = (action, fields) =>
      action.startsWith('AWSPriceListService') ? { status: 500, code: 'InternalErrorException' } : judge(action, fields)
    const { permissions, missing } = await cloud.check({}, undefined)
    expect(of(permissions, 'pricing:GetProducts')).toMatchObject({ result: 'unsure' })
    expect(missing).toEqual(['ssm:GetParameter'])
  })

  it('takes a refusal for no sign that dry runs are heeded', async () => {
    proxy.judge = account(() => refused)
    const { permissions } = await cloud.check({}, undefined)
    expect(of(permissions, 'ec2:DescribeInstances')).toMatchObject({ result: 'denied' })
    expect(changes()).toEqual([])
  })

  it('tries no deletion at an address that is not one of AWS', async () => {
    proxy.judge = account(() => heeded)
    const { permissions } = await cloud.check({}, undefined)
    expect(of(permissions, 'ec2:CreateTags')).toMatchObject({ result: 'allowed' })
    expect(of(permissions, 'ec2:TerminateInstances')).toMatchObject({
      result: 'unsure',
      error: { code: 'unsupported' }
    })
    expect(changes().filter(action => /^(Stop|Terminate|Delete)/.test(action))).toEqual([])
  })

  it('says when something was done in earnest, and goes no further', async () => {
    proxy.judge = account(action => (action === 'CreateTags' ? emptyAnswer(action) : heeded))
    const { permissions } = await cloud.check({}, undefined)
    expect(of(permissions, 'ec2:CreateTags')).toMatchObject({
      result: 'unsure',
      error: { message: 'ec2:CreateTags was done, although it was asked as a dry run.' }
    })
    expect(changes().at(-1)).toBe('CreateTags')
  })
})
