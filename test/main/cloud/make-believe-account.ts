/** An account of its own at the EC2 of the facility, with what stands in it before a test. */
import { randomInt } from 'node:crypto'
import { type _InstanceType, EC2, type RunInstancesCommandInput, type Tag } from '@aws-sdk/client-ec2'
import { STS } from '@aws-sdk/client-sts'
import { tagKeys } from '@domain/cloud/tags'
import { facility } from '../../facility/facility'
import { putAwsKeys } from './aws-keys'

export const region = 'us-east-1'
/** The name under which the tests own what they make. */
export const me = 'ada@example.com'

/** In no table of prices; the make-believe EC2 starts whatever it is told to. */
// The SDK's own type ends with the machines of the day when it was made.
export const unpricedType = 'x99.large' as _InstanceType

export interface MadeUpAccount {
  readonly id: string
  /** Another program that uses the account. */
  readonly ec2: EC2
  /** Ids of new instances. */
  launch(
    count: number,
    tags: Readonly<Record<string, string>>,
    changes?: Partial<RunInstancesCommandInput>
  ): Promise<string[]>
  close(): void
}

export const tagsOf = (tags: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** Tags of something of mine; `expiry` hours from now. */
export function mine(run: string, hours?: number): Record<string, string> {
  const tags = { [tagKeys.owner]: me, [tagKeys.run]: run }
  if (hours === undefined) return tags
  return { ...tags, [tagKeys.expiry]: new Date(Date.now() + hours * 3_600_000).toISOString() }
}

/** Whoever takes on a role of an account works in that account: so each test has an empty one. Its keys are put up. */
export async function openAccount(): Promise<MadeUpAccount> {
  const id = String(randomInt(100_000_000_000, 999_999_999_999))
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const anybody = { accessKeyId: 'test', secretAccessKey: 'test' }
  const sts = new STS({ region, endpoint: facility.s3, credentials: anybody })
  const { Credentials } = await sts.assumeRole({
    RoleArn: `arn:aws:iam::${id}:role/em-runner`,
    RoleSessionName: me
  })
  sts.destroy()
  if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey) throw new Error('the role was not given')
  const keys = {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    ...(Credentials.SessionToken && { sessionToken: Credentials.SessionToken })
  }
  const restore = putAwsKeys({
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken
  })
  const ec2 = new EC2({ region, endpoint: facility.s3, credentials: keys })
  return {
    id,
    ec2,
    async launch(count, tags, changes = {}) {
      const { Instances } = await ec2.runInstances({
        ...{ ImageId: 'ami-12345678', InstanceType: 'g5.2xlarge', MinCount: count, MaxCount: count },
        TagSpecifications: [{ ResourceType: 'instance', Tags: tagsOf(tags) }],
        ...changes
      })
      return (Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? [])
    },
    close() {
      restore()
      ec2.destroy()
    }
  }
}
