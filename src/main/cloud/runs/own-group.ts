/** The one security group of a person in a network: whoever is at this computer's address may sign in, nobody else. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecurityGroup } from '@aws-sdk/client-ec2'
import { ownTags, tagKeys } from '@domain/cloud/tags'
import { Failure } from '@domain/failure'
import { cloudErrorName } from '../cloud-errors'
import type { CloudLink } from '../cloud-link'

export interface GroupQuestion {
  readonly owner: string
  readonly vpc: string
  /** This computer's, as a range. */
  readonly range: string
  /** Of this computer: its own rules are known by it, and only those are taken away again. */
  readonly computer: string
  readonly signal: AbortSignal | undefined
}

const sshPort = 22

/** Makes it where there is none; the rule of this computer is the present one afterwards. Gives the group's id. */
export async function openOwnGroup(link: CloudLink, question: GroupQuestion): Promise<string> {
  const group = (await findGroup(link, question)) ?? (await makeGroup(link, question))
  const id = group.GroupId ?? ''
  const description = `farscope ${question.computer}`
  const rules = (group.IpPermissions ?? []).filter(
    ({ IpProtocol, FromPort, ToPort }) => IpProtocol === 'tcp' && FromPort === sshPort && ToPort === sshPort
  )
  const ranges = rules.flatMap(({ IpRanges }) => IpRanges ?? [])
  // A range stands once in a group, whoever wrote it.
  if (!ranges.some(({ CidrIp }) => CidrIp === question.range))
    await link
      .ec2('let this computer in', question.signal, (ec2, options) =>
        ec2.authorizeSecurityGroupIngress({ GroupId: id, IpPermissions: [rule(question.range, description)] }, options)
      )
      .catch(unless('InvalidPermission.Duplicate'))
  for (const { CidrIp, Description } of ranges)
    if (CidrIp && Description === description && CidrIp !== question.range)
      await link
        .ec2('shut the door of an earlier address', question.signal, (ec2, options) =>
          ec2.revokeSecurityGroupIngress({ GroupId: id, IpPermissions: [rule(CidrIp, description)] }, options)
        )
        .catch(unless('InvalidPermission.NotFound'))
  return id
}

const rule = (range: string, description: string) => ({
  ...{ IpProtocol: 'tcp', FromPort: sshPort, ToPort: sshPort },
  IpRanges: [{ CidrIp: range, Description: description }]
})

/** Somebody was faster. */
const unless =
  (name: string) =>
  (thrown: unknown): void => {
    if (!(thrown instanceof Failure) || cloudErrorName(thrown.cause) !== name) throw thrown
  }

/** The owner's name may hold letters that no group's name can. */
const nameOf = (owner: string): string => `farscope-${createHash('sha256').update(owner).digest('hex').slice(0, 12)}`

async function findGroup(link: CloudLink, { owner, vpc, signal }: GroupQuestion): Promise<SecurityGroup | undefined> {
  const { SecurityGroups } = await link.ec2('find its own security group', signal, (ec2, options) =>
    ec2.describeSecurityGroups(
      {
        Filters: [
          { Name: 'vpc-id', Values: [vpc] },
          { Name: 'group-name', Values: [nameOf(owner)] }
        ]
      },
      options
    )
  )
  const [group] = SecurityGroups ?? []
  if (!group) return undefined
  const tags = ownTags(group.Tags)
  if (tags?.owner === owner && tags.run === null) return group
  throw new Failure('conflict', `The security group ${group.GroupId} has the name of Farscope's, but not its tags.`, {
    hint: 'It was left alone. Rename or delete it in the AWS console.'
  })
}

async function makeGroup(link: CloudLink, question: GroupQuestion): Promise<SecurityGroup> {
  const { owner, vpc, signal } = question
  const made = await link
    .ec2('make its own security group', signal, (ec2, options) =>
      ec2.createSecurityGroup(
        {
          ...{ GroupName: nameOf(owner), VpcId: vpc, Description: 'Farscope: SSH from the computers of its owner' },
          TagSpecifications: [
            {
              ResourceType: 'security-group',
              Tags: [
                { Key: 'Name', Value: 'farscope' },
                { Key: tagKeys.owner, Value: owner }
              ]
            }
          ]
        },
        options
      )
    )
    .catch(unless('InvalidGroup.Duplicate'))
  if (made?.GroupId) return { GroupId: made.GroupId, IpPermissions: [] }
  // Another launch has made it in this moment.
  const there = await findGroup(link, question)
  if (there) return there
  throw new Failure('remote-error', 'The security group that AWS made is not there.', { hint: 'Try again.' })
}

/** What tells this computer from others of the same person; made once. */
export async function computerMark(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, 'runs')
  const file = join(folder, 'computer')
  const there = await readFile(file, 'utf8').catch(() => '')
  if (/^[0-9a-f]{12}$/.test(there)) return there
  const mark = randomBytes(6).toString('hex')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(file, mark, { mode: 0o600 })
  return mark
}
