/** An account of AWS that stands still: machines, disks and clusters with names that people could have given them. */
import { tagKeys } from '@domain/cloud/tags'
import { emptyAnswer, type FaultProxy, identityBody, openFaultProxy, type Verdict } from '../main/cloud/fault-proxy'

export const region = 'eu-central-1'
export const account = '123456789012'
export const me = 'ada'
/** A hundred letters, each of them as dangerous as it can be where a name is taken for more than a name. */
export const longName =
  '<img src=x onerror=alert(1)> $(reboot) `id` "TRPV5" & \'calmodulin\' | grid 3, square 12, refined again ×7'

/** What the program must find in its environment to ask this account, and no other. */
export const accountEnvironment = (endpoint: string): Record<string, string> => ({
  ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  ...{ AWS_SESSION_TOKEN: '', AWS_PROFILE: '', AWS_EC2_METADATA_DISABLED: 'true' },
  ...{ AWS_CONFIG_FILE: '', AWS_SHARED_CREDENTIALS_FILE: '' }
})

type Tags = Readonly<Record<string, string>>

const escaped = (text: string): string => text.replace(/[<>&"']/g, sign => `&#${sign.charCodeAt(0)};`)
const items = (of: readonly string[]): string => of.map(one => `<item>${one}</item>`).join('')
const tagSet = (tags: Tags): string =>
  `<tagSet>${items(Object.entries(tags).map(([key, value]) => `<key>${key}</key><value>${escaped(value)}</value>`))}</tagSet>`
const answer = (action: string, inside: string): Verdict => ({
  body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${inside}</${action}Response>`
})

export interface MadeUpMachine {
  readonly id: string
  readonly type: string
  readonly tags: Tags
  readonly state?: string
}

const instance = ({ id, type, tags, state = 'running' }: MadeUpMachine): string =>
  `<instanceId>${id}</instanceId><instanceType>${type}</instanceType><instanceState><name>${state}</name></instanceState>
  <placement><availabilityZone>${region}a</availabilityZone></placement><dnsName>ec2-18-1-2-3.${region}.compute.amazonaws.com</dnsName>
  <launchTime>2026-11-20T10:00:00.000Z</launchTime><platformDetails>Linux/UNIX</platformDetails>${tagSet(tags)}`
const instances = (machines: readonly MadeUpMachine[]): Verdict =>
  answer(
    'DescribeInstances',
    `<reservationSet><item><instancesSet>${items(machines.map(instance))}</instancesSet></item></reservationSet>`
  )

const owned = (more: Tags): Tags => ({ [tagKeys.owner]: me, ...more })
const clusters: readonly MadeUpMachine[] = [
  ['i-0c1', 'HeadNode', 'em-cluster'],
  ['i-0c2', 'Compute', 'em-cluster'],
  ['i-0c3', 'HeadNode', longName]
].map(([id = '', node = '', name = '']) => ({
  ...{ id, type: 'c6i.2xlarge' },
  tags: {
    ...{ 'parallelcluster:cluster-name': name, 'parallelcluster:node-type': node, 'parallelcluster:version': '3.11.1' }
  }
}))

const volumes = Array.from(
  { length: 40 },
  (_, at) =>
    `<volumeId>vol-0${at}</volumeId><size>${200 + at}</size><status>available</status><volumeType>gp3</volumeType><iops>3000</iops>
    <throughput>125</throughput><availabilityZone>${region}b</availabilityZone><createTime>2026-10-0${1 + (at % 9)}T10:00:00.000Z</createTime>
    ${tagSet(owned({ Name: at === 0 ? longName : `scratch ${at}`, [tagKeys.project]: at === 0 ? longName : 'ribosome', [tagKeys.run]: `r0old${at}` }))}`
)

/** Nothing in it can be ended: the permission is missing. */
export async function openStandingAccount(machines: readonly MadeUpMachine[]): Promise<FaultProxy> {
  const proxy = await openFaultProxy()
  proxy.judge = (action, fields) => {
    const asked = String(fields)
    switch (action) {
      case 'GetCallerIdentity':
        return { body: identityBody(`arn:aws:iam::${account}:user/${me}`) }
      case 'DescribeInstances': {
        if (asked.includes(encodeURIComponent('parallelcluster:'))) return instances(clusters)
        const id = fields.get('InstanceId.1')
        return instances(machines.filter(one => id === null || one.id === id))
      }
      case 'DescribeVolumes':
        return answer(action, `<volumeSet>${items(volumes)}</volumeSet>`)
      case 'DescribeAddresses':
        return answer(
          action,
          `<addressesSet>${items([`<allocationId>eipalloc-0a</allocationId><publicIp>18.1.2.3</publicIp>${tagSet(owned({}))}`])}</addressesSet>`
        )
      case 'TerminateInstances':
        return {
          ...{ status: 403, code: 'UnauthorizedOperation' },
          message: `You are not authorized to perform this operation. User: arn:aws:iam::${account}:user/${me} is not authorized to perform: ec2:TerminateInstances`
        }
      // Of S3, whose buckets are empty.
      case '':
        return { body: '<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>' }
      default:
        return action.startsWith('Describe') ? emptyAnswer(action) : undefined
    }
  }
  return proxy
}
